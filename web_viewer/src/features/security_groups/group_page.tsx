/** One security group: who is in it, where it reaches, what it gives, and why somebody may or may not. */

import { Button, Tabs } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { ApiError } from "@/api/client";
import { groupQuery, type GroupDetail } from "@/api/security_groups";
import { MissingPage } from "@/ui/missing";
import { useListAddress } from "@/ui/address";
import { Page } from "@/ui/page";
import { View } from "@/ui/states";
import { t } from "@/ui/text";
import { CloneGroup, EditGroup, RemoveGroup } from "./group_dialogs";
import { DevicesTab } from "./devices_tab";
import { MembersTab } from "./members_tab";
import { OrganizationsTab } from "./organizations_tab";
import { PermissionsTab } from "./permissions_tab";
import { WhyTab } from "./why_tab";
import "./security_groups.css";

export function GroupPage() {
  const { id = "" } = useParams({ strict: false });
  const group = useQuery(groupQuery(id));
  if (group.error instanceof ApiError && group.error.status === 404) return <Missing />;
  if (group.data === undefined) {
    return (
      <Page title={t("groups.one")}>
        <View of={group}>{() => null}</View>
      </Page>
    );
  }
  return <Found group={group.data} error={group.error} refetch={group.refetch} />;
}

function Missing() {
  return <MissingPage title={t("groups.one")} to="/security-groups" label={t("groups.to_list")} />;
}

interface FoundProps {
  group: GroupDetail;
  error: Error | null;
  refetch: () => unknown;
}

function Found({ group, error, refetch }: FoundProps) {
  const [address, change] = useListAddress();
  return (
    <Page title={group.name} state={whose(group)} actions={group.may_change ? <Actions group={group} /> : undefined}>
      <View of={{ data: group, error, isPending: false, refetch }}>
        {() => (
          <>
            {group.description === "" ? null : <p>{group.description}</p>}
            <Tabs value={address.tab ?? "members"} onChange={(tab) => change({ tab: tab ?? undefined })} keepMounted={false}>
              <Tabs.List mb={16}>
                <Tabs.Tab value="members">{t("groups.tab.members")}</Tabs.Tab>
                <Tabs.Tab value="organizations">{t("groups.tab.organizations")}</Tabs.Tab>
                <Tabs.Tab value="devices">{t("groups.tab.devices")}</Tabs.Tab>
                <Tabs.Tab value="permissions">{t("groups.tab.permissions")}</Tabs.Tab>
                <Tabs.Tab value="why">{t("groups.tab.why")}</Tabs.Tab>
              </Tabs.List>
              <Tabs.Panel value="members">
                <MembersTab group={group} />
              </Tabs.Panel>
              <Tabs.Panel value="organizations">
                <OrganizationsTab group={group} />
              </Tabs.Panel>
              <Tabs.Panel value="devices">
                <DevicesTab group={group} />
              </Tabs.Panel>
              <Tabs.Panel value="permissions">
                <PermissionsTab group={group} />
              </Tabs.Panel>
              <Tabs.Panel value="why">
                <WhyTab group={group} />
              </Tabs.Panel>
            </Tabs>
          </>
        )}
      </View>
    </Page>
  );
}

function whose(group: GroupDetail): string {
  if (group.built_in) return t("groups.built_in");
  return group.organization === null ? t("groups.of_provider") : t("groups.of", { organization: group.organization.name });
}

function Actions({ group }: { group: GroupDetail }) {
  const [editing, edit] = useDisclosure();
  const [copying, copy] = useDisclosure();
  const [removing, remove] = useDisclosure();
  return (
    <>
      <Button variant="default" onClick={edit.open}>
        {t("groups.edit")}
      </Button>
      <Button variant="default" onClick={copy.open}>
        {t("groups.copy")}
      </Button>
      {group.built_in ? null : (
        <Button variant="default" onClick={remove.open}>
          {t("groups.delete")}
        </Button>
      )}
      {editing ? <EditGroup group={group} onClose={edit.close} /> : null}
      {copying ? <CloneGroup group={group} onClose={copy.close} /> : null}
      {removing ? <RemoveGroup group={group} onClose={remove.close} /> : null}
    </>
  );
}
