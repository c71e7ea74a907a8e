/** The bell of the header: how much is unread, the list, and what the browser itself tells of it. */

import { Button, Group, Indicator, Popover, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBell } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { noticesQuery, readNotices, type Notice } from "@/api/notices";
import { seen } from "@/api/see_as";
import { showInBrowser, soundOnce } from "@/ui/alerts";
import { tellFailure } from "@/ui/messages";
import { Empty, View, type Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { Time } from "@/ui/time";
import { newsIn } from "./news";

const MOST_SHOWN = 99;

export function Bell() {
  const reading = useQuery(noticesQuery);
  const [open, { toggle, close }] = useDisclosure();
  const list = useRef<HTMLDivElement>(null);
  const client = useQueryClient();
  const isLooking = seen() !== null;
  const marking = useMutation({
    mutationFn: readNotices,
    onSuccess: () => void client.invalidateQueries({ queryKey: noticesQuery.queryKey }),
    onError: (error) => tellFailure(error as unknown as Failure),
  });
  const read = (ids: readonly string[] | null) => {
    if (!isLooking) marking.mutate(ids);
  };
  useNews(isLooking ? undefined : reading.data?.items);
  const unread = reading.data?.unread ?? 0;
  return (
    <Popover opened={open} onChange={(wanted) => (wanted ? undefined : close())} position="bottom-end" shadow="md" trapFocus returnFocus>
      <Indicator
        disabled={unread === 0}
        label={unread > MOST_SHOWN ? `${MOST_SHOWN}+` : unread}
        size={18}
        offset={6}
        color="rail"
        aria-hidden={false}
        // The number lies over the bell: a press on it is one on the bell.
        classNames={{ indicator: "hr-bell-count" }}
      >
        <Popover.Target>
          <UnstyledButton className="hr-bell" onClick={toggle} aria-label={t("notices.bell", { count: unread })}>
            <IconBell size={20} stroke={1.75} aria-hidden />
          </UnstyledButton>
        </Popover.Target>
      </Indicator>
      <Popover.Dropdown ref={list} p={0} className="hr-bell-drop" aria-label={t("notices.title")}>
        <Group justify="space-between" className="hr-bell-head">
          <Text fw={600}>{t("notices.title")}</Text>
          {unread === 0 ? null : (
            <Button
              variant="subtle"
              size="compact-sm"
              loading={marking.isPending}
              onClick={() => {
                read(null);
                // This button goes, and whoever stood on it would stand nowhere: Escape still closes the list.
                list.current?.focus();
              }}
            >
              {t("notices.read_all")}
            </Button>
          )}
        </Group>
        <div className="hr-bell-list">
          <View
            of={reading}
            rows={3}
            empty={({ items }) => (items.length > 0 ? null : <Empty title={t("notices.empty")}>{t("notices.empty_why")}</Empty>)}
          >
            {({ items }) => (
              <ul>
                {items.map((notice) => (
                  <Line
                    key={notice.id}
                    notice={notice}
                    onOpen={() => {
                      if (!notice.is_read) read([notice.id]);
                      close();
                    }}
                  />
                ))}
              </ul>
            )}
          </View>
        </div>
        <div className="hr-bell-foot">
          <Link to="/profile" onClick={close}>
            {t("notices.choose")}
          </Link>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

function Line({ notice, onOpen }: { notice: Notice; onOpen: () => void }) {
  return (
    <li>
      <Link to={notice.path} className="hr-notice" data-unread={notice.is_read ? undefined : true} onClick={onOpen}>
        <span className="hr-notice-dot" role={notice.is_read ? undefined : "img"} aria-label={notice.is_read ? undefined : t("notices.unread")}>
          {notice.is_read ? "" : "●"}
        </span>
        <span className="hr-notice-words">
          <span className="hr-notice-sentence">{notice.sentence}</span>
          <span className="hr-muted">
            {notice.organization === null ? null : <>{notice.organization} · </>}
            <Time at={notice.at} focusable={false} />
          </span>
        </span>
      </Link>
    </li>
  );
}

/** Has the browser tell what is new, as the person chose; a notification shows only where this page is not in front. */
function useNews(items: readonly Notice[] | undefined): void {
  const known = useRef<ReadonlySet<string> | null>(null);
  const navigate = useNavigate();
  useEffect(() => {
    if (items === undefined) return;
    const news = newsIn(known.current, items);
    known.current = news.known;
    const isInFront = !document.hidden && document.hasFocus();
    for (const { id, ways, sentence, organization, path } of news.fresh) {
      if (ways.includes("sound")) soundOnce(id);
      if (ways.includes("browser") && !isInFront) {
        const open = () => void navigate({ to: path });
        showInBrowser({ id, title: sentence, body: organization ?? "", onOpen: open });
      }
    }
  }, [items, navigate]);
}
