/** My messages with the technicians on one request or session: in full, or behind a button with what is new. */

import { Button, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { may } from "@/api/access";
import { threadOf, unreadIn, unreadQuery } from "@/api/messages";
import { meQuery } from "@/api/queries";
import { seen } from "@/api/see_as";
import { t } from "@/ui/text";
import { Thread, ThreadSection } from "@/ui/thread";

export function MyMessages({ session, folded = false }: { session: string; folded?: boolean }) {
  const me = useQuery(meQuery).data;
  const isAllowed = may(me, "own_message:read");
  const unread = useQuery({ ...unreadQuery, enabled: isAllowed && folded }).data;
  const [isOpen, { toggle }] = useDisclosure(false);
  if (!isAllowed) return null;
  const thread = { of: threadOf(session), onlyLooks: seen() !== null };
  if (!folded) return <ThreadSection level={3} {...thread} />;
  const count = unreadIn(unread, session);
  return (
    <Stack gap={8}>
      <Button variant="default" size="md" aria-expanded={isOpen} onClick={toggle}>
        {count > 0 && !isOpen ? t("thread.open_new", { count }) : t("thread.title")}
      </Button>
      {isOpen ? <Thread {...thread} /> : null}
    </Stack>
  );
}
