/** Shows the search as pills that can be taken away, and offers the first ones. */

import { Button, CloseButton, Group, Text } from "@mantine/core";
import { t } from "@/ui/text";
import { KEYS, pillsOf, without } from "./query";

interface Props {
  query: string;
  onChange: (query: string) => void;
}

const OFFERED = ["kind:session.*", "after:2d", "-result:ok"] as const;

export function FilterPills({ query, onChange }: Props) {
  const pills = pillsOf(query);
  const wrong = pills.filter((pill) => pill.wrong !== null);
  return (
    <div className="hr-pills">
      <Group gap={8} role="group" aria-label={t("audit.filters")}>
        {pills.map((pill, index) => (
          <span className="hr-pill" key={`${index}-${pill.text}`} data-wrong={pill.wrong !== null || undefined}>
            {pill.text}
            <CloseButton
              size="sm"
              aria-label={t("audit.remove_filter", { filter: pill.text })}
              onClick={() => onChange(without(query, index))}
            />
          </span>
        ))}
        {OFFERED.filter((offer) => !query.includes(offer)).map((offer) => (
          <Button
            key={offer}
            size="compact-sm"
            variant="default"
            onClick={() => onChange(query ? `${query} ${offer}` : offer)}
          >
            {t("audit.add_filter", { filter: offer })}
          </Button>
        ))}
      </Group>
      {wrong.map((pill) => (
        <Text key={pill.text} c="stop" size="sm" role="alert">
          {t(`audit.wrong.${pill.wrong ?? "unknown_key"}`, { pill: pill.text, keys: KEYS.join(", ") })}
        </Text>
      ))}
    </div>
  );
}
