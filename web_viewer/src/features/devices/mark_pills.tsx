/** Shows the tags and groups that the inventory is narrowed to as pills that can be taken away. */

import { CloseButton, Group } from "@mantine/core";
import { t } from "@/ui/text";

const PILL = /-?(?:tag|group):(?:"[^"]*"|[^\s"])+/g;

export function marksIn(query: string): string[] {
  return query.match(PILL) ?? [];
}

export function withoutMark(query: string, mark: string): string {
  return query.replace(mark, "").replaceAll(/\s+/g, " ").trim();
}

interface Props {
  query: string;
  onChange: (query: string) => void;
}

export function MarkPills({ query, onChange }: Props) {
  const marks = [...new Set(marksIn(query))];
  if (marks.length === 0) return null;
  return (
    <Group gap={8} mb={12} role="group" aria-label={t("marks.narrowed_to")}>
      {marks.map((mark) => (
        <span className="hr-pill" key={mark}>
          {mark}
          <CloseButton
            size="sm"
            aria-label={t("audit.remove_filter", { filter: mark })}
            onClick={() => onChange(withoutMark(query, mark))}
          />
        </span>
      ))}
    </Group>
  );
}
