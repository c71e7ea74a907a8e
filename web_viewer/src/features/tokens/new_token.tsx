/** The dialog that makes an API token: whose, what it may do, where, how long; then the token itself, once. */

import { Button, Group, Modal, MultiSelect, NativeSelect, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { may } from "@/api/access";
import { ApiError } from "@/api/client";
import { makeOrganizationToken, makeOwnToken } from "@/api/tokens";
import type { Me } from "@/api/types";
import type { Permission } from "@/api/schema.gen";
import { permissionWords } from "@/ui/permission_words";
import { ErrorNote, type Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { ShownToken } from "./shown_token";
import { givable, placesFor } from "./wish";

const DAYS = [1, 7, 30, 90, 180, 365] as const;
const MINE = "";

export function NewToken({ me, onClose }: { me: Me; onClose: () => void }) {
  const [home, setHome] = useState(MINE);
  const [name, setName] = useState("");
  const [chosen, choose] = useState<string[]>([]);
  const [everywhere, setEverywhere] = useState(true);
  const [places, setPlaces] = useState<string[]>([]);
  const [days, setDays] = useState("90");
  const [missing, miss] = useState<{ permissions?: string; organizations?: string }>({});
  const client = useQueryClient();
  const isMine = home === MINE;
  const homes = me.organizations.filter(({ id }) => may(me, "token:change", id));
  const options = givable(me, isMine ? null : home);
  const making = useMutation({
    mutationFn: () => {
      const wish = { name, permissions: chosen as Permission[], days: Number(days) };
      return isMine
        ? makeOwnToken({ ...wish, organizations: everywhere ? null : places })
        : makeOrganizationToken({ ...wish, organization_id: home });
    },
    onError: (error) => miss(error instanceof ApiError ? error.fields : {}),
    onSuccess: () => void client.invalidateQueries({ queryKey: ["tokens"] }),
  });
  const fields = making.error instanceof ApiError ? making.error.fields : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const found = {
      ...(chosen.length > 0 ? {} : { permissions: t("tokens.may_missing") }),
      ...(!isMine || everywhere || places.length > 0 ? {} : { organizations: t("tokens.select_missing") }),
    };
    miss(found);
    if (Object.keys(found).length === 0 && !making.isPending) making.mutate();
  };
  if (making.data !== undefined) return <ShownToken made={making.data} onClose={onClose} />;
  return (
    <Modal opened onClose={onClose} title={t("tokens.new_title")} size="lg">
      <form onSubmit={submit} noValidate>
        <Stack gap={16}>
          {making.error !== null && Object.keys(fields).length === 0 ? (
            <ErrorNote error={making.error as Failure} safe={t("common.nothing_changed")} />
          ) : null}
          <Text>{t("tokens.why")}</Text>
          <TextInput
            label={t("tokens.name")}
            description={t("tokens.name_why")}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={fields.name}
            maxLength={80}
            data-autofocus
          />
          {homes.length === 0 ? null : (
            <NativeSelect
              label={t("tokens.for_whom")}
              description={isMine ? undefined : t("tokens.for_organization_why")}
              value={home}
              onChange={(event) => {
                const next = event.currentTarget.value;
                setHome(next);
                const left = new Set(givable(me, next === MINE ? null : next));
                choose(chosen.filter((permission) => left.has(permission)));
              }}
              data={[
                { value: MINE, label: t("tokens.for_me") },
                ...homes.map((each) => ({ value: each.id, label: t("tokens.for_organization", { organization: each.name }) })),
              ]}
            />
          )}
          <MultiSelect
            label={t("tokens.may")}
            placeholder={chosen.length > 0 ? undefined : t("tokens.may_placeholder")}
            data={options.map((value) => ({ value, label: permissionWords(value) }))}
            value={chosen}
            onChange={(next) => {
              choose(next);
              miss({});
            }}
            error={missing.permissions}
            searchable
            nothingFoundMessage={t("common.no_match")}
          />
          <Group>
            <Button variant="default" onClick={() => choose(options.filter((each) => each.endsWith(":read")))}>
              {t("tokens.see_all")}
            </Button>
          </Group>
          {isMine ? (
            <Where
              me={me}
              chosen={chosen}
              everywhere={everywhere}
              setEverywhere={setEverywhere}
              places={places}
              setPlaces={setPlaces}
              problem={missing.organizations}
            />
          ) : null}
          <NativeSelect
            label={t("tokens.days")}
            value={days}
            onChange={(event) => setDays(event.currentTarget.value)}
            data={DAYS.map((each) => ({ value: String(each), label: t("tokens.for_days", { days: each }) }))}
            error={fields.days}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t("common.cancel")}
            </Button>
            <Button type="submit" loading={making.isPending}>
              {t("tokens.make")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface WhereProps {
  me: Me;
  chosen: readonly string[];
  everywhere: boolean;
  setEverywhere: (everywhere: boolean) => void;
  places: string[];
  setPlaces: (places: string[]) => void;
  problem: string | undefined;
}

function Where({ me, chosen, everywhere, setEverywhere, places, setPlaces, problem }: WhereProps) {
  return (
    <>
      <Radio.Group
        label={t("tokens.where")}
        value={everywhere ? "all" : "some"}
        onChange={(value) => setEverywhere(value === "all")}
      >
        <Stack gap={8} mt={8}>
          <Radio value="all" label={t("tokens.everywhere")} />
          <Radio value="some" label={t("tokens.select")} />
        </Stack>
      </Radio.Group>
      {everywhere ? null : (
        <MultiSelect
          label={t("tokens.select")}
          placeholder={places.length > 0 ? undefined : t("tokens.select_placeholder")}
          data={placesFor(me, chosen).map(({ id, name }) => ({ value: id, label: name }))}
          value={places}
          onChange={setPlaces}
          error={problem}
          searchable
          limit={50}
          maxValues={100}
          nothingFoundMessage={t("common.no_match")}
        />
      )}
    </>
  );
}
