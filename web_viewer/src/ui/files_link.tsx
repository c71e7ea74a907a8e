/** Leads to where a list goes out and comes in as a file. */

import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { t } from "./text";

export function FilesLink({ list }: { list: "end-users" | "organizations" | "owners" }) {
  return (
    <Button variant="default" component={Link} to={`/import-export?tab=${list}`}>
      {t("files.title")}
    </Button>
  );
}
