/** Says that a portal is switched off, and leads to where its people are helped instead. */

import { Anchor, Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { looksQuery } from "@/api/portal";
import { useSlug } from "@/ui/brand";
import { t } from "@/ui/text";
import { SignInCard } from "./card";

interface Props {
  /** Empty where people are helped at no other address. */
  redirectUrl: string;
  /** What else can be done here, in words: sign out, or sign in as staff. */
  otherwise: string;
  onOtherwise: () => void;
}

export function PortalOff({ redirectUrl, otherwise, onOtherwise }: Props) {
  const { name } = useQuery(looksQuery(useSlug())).data ?? { name: t("app.name") };
  return (
    <SignInCard title={t("portal_off.title")}>
      <Text>{redirectUrl === "" ? t("portal_off.nowhere", { name }) : t("portal_off.why", { name, place: hostOf(redirectUrl) })}</Text>
      {redirectUrl === "" ? null : (
        <Button component="a" href={redirectUrl} rel="noopener noreferrer" size="md">
          {t("portal_off.go", { place: hostOf(redirectUrl) })}
        </Button>
      )}
      <Anchor component="button" type="button" onClick={onOtherwise}>
        {otherwise}
      </Anchor>
    </SignInCard>
  );
}

/** The place an address leads to, as its reader has to judge it; never more of it than that. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
