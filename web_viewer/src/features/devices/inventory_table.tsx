/** The table of devices: any number of rows, of which only those in sight are drawn. */

import { FlexRender, useTable } from "@tanstack/react-table";
import { defaultRangeExtractor, useWindowVirtualizer, type Range } from "@tanstack/react-virtual";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Device } from "@/api/types";
import { useListKeys } from "@/ui/keys";
import { t } from "@/ui/text";
import { features, inventoryColumns, type Choosing } from "./columns";

const ROW = 44;
const AHEAD = 12;

interface Props {
  devices: Device[];
  /** How many there are; null where nobody counted to the end. */
  total: number | null;
  mayOffer: (organization: string) => boolean;
  choosing: Choosing | null;
  onNearEnd: () => void;
}

/** Rows in sight, and the marked one wherever it is, so that focus is never lost. */
function withMarked(range: Range, marked: number): number[] {
  const indexes = defaultRangeExtractor(range);
  return marked >= range.count || indexes.includes(marked) ? indexes : [...indexes, marked].toSorted((a, b) => a - b);
}

export function InventoryTable({ devices, total, mayOffer, choosing, onNearEnd }: Props) {
  const navigate = useNavigate();
  const columns = useMemo(() => inventoryColumns(mayOffer, choosing), [mayOffer, choosing]);
  const table = useTable({ features, columns, data: devices, getRowId: (device) => device.id });
  const rows = table.getRowModel().rows;
  const keys = useListKeys(
    rows.length,
    (row) => {
      const device = devices[row];
      if (device) void navigate({ to: "/devices/$id", params: { id: device.id } });
    },
    {
      x: () => {
        const device = devices[keys.row];
        if (device) choosing?.toggle(device);
      },
    },
  );
  const body = useRef<HTMLDivElement>(null);
  const [offset, setOffset] = useState(0);
  useEffect(() => setOffset(body.current?.offsetTop ?? 0), []);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW,
    overscan: AHEAD,
    scrollMargin: offset,
    rangeExtractor: (range) => withMarked(range, keys.row),
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - AHEAD) onNearEnd();
  }, [last, rows.length, onNearEnd]);
  return (
    <div
      className="hr-table"
      role="table"
      aria-label={t("inventory.title")}
      aria-rowcount={total === null ? -1 : total + 1}
      aria-colcount={columns.length}
      data-choosing={choosing === null ? undefined : true}
    >
      <div role="rowgroup" className="hr-table-head">
        {table.getHeaderGroups().map((group) => (
          <div role="row" aria-rowindex={1} key={group.id} className="hr-table-row">
            {group.headers.map((header) => (
              <div role="columnheader" key={header.id} data-column={header.column.id}>
                <FlexRender header={header} />
              </div>
            ))}
          </div>
        ))}
      </div>
      <div
        role="rowgroup"
        ref={body}
        className="hr-table-body"
        style={{ height: virtual.getTotalSize() }}
      >
        {shown.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <div
              role="row"
              key={row.id}
              ref={virtual.measureElement}
              data-index={item.index}
              aria-rowindex={item.index + 2}
              className="hr-table-row"
              data-marked={item.index === keys.row || undefined}
              tabIndex={item.index === keys.row ? 0 : -1}
              onKeyDown={keys.onKeyDown}
              onFocus={() => keys.setRow(item.index)}
              style={{ transform: `translateY(${item.start - offset}px)` }}
            >
              {row.getAllCells().map((cell) => (
                <div role="cell" key={cell.id} data-column={cell.column.id}>
                  <FlexRender cell={cell} />
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
