/** Says that there is nothing at this address, in the same words whether it is missing or somebody else's. */

import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Page } from "@/ui/page";
import { Empty } from "@/ui/states";
import { t } from "@/ui/text";

export function NotFoundPage() {
  return (
    <Page title={t("not_found.title")}>
      <Empty
        title={t("not_found.nothing")}
        action={
          <Button component={Link} to="/">
            {t("not_found.home")}
          </Button>
        }
      >
        {t("not_found.why")}
      </Empty>
    </Page>
  );
}
