/** Where the link to a new e-mail address leads: one button, which nobody but the person presses. */

import { Anchor, Button, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ApiError } from "@/api/client";
import { confirmEmail, linkQuery } from "@/api/links";
import { View } from "@/ui/states";
import { t } from "@/ui/text";
import { SignInCard } from "./card";
import { LinkGone } from "./link_gone";
import { useLinkToken } from "./link_token";
import { Refused } from "./refused";

const isGone = (error: Error | null) => error instanceof ApiError && error.code === "link.gone";

export function ConfirmEmailPage() {
  const token = useLinkToken();
  const link = useQuery({ ...linkQuery(token), enabled: token !== "" });
  const sending = useMutation({ mutationFn: () => confirmEmail(token) });
  const other = link.data !== undefined && link.data.purpose !== "email_change";
  if (token === "" || other || isGone(link.error) || isGone(sending.error)) {
    return (
      <SignInCard title={t("link.gone")}>
        <LinkGone token={token} />
      </SignInCard>
    );
  }
  if (sending.data !== undefined) {
    return (
      <SignInCard title={t("email.confirmed")}>
        <Text role="status">{t("email.confirmed_why", { email: sending.data.email })}</Text>
        <Anchor component={Link} to="/">
          {t("email.go_on")}
        </Anchor>
      </SignInCard>
    );
  }
  return (
    <SignInCard title={t("email.confirm")}>
      <View of={link} rows={3}>
        {({ person, email }) => (
          <>
            <Text>{t("email.confirm_why", { person, email })}</Text>
            <Refused error={sending.error} />
            <Button size="md" fullWidth loading={sending.isPending} onClick={() => sending.mutate()}>
              {t("email.confirm_button")}
            </Button>
          </>
        )}
      </View>
    </SignInCard>
  );
}
