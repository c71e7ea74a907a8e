/** One request in the queue. */

import { UnstyledButton } from "@mantine/core";
import type { Session } from "@/api/types";
import { SessionSign } from "@/ui/signs";
import { t } from "@/ui/text";
import { Lasting } from "@/ui/time";

interface Props {
  session: Session;
  /** It left the list while somebody looked at it. */
  gone: boolean;
  marked: boolean;
  /** How many messages of the person are new. */
  unread: number;
  open: boolean;
  onOpen: () => void;
}

export function RequestRow({ session, gone, marked, unread, open, onOpen }: Props) {
  return (
    <li>
      <UnstyledButton
        className="hr-list-row"
        aria-current={open ? "true" : undefined}
        data-marked={marked || undefined}
        data-gone={gone || undefined}
        onClick={onOpen}
      >
        <span className="hr-list-main">
          <strong>{session.person?.name ?? session.technician?.name ?? t("session.somebody")}</strong>
          <span className="hr-muted">
            {session.device?.name ?? t("session.no_device")} · {session.organization.name}
          </span>
        </span>
        <span className="hr-list-side">
          {unread > 0 ? (
            <span className="hr-unread">
              <span aria-hidden="true">●</span> {t("thread.unread", { count: unread })}
            </span>
          ) : null}
          {session.state === "requested" && !gone ? (
            <Lasting since={session.created_at} />
          ) : (
            <SessionSign state={gone ? "ended" : session.state} />
          )}
        </span>
      </UnstyledButton>
    </li>
  );
}
