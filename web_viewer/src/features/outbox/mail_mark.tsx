/** Where a mail is, by shape, colour and word. */

import { Badge } from "@mantine/core";
import { IconBan, IconCheck, IconClock, IconX } from "@tabler/icons-react";
import type { MailState } from "@/api/links";
import { t } from "@/ui/text";

const MARKS = {
  waiting: { color: "wait", icon: IconClock },
  sent: { color: "good", icon: IconCheck },
  failed: { color: "stop", icon: IconX },
  withdrawn: { color: "gray", icon: IconBan },
} as const;

export function MailMark({ state }: { state: MailState }) {
  const { color, icon: Picture } = MARKS[state];
  return (
    <Badge color={color} variant="light" miw="max-content" leftSection={<Picture size={14} stroke={2} aria-hidden />}>
      {t(`mail.state.${state}`)}
    </Badge>
  );
}
