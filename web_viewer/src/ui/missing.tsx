/** Says that there is nothing here, in the same words whether it is missing or somebody else's. */

import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { Page } from "./page";
import { Empty } from "./states";
import { t } from "./text";

interface Way {
  /** Where the button leads, and what it says. */
  to: string;
  label: string;
}

/** In place of a part of a page. */
export function Missing({ to, label }: Way) {
  return (
    <Empty
      title={t("not_found.nothing")}
      action={
        <Button component={Link} to={to}>
          {label}
        </Button>
      }
    >
      {t("not_found.why")}
    </Empty>
  );
}

/** In place of a whole page. */
export function MissingPage({ title, to, label }: Way & { title: string }) {
  return (
    <Page title={title}>
      <Missing to={to} label={label} />
    </Page>
  );
}
