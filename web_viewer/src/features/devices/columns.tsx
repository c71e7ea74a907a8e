/** The columns of the inventory. */

import { Checkbox, VisuallyHidden } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { createColumnHelper, tableFeatures } from "@tanstack/react-table";
import type { Device } from "@/api/types";
import { PresenceSign } from "@/ui/signs";
import { t } from "@/ui/text";
import { Time } from "@/ui/time";
import { RowActions } from "./row_actions";

export const features = tableFeatures({});
const column = createColumnHelper<typeof features, Device>();

const none = () => <span className="hr-muted">{t("common.none")}</span>;

const SHOWN_TAGS = 3;

function Tags({ device }: { device: Device }) {
  if (device.tags.length === 0) return null;
  const more = device.tags.length - SHOWN_TAGS;
  return (
    <span className="hr-row-tags">
      {device.tags.slice(0, SHOWN_TAGS).map((tag) => (
        <Link key={tag} to="/inventory" search={{ q: `tag:${tag}` }} className="hr-tag" tabIndex={-1}>
          {tag}
        </Link>
      ))}
      {more > 0 ? <span className="hr-muted">{t("marks.more", { count: more })}</span> : null}
    </span>
  );
}

export interface Choosing {
  chosen: ReadonlySet<string>;
  toggle: (device: Device) => void;
}

/** The box before each row, where something can be done to many. */
const chooser = ({ chosen, toggle }: Choosing) =>
  column.display({
    id: "choose",
    header: () => <VisuallyHidden>{t("device_bulk.choose_column")}</VisuallyHidden>,
    cell: ({ row }) => (
      <Checkbox
        aria-label={t("people.choose", { name: row.original.name })}
        checked={chosen.has(row.original.id)}
        onChange={() => toggle(row.original)}
      />
    ),
  });

export function inventoryColumns(mayOffer: (organization: string) => boolean, choosing: Choosing | null) {
  return column.columns([
    ...(choosing === null ? [] : [chooser(choosing)]),
    column.accessor("presence", {
      header: () => t("field.presence"),
      cell: ({ getValue }) => <PresenceSign presence={getValue()} />,
    }),
    column.accessor("name", {
      header: () => t("field.device"),
      cell: ({ row }) => (
        <>
          <Link to="/devices/$id" params={{ id: row.original.id }} className="hr-strong-link">
            {row.original.name}
          </Link>
          <Tags device={row.original} />
        </>
      ),
    }),
    column.accessor("person", { header: () => t("field.signed_in"), cell: ({ getValue }) => getValue() ?? none() }),
    column.accessor("assigned_user", {
      header: () => t("field.assigned_user"),
      cell: ({ getValue }) => getValue()?.name ?? none(),
    }),
    column.accessor("organization", {
      header: () => t("field.organization"),
      cell: ({ getValue }) => getValue().name,
    }),
    column.accessor("system", { header: () => t("field.system"), cell: ({ getValue }) => getValue() }),
    column.accessor("last_seen_at", {
      header: () => t("field.last_seen"),
      cell: ({ row }) =>
        row.original.presence === "offline" ? <Time at={row.original.last_seen_at} /> : t("time.now"),
    }),
    column.display({
      id: "actions",
      header: () => t("field.actions"),
      cell: ({ row }) => (
        <RowActions device={row.original} mayOffer={mayOffer(row.original.organization.id)} />
      ),
    }),
  ]);
}
