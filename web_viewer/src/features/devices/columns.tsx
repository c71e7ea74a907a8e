/** The columns of the inventory. */

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

export function inventoryColumns(mayOffer: (organization: string) => boolean) {
  return column.columns([
    column.accessor("presence", {
      header: () => t("field.presence"),
      cell: ({ getValue }) => <PresenceSign presence={getValue()} />,
    }),
    column.accessor("name", {
      header: () => t("field.device"),
      cell: ({ row }) => (
        <Link to="/devices/$id" params={{ id: row.original.id }} className="hr-strong-link">
          {row.original.name}
        </Link>
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
