/** How the picture is shown and made: its size here, what it is made for there, and a copy of it to keep. */

import { IconPhoto } from "@tabler/icons-react";
import { useSyncExternalStore } from "react";
import { MOST_KEPT_PICTURES, qualityChoiceShape, type QualityChoice } from "@/protocol/viewer_agent.gen";
import type { Snapshot } from "@/remote/snapshot";
import type { Shown, Zoom } from "@/remote/zoom";
import { t, type TextKey } from "@/ui/text";
import type { Actions } from "./action_bar";
import { BarMenu, type Item } from "./bar_menu";
import type { Side } from "./bar_side";
import { isFrozen } from "./stages";

const QUALITY: Record<QualityChoice, TextKey> = {
  auto: "view.quality.auto",
  sharp: "view.quality.sharp",
  smooth: "view.quality.smooth",
  low: "view.quality.low",
};

interface Props {
  snapshot: Snapshot;
  zoom: Zoom;
  side: Side;
  on: Actions;
}

export function PictureMenu({ snapshot, zoom, side, on }: Props) {
  const shown = useSyncExternalStore(zoom.shown.subscribe, zoom.shown.get);
  const sizes: Item[] = [
    { words: t("view.fit"), keys: "0", chosen: (shown?.kind ?? "fit") === "fit", act: () => on.zoom("fit") },
    { words: t("view.one_to_one"), keys: "1", chosen: shown?.kind === "one", act: () => on.zoom("one") },
    { words: t("view.zoom_in"), keys: "+", stays: true, act: () => on.zoom("in") },
    { words: t("view.zoom_out"), keys: "−", stays: true, act: () => on.zoom("out") },
  ];
  const qualities = qualityChoiceShape.words.map((choice): Item => {
    return { words: t(QUALITY[choice]), chosen: snapshot.quality === choice, act: () => on.quality(choice) };
  });
  const others: Item[] = [
    { words: t("view.keep_picture"), why: whyNotKept(snapshot), act: on.keepPicture },
    { words: t(side === "top" ? "view.bar_to_bottom" : "view.bar_to_top"), act: on.moveBar },
  ];
  const icon = <IconPhoto size={16} stroke={1.75} aria-hidden />;
  return (
    <BarMenu
      opens="picture"
      name={t("view.picture_menu")}
      shortcut="Z"
      icon={icon}
      label={sizeWords(shown)}
      groups={[sizes, qualities, others]}
      onLeave={on.leave}
    />
  );
}

export function sizeWords(shown: Shown | null): string {
  if (shown?.kind === "one") return t("view.one_to_one");
  return shown?.kind === "free" ? t("view.percent", { percent: shown.percent }) : t("view.fit");
}

/** Why no picture can be kept now; null where one can. */
export function whyNotKept(snapshot: Snapshot): string | null {
  if (isFrozen(snapshot) || snapshot.paused || snapshot.size === null) return t("view.keep_nothing");
  return snapshot.keptPictures >= MOST_KEPT_PICTURES ? t("view.keep_too_many", { most: MOST_KEPT_PICTURES }) : null;
}
