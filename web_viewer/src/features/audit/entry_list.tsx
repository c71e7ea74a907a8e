/** The entries, newest first: exact time, then what happened. */

import { Button, UnstyledButton } from "@mantine/core";
import type { Entry } from "@/api/types";
import { useListKeys } from "@/ui/keys";
import { useSteadyRows } from "@/ui/steady";
import { t } from "@/ui/text";
import { Time } from "@/ui/time";

interface Props {
  entries: Entry[];
  open: string | undefined;
  onOpen: (id: string) => void;
  hasMore: boolean;
  isLoading: boolean;
  onMore: () => void;
}

export function EntryList({ entries, open, onOpen, hasMore, isLoading, onMore }: Props) {
  const { rows, waiting, holders, showNew } = useSteadyRows(entries);
  const keys = useListKeys(rows.length, (row) => {
    const entry = rows[row]?.item;
    if (entry) onOpen(entry.id);
  });
  return (
    <div {...holders}>
      {waiting > 0 && (
        <Button variant="subtle" fullWidth onClick={showNew}>
          {t("common.show_new", { count: waiting })}
        </Button>
      )}
      <ol className="hr-list hr-card hr-flush hr-entries" aria-label={t("audit.title")}>
        {rows.map(({ item }, index) => (
          <li key={item.id}>
            <UnstyledButton
              className="hr-list-row"
              aria-current={item.id === open ? "true" : undefined}
              data-marked={index === keys.row || undefined}
              onClick={() => {
                keys.setRow(index);
                onOpen(item.id);
              }}
            >
              <span className="hr-entry-time">
                <Time at={item.at} form="exact" focusable={false} />
              </span>
              <span className="hr-entry-sentence">{item.sentence}</span>
              <span className="hr-muted hr-entry-where">{item.organization?.name ?? t("audit.instance")}</span>
            </UnstyledButton>
          </li>
        ))}
      </ol>
      {hasMore && (
        <Button variant="default" mt={12} loading={isLoading} onClick={onMore}>
          {t("common.show_more")}
        </Button>
      )}
    </div>
  );
}
