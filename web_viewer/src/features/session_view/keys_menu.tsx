/** Presses keys on the device that the browser or this computer keeps, and leads to the page about keys. */

import { IconKeyboard } from "@tabler/icons-react";
import { COMBINATIONS, type Combination } from "@/remote/input/combination";
import type { Snapshot } from "@/remote/snapshot";
import { t, type TextKey } from "@/ui/text";
import type { Actions } from "./action_bar";
import { BarMenu, type Item } from "./bar_menu";
import { isFrozen } from "./stages";

export const COMBINATION_WORDS: Record<Combination, TextKey> = {
  ctrl_alt_delete: "view.press.ctrl_alt_delete",
  alt_tab: "view.press.alt_tab",
  alt_f4: "view.press.alt_f4",
  ctrl_w: "view.press.ctrl_w",
  ctrl_t: "view.press.ctrl_t",
  ctrl_n: "view.press.ctrl_n",
  ctrl_tab: "view.press.ctrl_tab",
  ctrl_shift_escape: "view.press.ctrl_shift_escape",
  meta: "view.press.meta",
  print_screen: "view.press.print_screen",
};

export function KeysMenu({ snapshot, on }: { snapshot: Snapshot; on: Actions }) {
  const why = whyNotPressed(snapshot);
  const presses = (Object.keys(COMBINATIONS) as Combination[]).map((one): Item => {
    return { words: t(COMBINATION_WORDS[one]), why, act: () => on.press(one) };
  });
  const help: Item = { words: t("view.help"), keys: "?", act: on.help };
  const icon = <IconKeyboard size={16} stroke={1.75} aria-hidden />;
  return <BarMenu opens="keys" name={t("view.keys_menu")} shortcut="K" icon={icon} label={t("view.keys_label")} groups={[presses, [help]]} onLeave={on.leave} />;
}

/** Why no key goes to the device now; null where they do. */
export function whyNotPressed(snapshot: Snapshot): string | null {
  if (isFrozen(snapshot) || snapshot.paused) return t("view.press_nothing");
  if (snapshot.held) return t("view.keys_hint_held");
  if (snapshot.viewOnly || !snapshot.capabilities.includes("control")) return t("view.press_view_only");
  return null;
}
