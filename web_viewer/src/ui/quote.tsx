/** Shows what a person wrote: always quoted, as text, at most three lines until asked for more. */

import { Spoiler } from "@mantine/core";
import { t } from "./text";

export function Quote({ text, lines = 3 }: { text: string; lines?: number }) {
  if (!text) return <span className="hr-muted">{t("common.no_reason")}</span>;
  return (
    <Spoiler maxHeight={lines * 24} showLabel={t("common.show_all")} hideLabel={t("common.show_less")}>
      <span className="hr-quote">{t("common.quoted", { text })}</span>
    </Spoiler>
  );
}
