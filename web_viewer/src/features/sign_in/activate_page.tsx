/** Where an activation link leads: one button, pressed by the very person it was sent to. */

import { Button, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { ApiError } from "@/api/client";
import { activateAccess, activationQuery } from "@/api/consoles";
import { linkQuery } from "@/api/links";
import { meQuery } from "@/api/queries";
import { SignInCard } from "./card";
import { ErrorNote, View, type Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { useLinkToken } from "./link_token";

const isGone = (error: Error | null) => error instanceof ApiError && error.code === "link.gone";

export function ActivatePage() {
  const token = useLinkToken();
  const link = useQuery({ ...linkQuery(token), enabled: token !== "" });
  const me = useQuery({ ...meQuery, retry: false });
  const isOther = link.data !== undefined && link.data.purpose !== "seamless_access";
  if (token === "" || isOther || isGone(link.error)) return <Gone />;
  const email = link.data?.email ?? "";
  if (me.error instanceof ApiError && me.error.status === 401)
    return (
      <SignInCard title={t("activate.title")}>
        <Text>{t("activate.sign_in_first", { email })}</Text>
        <Button component="a" href="/sign-in" size="md" fullWidth>
          {t("activate.to_sign_in")}
        </Button>
      </SignInCard>
    );
  return (
    <View of={link}>
      {() => (
        <View of={me}>
          {({ account }) =>
            account.email.toLowerCase() === email.toLowerCase() ? (
              <Activate token={token} />
            ) : (
              <SignInCard title={t("activate.title")}>
                <Text>{t("activate.other", { email: account.email, wanted: email })}</Text>
              </SignInCard>
            )
          }
        </View>
      )}
    </View>
  );
}

function Gone() {
  return (
    <SignInCard title={t("activate.gone")}>
      <Text>{t("activate.gone_why")}</Text>
      <Button component="a" href="/" variant="default" size="md" fullWidth>
        {t("activate.go_on")}
      </Button>
    </SignInCard>
  );
}

function Activate({ token }: { token: string }) {
  const about = useQuery(activationQuery(token));
  const sending = useMutation({ mutationFn: () => activateAccess(token) });
  if (isGone(about.error) || isGone(sending.error)) return <Gone />;
  if (sending.data !== undefined)
    return (
      <SignInCard title={t("activate.done")}>
        <Text role="status">{t("activate.done_why", { organization: sending.data.organization })}</Text>
        <Button component="a" href="/" size="md" fullWidth>
          {t("activate.go_on")}
        </Button>
      </SignInCard>
    );
  return (
    <SignInCard title={t("activate.title")}>
      <View of={about} rows={2}>
        {({ organization }) => (
          <>
            <Text>{t("activate.why", { organization })}</Text>
            {sending.error === null ? null : <ErrorNote error={sending.error as Failure} />}
            <Button size="md" fullWidth loading={sending.isPending} onClick={() => sending.mutate()}>
              {t("activate.button")}
            </Button>
          </>
        )}
      </View>
    </SignInCard>
  );
}
