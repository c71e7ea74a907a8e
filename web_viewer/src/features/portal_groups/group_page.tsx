/** One portal group: what it gives, how many people are in it, and what can be done to it. */

import { Button, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { may } from "@/api/access";
import { ApiError } from "@/api/client";
import { portalGroupQuery, type PortalGroup } from "@/api/portal_groups";
import { meQuery } from "@/api/queries";
import type { Me } from "@/api/types";
import { MissingPage } from "@/ui/missing";
import { Page } from "@/ui/page";
import { Section } from "@/ui/section";
import { View } from "@/ui/states";
import { t } from "@/ui/text";
import { FeatureList } from "./features_field";
import { GroupForm } from "./group_form";
import { whose } from "./group_words";
import { RemoveGroup } from "./remove_group";

export function PortalGroupPage() {
  const { id = "" } = useParams({ strict: false });
  const reading = useQuery(portalGroupQuery(id));
  const me = useQuery(meQuery).data;
  if (reading.error instanceof ApiError && reading.error.status === 404) {
    return <MissingPage title={t("portal_groups.one")} to="/portal-groups" label={t("portal_groups.to_list")} />;
  }
  const found = reading.data;
  return (
    <Page
      title={found?.name ?? t("portal_groups.one")}
      state={found === undefined ? null : whose(found)}
      actions={found === undefined || me === undefined ? undefined : <Actions group={found} me={me} />}
    >
      <View of={reading}>{(group) => <Found group={group} me={me} />}</View>
    </Page>
  );
}

function Found({ group, me }: { group: PortalGroup; me: Me | undefined }) {
  return (
    <>
      {group.description === "" ? null : <p className="hr-break">{group.description}</p>}
      <div className="hr-columns">
        <Section title={t("portal_groups.features")}>
          {group.built_in === "no_access" ? <Text>{t("portal_groups.no_access_why")}</Text> : null}
          {group.built_in === "no_access" ? null : <FeatureList features={group.features} />}
        </Section>
        <Section title={t("portal_groups.who")}>
          <Text mb={12}>
            {group.takes_people ? t("groups.members", { count: group.members }) : t("portal_groups.visitors_why")}
          </Text>
          {group.takes_people && may(me, "account:read") ? (
            <Button component={Link} to={`/people?portal_group=${group.id}`} variant="default">
              {t("portal_groups.show_people")}
            </Button>
          ) : null}
        </Section>
      </div>
    </>
  );
}

function Actions({ group, me }: { group: PortalGroup; me: Me }) {
  const [editing, edit] = useDisclosure();
  const [copying, copy] = useDisclosure();
  const [removing, remove] = useDisclosure();
  return (
    <>
      {group.may_remove ? (
        <Button variant="outline" color="stop" onClick={remove.open}>
          {t("groups.delete")}
        </Button>
      ) : null}
      {group.may_copy && may(me, "portal:change") ? (
        <Button variant="default" onClick={copy.open}>
          {t("groups.copy")}
        </Button>
      ) : null}
      {group.may_change ? <Button onClick={edit.open}>{t("common.edit")}</Button> : null}
      {editing ? <GroupForm me={me} group={group} onClose={edit.close} /> : null}
      {copying ? <GroupForm me={me} copyOf={group} onClose={copy.close} /> : null}
      {removing ? <RemoveGroup group={group} onClose={remove.close} /> : null}
    </>
  );
}
