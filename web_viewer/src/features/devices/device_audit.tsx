/** What the audit log says about one device. */

import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { auditQuery } from "@/api/queries";
import { Empty, View } from "@/ui/states";
import { t } from "@/ui/text";
import { EntryTimeline } from "@/ui/timeline";

export function DeviceAudit({ id, name }: { id: string; name: string }) {
  const q = /[\s,"]/.test(name) ? `device:"${name.replaceAll('"', "")}"` : `device:${name}`;
  const list = useInfiniteQuery(auditQuery({ q: `device:${id}` }));
  return (
    <View
      of={list}
      empty={({ pages }) => (pages[0]?.items.length ? null : <Empty title={t("audit.empty")}>{t("audit.empty_why")}</Empty>)}
    >
      {({ pages }) => (
        <div className="hr-card">
          <EntryTimeline entries={pages.flatMap((page) => page.items)} />
          {list.hasNextPage && (
            <Button variant="default" onClick={() => void list.fetchNextPage()}>
              {t("common.show_more")}
            </Button>
          )}
          <Button variant="subtle" component={Link} to={`/audit?q=${encodeURIComponent(q)}`}>
            {t("device.in_audit_log")}
          </Button>
        </div>
      )}
    </View>
  );
}
