/** Lists the sessions in which somebody sees a screen now. */

import { Anchor, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { sessionsQuery } from "@/api/queries";
import { Section } from "@/ui/section";
import { SessionLine } from "@/ui/session_line";
import { View } from "@/ui/states";
import { t } from "@/ui/text";

const SHOWN = 5;

export function LiveNow() {
  const live = useQuery(sessionsQuery({ state: "live" }));
  return (
    <Section
      title={t("home.live_now")}
      side={
        <Anchor component={Link} to="/live" size="sm">
          {t("home.all_live")}
        </Anchor>
      }
    >
      <View of={live} rows={2} empty={({ items }) => (items.length ? null : <Text c="dimmed">{t("home.nobody_live")}</Text>)}>
        {({ items }) => (
          <Stack gap={8}>
            {items.slice(0, SHOWN).map((session) => (
              <Link key={session.id} to="/sessions/$id" params={{ id: session.id }} className="hr-row-link">
                <SessionLine session={session} />
              </Link>
            ))}
          </Stack>
        )}
      </View>
    </Section>
  );
}
