/** The sessions of one device, newest first. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { sessionsQuery } from "@/api/queries";
import { SessionSign } from "@/ui/signs";
import { Empty, View } from "@/ui/states";
import { t } from "@/ui/text";
import { Time } from "@/ui/time";

export function DeviceSessions({ id }: { id: string }) {
  const list = useQuery(sessionsQuery({ device: id }));
  return (
    <View
      of={list}
      empty={({ items }) => (items.length ? null : <Empty title={t("device.no_sessions")}>{t("device.no_sessions_why")}</Empty>)}
    >
      {({ items }) => (
        <ul className="hr-list hr-card hr-flush">
          {items.map((session) => (
            <li key={session.id}>
              <Link to="/sessions/$id" params={{ id: session.id }} className="hr-list-row">
                <span className="hr-list-main">
                  <strong>{session.technician?.name ?? session.person?.name ?? t("session.somebody")}</strong>
                  <span className="hr-muted">{t("common.quoted", { text: session.reason })}</span>
                </span>
                <span className="hr-list-side">
                  <SessionSign state={session.state} />
                  <span className="hr-muted">
                    <Time at={session.created_at} />
                  </span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </View>
  );
}
