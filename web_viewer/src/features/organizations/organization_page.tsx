/** One organization: what it is, and the ways to its devices and people. */

import { Button, Group } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { may } from "@/api/access";
import { ApiError } from "@/api/client";
import { archiveOrganization, organizationQuery, restoreOrganization, seePortalAs } from "@/api/people";
import { portalGroupChoicesQuery, seenAs } from "@/api/portal_groups";
import { meQuery } from "@/api/queries";
import { startSeeing } from "@/api/see_as";
import type { Me, Organization } from "@/api/types";
import { MissingPage } from "@/ui/missing";
import { Fact, Facts } from "@/ui/facts";
import { PersonLink } from "@/ui/links";
import { tellFailure } from "@/ui/messages";
import { Page } from "@/ui/page";
import { Section } from "@/ui/section";
import { SeePortalButton } from "@/ui/see_portal_button";
import { View, type Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { Time } from "@/ui/time";
import { AdministratorForm } from "./administrator_form";
import { OrganizationForm } from "./organization_form";
import { RemoteForAll } from "./remote_for_all";

const PLACES = [
  { to: "/inventory", label: "organization.devices", needs: "device:read" },
  { to: "/people", label: "nav.people", needs: "account:read" },
  { to: "/staff", label: "nav.staff", needs: "account:read" },
  { to: "/settings", label: "nav.settings", needs: "settings:read" },
  { to: "/portal", label: "nav.portal", needs: "portal:read" },
] as const;

export function OrganizationPage() {
  const { id = "" } = useParams({ strict: false });
  const reading = useQuery(organizationQuery(id));
  const me = useQuery(meQuery).data;
  if (reading.error instanceof ApiError && reading.error.status === 404) {
    return <MissingPage title={t("field.organization")} to="/organizations" label={t("organization.to_list")} />;
  }
  const found = reading.data;
  return (
    <Page
      title={found?.name ?? t("field.organization")}
      state={found?.archived_at ? t("organization.is_archived") : null}
      actions={found === undefined ? undefined : <Actions organization={found} me={me} />}
    >
      <View of={reading}>{(organization) => <Overview organization={organization} me={me} />}</View>
    </Page>
  );
}

function Overview({ organization, me }: { organization: Organization; me: Me | undefined }) {
  const places = PLACES.filter(({ needs }) => may(me, needs, organization.id));
  return (
    <div className="hr-columns">
      <Section title={t("organization.what")}>
        <Facts>
          <Fact label={t("field.slug")}>{organization.slug}</Fact>
          <Fact label={t("field.main_contact")}>
            {organization.main_contact === null ? (
              t("common.none")
            ) : (
              <PersonLink id={organization.main_contact.id}>{organization.main_contact.name}</PersonLink>
            )}
          </Fact>
          <Fact label={t("organization.managed_by")}>
            {t(organization.is_self_managed ? "organization.by_itself" : "organization.by_provider")}
          </Fact>
          <Fact label={t("field.created")}>
            <Time at={organization.created_at ?? ""} />
          </Fact>
          {organization.archived_at === null ? null : (
            <Fact label={t("field.archived")}>
              <Time at={organization.archived_at} />
            </Fact>
          )}
        </Facts>
      </Section>
      {places.length === 0 || organization.archived_at !== null ? null : (
        <Section title={t("organization.belongs")}>
          <Group gap={8}>
            {places.map(({ to, label }) => (
              <Button key={to} component={Link} to={`${to}?organization=${organization.id}`} variant="default">
                {t(label)}
              </Button>
            ))}
          </Group>
        </Section>
      )}
      {organization.archived_at === null && may(me, "remote_access:change", organization.id) ? (
        <RemoteForAll organization={organization} />
      ) : null}
    </div>
  );
}

function Actions({ organization, me }: { organization: Organization; me: Me | undefined }) {
  const [editing, edit] = useDisclosure();
  const [appointing, appoint] = useDisclosure();
  const client = useQueryClient();
  const isArchived = organization.archived_at !== null;
  const moving = useMutation({
    mutationFn: () => (isArchived ? restoreOrganization(organization.id) : archiveOrganization(organization.id)),
    onError: (error) => tellFailure(error as Failure),
    onSettled: () => void client.invalidateQueries(),
  });
  return (
    <>
      {isArchived || !may(me, "portal:read", organization.id) ? null : <SeePortal organization={organization.id} />}
      {!isArchived && may(me, "group:assign", organization.id) && may(me, "staff:create", organization.id) ? (
        <Button variant="default" onClick={appoint.open}>
          {t("organization.add_administrator")}
        </Button>
      ) : null}
      {appointing ? <AdministratorForm organization={organization.id} onClose={appoint.close} /> : null}
      {may(me, "organization:archive", organization.id) ? (
        <Button variant="default" loading={moving.isPending} onClick={() => moving.mutate()}>
          {t(isArchived ? "organization.restore" : "organization.archive")}
        </Button>
      ) : null}
      {may(me, "organization:change", organization.id) ? (
        <Button onClick={edit.open}>{t("common.edit")}</Button>
      ) : null}
      {editing ? (
        <OrganizationForm
          organization={organization}
          mayReaddress={me?.permissions["organization:change"] === "all"}
          mayChoosePerson={may(me, "account:read", organization.id)}
          onClose={edit.close}
        />
      ) : null}
    </>
  );
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
