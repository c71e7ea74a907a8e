/** The inventory: every device in reach, found by a word, helped by a click. */

import { Button, NativeSelect } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { may } from "@/api/access";
import { devicesQuery, meQuery } from "@/api/queries";
import type { Device } from "@/api/types";
import { useListAddress } from "@/ui/address";
import { FilesLink } from "@/ui/files_link";
import { LiveMark } from "@/ui/live";
import { OrganizationFilter } from "@/ui/organization_filter";
import { Page } from "@/ui/page";
import { SearchField } from "@/ui/search_field";
import { Empty, NoMatch, View } from "@/ui/states";
import { t } from "@/ui/text";
import { AddDevice } from "./add_device";
import { DeviceBulk } from "./device_bulk";
import { DeviceGroupsDialog } from "./device_groups";
import { InventoryTable } from "./inventory_table";
import { MarkPills } from "./mark_pills";

const PRESENCES = ["online", "idle", "locked", "sign_in", "empty", "in_session", "offline"] as const;

export function InventoryPage() {
  const [address, change] = useListAddress();
  const [adding, add] = useDisclosure();
  const [grouping, group] = useDisclosure();
  const [chosen, choose] = useState<readonly Device[]>([]);
  const me = useQuery(meQuery).data;
  const filter = {
    ...(address.q ? { q: address.q } : {}),
    ...(address.presence ? { presence: address.presence } : {}),
    ...(address.organization ? { organization: address.organization } : {}),
    sort: address.sort ?? "name",
  };
  const list = useInfiniteQuery(devicesQuery(filter));
  const { total, at_least: isMore = false } = list.data?.pages[0] ?? {};
  const filtered = [address.q, address.presence, address.organization].some((each) => each !== undefined);
  const mayOffer = useCallback((organization: string) => may(me, "session:offer", organization), [me]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const clear = () => change({ q: undefined, presence: undefined, organization: undefined });
  const mayMark = may(me, "device:change");
  const mayAssign = may(me, "device:assign") && may(me, "account:read");
  const choosing = useMemo(() => {
    if (!mayMark && !mayAssign) return null;
    const ids = new Set(chosen.map(({ id }) => id));
    const toggle = (device: Device) =>
      choose((before) =>
        before.some(({ id }) => id === device.id) ? before.filter(({ id }) => id !== device.id) : [...before, device],
      );
    return { chosen: ids, toggle };
  }, [mayMark, mayAssign, chosen]);
  const addButton = may(me, "device:enrol") ? <Button onClick={add.open}>{t("inventory.add")}</Button> : undefined;
  return (
    <Page
      title={t("inventory.title")}
      state={
        <>
          {total === undefined ? null : t(isMore ? "inventory.count_more" : "inventory.count", { count: total })} <LiveMark />
        </>
      }
      actions={
        <>
          <FilesLink list="owners" />
          {mayMark ? (
            <Button variant="default" onClick={group.open}>
              {t("device_groups.title")}
            </Button>
          ) : null}
          {addButton}
        </>
      }
    >
      <div className="hr-toolbar">
        <SearchField
          label={t("inventory.search")}
          value={address.q ?? ""}
          onChange={(q) => change({ q: q || undefined })}
        />
        <NativeSelect
          aria-label={t("field.presence")}
          value={address.presence ?? ""}
          onChange={(event) => change({ presence: event.currentTarget.value || undefined })}
          data={[
            { value: "", label: t("inventory.any_presence") },
            ...PRESENCES.map((value) => ({ value, label: t(`presence.${value}`) })),
          ]}
        />
        <NativeSelect
          aria-label={t("inventory.order")}
          value={address.sort ?? "name"}
          onChange={(event) => change({ sort: event.currentTarget.value })}
          data={[
            { value: "name", label: t("inventory.by_name") },
            { value: "-last_seen_at", label: t("inventory.by_last_seen") },
          ]}
        />
        <OrganizationFilter organizations={me?.organizations ?? []} />
      </div>
      <MarkPills query={address.q ?? ""} onChange={(q) => change({ q: q || undefined })} />
      <DeviceBulk
        filter={filter}
        total={total ?? 0}
        isMore={isMore}
        chosen={chosen}
        choose={choose}
        mayMark={mayMark}
        mayAssign={mayAssign}
      />
      <View
        of={list}
        rows={10}
        empty={() => {
          if (total !== 0) return null;
          if (filtered) return <NoMatch onClear={clear} />;
          return (
            <Empty title={t("inventory.empty")}>
              {t(addButton ? "inventory.empty_why" : "inventory.empty_no_right")}
            </Empty>
          );
        }}
      >
        {({ pages }) => (
          <InventoryTable
            devices={pages.flatMap((page) => page.items)}
            total={isMore ? null : (total ?? 0)}
            mayOffer={mayOffer}
            choosing={choosing}
            onNearEnd={more}
          />
        )}
      </View>
      {grouping ? (
        <DeviceGroupsDialog
          organizations={(me?.organizations ?? []).filter(({ id }) => may(me, "device:change", id))}
          onShow={({ name, organization }) => {
            group.close();
            change({ q: `group:"${name.replaceAll('"', "")}"`, organization: organization.id });
          }}
          onClose={group.close}
        />
      ) : null}
      {me === undefined ? null : <AddDevice opened={adding} onClose={add.close} organizations={me.organizations} />}
    </Page>
  );
}
