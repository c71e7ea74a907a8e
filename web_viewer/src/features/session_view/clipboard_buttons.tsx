/** The buttons of the bar that pass clipboards on, as far as the person gives them, or ask for them. */

import { IconClipboardCopy, IconClipboardText } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { deviceQuery } from "@/api/queries";
import type { Session } from "@/api/types";
import type { Snapshot } from "@/remote/snapshot";
import { t } from "@/ui/text";
import { clipboardRights, clipboardToAsk } from "./clipboard_words";
import { isAsking } from "./further";
import { isFrozen } from "./stages";

interface Props {
  snapshot: Snapshot;
  stored: Session | undefined;
  own: boolean;
  on: ClipboardActions;
}

export interface ClipboardActions {
  send(): void;
  fetch(): void;
  ask(): void;
}

const icon = { size: 16, stroke: 1.75, "aria-hidden": true } as const;

export function ClipboardButtons({ snapshot, stored, own, on }: Props) {
  const rights = clipboardRights(snapshot);
  const toAsk = clipboardToAsk(snapshot, useOffered(stored, own));
  return (
    <>
      {rights.send ? (
        <button type="button" onClick={on.send}>
          <IconClipboardText {...icon} /> {t("view.clipboard.send")}
        </button>
      ) : null}
      {rights.fetch ? (
        <button type="button" onClick={on.fetch}>
          <IconClipboardCopy {...icon} /> {t("view.clipboard.fetch")}
        </button>
      ) : null}
      {own || toAsk.length === 0 || isAsking(snapshot) || isFrozen(snapshot) ? null : (
        <button type="button" onClick={on.ask}>
          {t("view.more.ask_clipboard")}
        </button>
      )}
    </>
  );
}

const NOTHING: readonly string[] = [];

/** What the settings let a technician ask for on this device, as far as they may read of it. */
export function useOffered(stored: Session | undefined, own: boolean): readonly string[] {
  const id = stored?.device?.id;
  const device = useQuery({ ...deviceQuery(id ?? ""), enabled: id !== undefined && !own }).data;
  return device?.support.capabilities ?? NOTHING;
}
