/** How large the picture is shown, and where the bar stands over it. */

import { IconPhoto } from "@tabler/icons-react";
import { useSyncExternalStore } from "react";
import type { Shown, Zoom } from "@/remote/zoom";
import { t } from "@/ui/text";
import type { Actions } from "./action_bar";
import { BarMenu, type Item } from "./bar_menu";
import type { Side } from "./bar_side";

interface Props {
  zoom: Zoom;
  side: Side;
  on: Actions;
}

export function PictureMenu({ zoom, side, on }: Props) {
  const shown = useSyncExternalStore(zoom.shown.subscribe, zoom.shown.get);
  const sizes: Item[] = [
    { words: t("view.fit"), keys: "0", chosen: (shown?.kind ?? "fit") === "fit", act: () => on.zoom("fit") },
    { words: t("view.one_to_one"), keys: "1", chosen: shown?.kind === "one", act: () => on.zoom("one") },
    { words: t("view.zoom_in"), keys: "+", stays: true, act: () => on.zoom("in") },
    { words: t("view.zoom_out"), keys: "−", stays: true, act: () => on.zoom("out") },
  ];
  const others: Item[] = [{ words: t(side === "top" ? "view.bar_to_bottom" : "view.bar_to_top"), act: on.moveBar }];
  const icon = <IconPhoto size={16} stroke={1.75} aria-hidden />;
  return (
    <BarMenu
      opens="picture"
      name={t("view.picture_menu")}
      shortcut="Z"
      icon={icon}
      label={sizeWords(shown)}
      groups={[sizes, others]}
    />
  );
}

export function sizeWords(shown: Shown | null): string {
  if (shown?.kind === "one") return t("view.one_to_one");
  return shown?.kind === "free" ? t("view.percent", { percent: shown.percent }) : t("view.fit");
}
