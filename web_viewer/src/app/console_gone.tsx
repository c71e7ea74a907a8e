/** Stands in place of a console that is closed to whoever is here, and leads back. */

import { Button, Text } from "@mantine/core";
import { SignInCard } from "@/features/sign_in/card";
import { t } from "@/ui/text";

export function ConsoleGone() {
  return (
    <SignInCard title={t("console.gone")}>
      <Text role="status">{t("console.gone_why")}</Text>
      <Button component="a" href="/" size="md" fullWidth>
        {t("console.gone_back")}
      </Button>
    </SignInCard>
  );
}
