/** The messages with the person, beside the picture or below what is waited for. */

import { useQuery } from "@tanstack/react-query";
import { may } from "@/api/access";
import { threadOf, unreadIn, unreadQuery } from "@/api/messages";
import { meQuery } from "@/api/queries";
import type { Session } from "@/api/types";
import { t } from "@/ui/text";
import { Thread } from "@/ui/thread";

/** Whether messages are shown at all, and how many are new; null where they are not for this technician. */
export function useUnread(session: Session | undefined): number | null {
  const me = useQuery(meQuery).data;
  const isAllowed = session !== undefined && may(me, "message:read", session.organization.id);
  const unread = useQuery({ ...unreadQuery, enabled: isAllowed }).data;
  return isAllowed ? unreadIn(unread, session.id) : null;
}

export function MessagesPanel({ session, onClose }: { session: string; onClose: () => void }) {
  return (
    <aside className="hr-view-messages" aria-label={t("thread.title")}>
      <div className="hr-view-messages-head">
        <strong>{t("thread.title")}</strong>
        <button type="button" onClick={onClose}>
          {t("common.close")}
        </button>
      </div>
      <Thread of={threadOf(session)} />
    </aside>
  );
}
