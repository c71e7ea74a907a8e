/** Why may this person do that there, or why not: the answer in words, and the way to change it. */

import { Alert, Button, Select, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { may } from "@/api/access";
import { meQuery } from "@/api/queries";
import {
  foundDevicesQuery,
  foundOrganizationsQuery,
  foundPeopleQuery,
  groupMembersQuery,
  moveOrganizations,
  whyQuery,
  type GroupDetail,
  type Permission,
  type WhyAnswer,
} from "@/api/security_groups";
import { View } from "@/ui/states";
import { t } from "@/ui/text";
import { permissionWords } from "@/ui/permission_words";
import { useGroupAct } from "./saving";

export function WhyTab({ group }: { group: GroupDetail }) {
  const me = useQuery(meQuery).data;
  const [account, setAccount] = useState<string | null>(null);
  const [permission, setPermission] = useState<string | null>(null);
  const [organization, setOrganization] = useState<string | null>(null);
  const [person, setPerson] = useState("");
  const [place, setPlace] = useState("");
  const [askedPerson] = useDebouncedValue(person.trim(), 200);
  const [askedPlace] = useDebouncedValue(place.trim(), 200);
  const seesPeople = may(me, "account:read");
  const members = useInfiniteQuery(groupMembersQuery(group.id, "")).data?.pages.flatMap(({ items }) => items);
  const found = useQuery({ ...foundPeopleQuery(askedPerson), enabled: seesPeople }).data?.items;
  const places = useQuery(foundOrganizationsQuery(askedPlace)).data?.items;
  const isAboutDevices = permission !== null && group.narrowable.includes(permission as Permission);
  const seesDevices = isAboutDevices && organization !== null && may(me, "device:read", organization);
  const [device, setDevice] = useState<string | null>(null);
  const [machine, setMachine] = useState("");
  const [askedDevice] = useDebouncedValue(machine.trim(), 200);
  const devices = useQuery({ ...foundDevicesQuery(organization ?? "", askedDevice), enabled: seesDevices }).data?.items;
  const people = [...new Map([...(members ?? []), ...(found ?? [])].map((each) => [each.id, each])).values()];
  const isComplete = account !== null && permission !== null && organization !== null;
  const why = useQuery({
    ...whyQuery({ account: account ?? "", permission: permission ?? "", organization: organization ?? "", device: (seesDevices && device) || undefined }),
    enabled: isComplete,
  });
  return (
    <Stack gap={16} maw={560}>
      <Text>{t("why.lead")}</Text>
      <Select
        label={t("why.person")}
        searchable
        value={account}
        onChange={setAccount}
        onSearchChange={setPerson}
        data={people.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }))}
        nothingFoundMessage={t("common.no_match")}
      />
      <Select
        label={t("why.permission")}
        searchable
        value={permission}
        onChange={setPermission}
        data={group.all_permissions.map((each) => ({ value: each, label: permissionWords(each) }))}
        nothingFoundMessage={t("common.no_match")}
      />
      <Select
        label={t("why.organization")}
        searchable
        value={organization}
        onChange={(next) => {
          setOrganization(next);
          setDevice(null);
        }}
        onSearchChange={setPlace}
        data={(places ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        nothingFoundMessage={t("common.no_match")}
      />
      {seesDevices ? (
        <Select
          label={t("why.device")}
          description={t("why.device_why")}
          searchable
          clearable
          clearButtonProps={{ "aria-label": t("picker.clear") }}
          value={device}
          onChange={setDevice}
          onSearchChange={setMachine}
          data={(devices ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          nothingFoundMessage={t("common.no_match")}
        />
      ) : null}
      {isComplete ? <View of={why}>{(answer) => <Answer answer={answer} group={group} />}</View> : null}
    </Stack>
  );
}

function Answer({ answer, group }: { answer: WhyAnswer; group: GroupDetail }) {
  const moving = useGroupAct((add: string) => moveOrganizations(group.id, { add: [add] }));
  const here = answer.organization;
  const canAdd =
    !answer.allowed && here !== null && group.may_change && answer.elsewhere.some(({ id }) => id === group.id);
  return (
    <Alert color={answer.allowed ? "good" : "wait"} variant="light" role="status">
      {sentencesOf(answer).map((sentence) => (
        <Text key={sentence}>{sentence}</Text>
      ))}
      {canAdd ? (
        <Button mt={12} variant="default" loading={moving.isPending} onClick={() => moving.mutate(here.id)}>
          {t("why.add", { organization: here.name })}
        </Button>
      ) : null}
    </Alert>
  );
}

/** The answer, group by group: which one, what it gives, where, and by which choice. */
export function sentencesOf(answer: WhyAnswer): string[] {
  const person = answer.person.name;
  const permission = permissionWords(answer.permission as Permission);
  const organization = answer.device?.name ?? answer.organization?.name ?? t("why.instance");
  if (answer.allowed) {
    if (answer.own) return [t("why.own", { person })];
    return answer.giving.map(({ name, all_organizations }) =>
      t("why.yes", { group: name, permission, organization, scope: all_organizations ? "all" : "selected" }),
    );
  }
  if (answer.missing === "not_on_all") {
    const key = answer.device === null ? "why.no.only_on" : "why.no.not_on_this";
    return answer.on_others.map(({ name, tags, device_groups }) => {
      const marks = [...tags.map((tag) => `tag:${tag}`), ...device_groups.map((each) => each.name)].join(", ");
      return t(key, { group: name, permission, organization, marks: marks || t("narrow.no_device") });
    });
  }
  if (answer.missing === "not_here") {
    return answer.elsewhere.map(({ name }) => t("why.no.not_here", { group: name, permission, organization }));
  }
  return [t(`why.no.${answer.missing ?? "not_given"}`, { person, permission })];
}
