/** Get help now: how somebody at a computer that is not enrolled is helped once, with a code that they read out. */

import { Anchor, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ApiError } from "@/api/client";
import { getHelpNowQuery } from "@/api/joining";
import { useSlug } from "@/ui/brand";
import { JoinSteps } from "@/ui/join_help";
import { View } from "@/ui/states";
import { t } from "@/ui/text";
import { SignInCard } from "./card";

export function GetHelpNowPage() {
  const reading = useQuery(getHelpNowQuery(useSlug()));
  if (reading.error instanceof ApiError && [401, 403, 404].includes(reading.error.status)) {
    return (
      <SignInCard title={t("join.now_title")}>
        <Text>{t("join.now_closed")}</Text>
        <Anchor component={Link} to="/sign-in">
          {t("visitor.sign_in")}
        </Anchor>
      </SignInCard>
    );
  }
  return (
    <SignInCard title={t("join.now_title")} wide>
      <Text fw={600}>{t("join.warning")}</Text>
      <View of={reading} rows={3}>
        {({ command }) => (
          <Stack gap={12}>
            <JoinSteps command={command} />
            <Text>{t("join.read_out")}</Text>
            <Text className="hr-muted">{t("join.nothing_stays")}</Text>
          </Stack>
        )}
      </View>
    </SignInCard>
  );
}
