/** Says how many are chosen, offers to choose all that match, and what can be done to them. */

import { Button, CloseButton, Menu, NativeSelect, Text } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { BulkDialog, type BulkOrder, type BulkWork } from "./bulk_dialog";
import { t, type TextKey } from "./text";

export type ApplyTo = "organizations" | "end_users" | "both";

interface Props {
  label: string;
  /** In words: how many are chosen. */
  state: string;
  count: number;
  total: number;
  isAll: boolean;
  isGathering?: boolean;
  onAll: () => void;
  onNone: () => void;
  applyTo: ApplyTo;
  onApplyTo: (applyTo: ApplyTo) => void;
  /** What each choice of *Apply to* means here. */
  meanings: Record<ApplyTo, TextKey>;
  groups: readonly { id: string; name: string }[];
  work: BulkWork;
  /** Acts that only this list has. */
  more?: readonly BulkOrder["act"][];
}

export function BulkBar(props: Props) {
  const { label, state, count, total, isAll, onAll, onNone, groups, work, more = [] } = props;
  const [order, ask] = useState<BulkOrder | null>(null);
  return (
    <div className="hr-toolbar hr-bulk" data-floating={count > 0 || undefined} role="group" aria-label={label}>
      <Text aria-live="polite">{state}</Text>
      {isAll ? null : (
        <Button variant="default" loading={props.isGathering ?? false} onClick={onAll}>
          {t("bulk.all", { count: total })}
        </Button>
      )}
      {count === 0 ? null : (
        <>
          <Choice label={t("bulk.portal")}>
            <Menu.Item onClick={() => ask({ act: "enable_portal" })}>{t("bulk.act.enable_portal")}</Menu.Item>
            <Menu.Item onClick={() => ask({ act: "disable_portal" })}>{t("bulk.act.disable_portal")}</Menu.Item>
          </Choice>
          {groups.length === 0 ? null : (
            <Choice label={t("bulk.portal_group")}>
              {groups.map(({ id, name }) => (
                <Menu.Item key={id} onClick={() => ask({ act: "move", portal_group_id: id, group: name })}>
                  {name}
                </Menu.Item>
              ))}
            </Choice>
          )}
          <Choice label={t("bulk.second_factor")}>
            <Menu.Item onClick={() => ask({ act: "require_mfa" })}>{t("bulk.act.require_mfa")}</Menu.Item>
            <Menu.Item onClick={() => ask({ act: "waive_mfa" })}>{t("bulk.act.waive_mfa")}</Menu.Item>
          </Choice>
          {more.map((act) => (
            <Button key={act} variant="default" onClick={() => ask({ act })}>
              {t(`bulk.act.${act}`)}
            </Button>
          ))}
          <NativeSelect
            aria-label={t("bulk.apply_to")}
            value={props.applyTo}
            onChange={({ currentTarget: { value } }) => props.onApplyTo(value as ApplyTo)}
            data={(["organizations", "end_users", "both"] as const).map((value) => ({
              value,
              label: t(props.meanings[value]),
            }))}
          />
          <CloseButton aria-label={t("bulk.none")} onClick={onNone} />
        </>
      )}
      {order === null ? null : <BulkDialog order={order} work={work} groups={groups} onClose={() => ask(null)} />}
    </div>
  );
}

function Choice({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={16} stroke={1.75} aria-hidden />}>
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: "auto" }}>
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}
