/** The page about keys: which go to the device, which the browser keeps, and what acts here. */

import { useEffect, useRef, type ReactNode } from "react";
import { t, type TextKey } from "@/ui/text";
import { BAR_KEYS } from "./bar_keys";
import { canLockKeys } from "./full_screen";

interface Props {
  /** Nothing that is pressed goes to the device. */
  watches: boolean;
  onClose: () => void;
}

/** What is said of keys that the browser keeps, by what this browser can do. */
export function keptWords(canLock: boolean): TextKey {
  return canLock ? "view.help.kept_but_full" : "view.help.kept";
}

const HERE: readonly (readonly [TextKey, TextKey])[] = [
  ["view.help.bar_keys", "view.help.bar"],
  ["view.help.back_keys", "view.help.back"],
  ["view.help.walk_keys", "view.help.walk"],
  ["view.help.pan_keys", "view.help.pan"],
];

export function KeysHelp({ watches, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="hr-view-help"
      aria-labelledby="hr-view-help-title"
      onClose={onClose}
      // Where the page has all keys, this one closes nothing by itself.
      onKeyDown={(event) => event.key === "Escape" && dialog.current?.close()}
    >
      <form method="dialog">
        <h2 id="hr-view-help-title">{t("view.help.title")}</h2>
        <button type="submit">{t("common.close")}</button>
      </form>
      <Part title={t("view.help.there")}>
        <p>{t(watches ? "view.help.there_watching" : "view.help.there_what")}</p>
        <p>{t(keptWords(canLockKeys()))}</p>
      </Part>
      <Part title={t("view.help.here")}>
        <p>{t("view.help.here_what")}</p>
        <table>
          <tbody>
            {[...HERE.map(([keys, words]) => [t(keys), words] as const), ...BAR_KEYS.map(({ written, words }) => [written, words] as const)].map(([keys, words]) => (
              <tr key={keys}>
                <th scope="row">
                  <kbd>{keys}</kbd>
                </th>
                <td>{t(words)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Part>
      <Part title={t("view.help.picture")}>
        <p>{t("view.help.picture_what")}</p>
      </Part>
    </dialog>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3>{title}</h3>
      {children}
    </section>
  );
}
