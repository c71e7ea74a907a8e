/** The sheet that holds the picture: what lies over the picture is put in here, and moves and grows with it. */

import type { ReactNode, RefObject } from "react";
import type { Shown } from "@/remote/zoom";

interface Props {
  sheet: RefObject<HTMLDivElement | null>;
  video: RefObject<HTMLVideoElement | null>;
  /** The last picture of a way that is lost. */
  kept: RefObject<HTMLCanvasElement | null>;
  /** Where the sheet lies; null before there is a picture. */
  shown: Shown | null;
  frozen: boolean;
  covered: boolean;
  children?: ReactNode;
}

export function Sheet({ sheet, video, kept, shown, frozen, covered, children }: Props) {
  const box = shown?.box;
  const place = box === undefined ? {} : { left: box.left, top: box.top, width: box.width, height: box.height };
  return (
    <div ref={sheet} className="hr-view-sheet" style={place} data-placed={box !== undefined || undefined} data-exact={shown?.isExact || undefined}>
      <video ref={video} data-testid="screen" muted autoPlay playsInline disablePictureInPicture hidden={frozen || covered} />
      {frozen || covered ? null : children}
      <canvas ref={kept} className="hr-view-kept" hidden={!frozen} aria-hidden="true" />
    </div>
  );
}
