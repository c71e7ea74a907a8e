/** The portal of an organization, or how all portals look that say nothing else. */

import { Select } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { may } from "@/api/access";
import { ApiError } from "@/api/client";
import { seePortalAs } from "@/api/people";
import { portalQuery } from "@/api/portal";
import { portalGroupChoicesQuery, seenAs } from "@/api/portal_groups";
import { meQuery } from "@/api/queries";
import { startSeeing } from "@/api/see_as";
import type { Me } from "@/api/types";
import { Missing } from "@/ui/missing";
import { useListAddress } from "@/ui/address";
import { Page } from "@/ui/page";
import { SeePortalButton } from "@/ui/see_portal_button";
import { tellFailure } from "@/ui/messages";
import { View, type Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { PortalForm } from "./portal_form";

const INSTANCE = "instance";

export function PortalPage() {
  const me = useQuery(meQuery).data;
  return me === undefined ? null : <PortalOf me={me} />;
}

function PortalOf({ me }: { me: Me }) {
  const [address, change] = useListAddress();
  const reachesAll = me.permissions["portal:read"] === "all";
  const homes = me.organizations.filter(({ id }) => may(me, "portal:read", id));
  const chosen = address.organization ?? (reachesAll ? INSTANCE : (homes[0]?.id ?? INSTANCE));
  const home = homes.find(({ id }) => id === chosen) ?? null;
  const choices = [
    ...(reachesAll ? [{ value: INSTANCE, label: t("portals.instance") }] : []),
    ...homes.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <Page
      title={t("nav.portal")}
      state={home?.name ?? (chosen === INSTANCE ? t("portals.instance") : null)}
      actions={
        <>
          {home === null ? null : <SeePortal organization={home.id} />}
          {choices.length < 2 ? null : (
            <Select
              aria-label={t("portals.whose")}
              searchable
              allowDeselect={false}
              limit={50}
              value={chosen}
              onChange={(organization) => change({ organization: organization ?? undefined })}
              data={choices}
              nothingFoundMessage={t("common.no_match")}
            />
          )}
        </>
      }
    >
      {home === null && (chosen !== INSTANCE || !reachesAll) ? (
        <Nothing />
      ) : (
        <PortalView key={chosen} home={home} mayChange={may(me, "portal:change", home?.id)} />
      )}
    </Page>
  );
}

function PortalView({ home, mayChange }: { home: Me["organizations"][number] | null; mayChange: boolean }) {
  const reading = useQuery(portalQuery(home?.id ?? null));
  // Another turn begins with what is stored now.
  const [turn, setTurn] = useState(0);
  if (reading.error instanceof ApiError && reading.error.status === 404) return <Nothing />;
  return (
    <View of={reading}>
      {(portal) => (
        <PortalForm
          key={turn}
          home={home}
          portal={portal}
          mayChange={mayChange}
          onSaved={() => setTurn((before) => before + 1)}
        />
      )}
    </View>
  );
}

function Nothing() {
  return <Missing to="/organizations" label={t("organization.to_list")} />;
}

function SeePortal({ organization }: { organization: string }) {
  const groups = useQuery(portalGroupChoicesQuery).data?.items ?? [];
  const beginning = useMutation({
    mutationFn: (group: string) => seePortalAs(organization, group),
    onSuccess: startSeeing,
    onError: (error) => tellFailure(error as Failure),
  });
  return (
    <SeePortalButton groups={seenAs(groups, organization)} isBusy={beginning.isPending} onChoose={beginning.mutate} />
  );
}
