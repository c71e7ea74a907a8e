/** A link that works no more: what that means, and the way to a new one. */

import { Anchor, Button, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { renewLink } from "@/api/links";
import { t } from "@/ui/text";
import { Refused } from "./refused";

export function LinkGone({ token }: { token: string }) {
  const asking = useMutation({ mutationFn: () => renewLink(token) });
  if (asking.isSuccess) {
    return (
      <>
        <Text role="status">{t("link.renewed")}</Text>
        <Anchor component={Link} to="/sign-in">
          {t("link.to_sign_in")}
        </Anchor>
      </>
    );
  }
  return (
    <>
      <Text>{t("link.gone_why")}</Text>
      <Refused error={asking.error} />
      {token === "" ? null : (
        <Button size="md" fullWidth loading={asking.isPending} onClick={() => asking.mutate()}>
          {t("link.send_new")}
        </Button>
      )}
      <Anchor component={Link} to="/sign-in">
        {t("link.to_sign_in")}
      </Anchor>
    </>
  );
}
