/** The layer of exact tiles over the video: what rests on the other screen is seen to the pixel. */

import { useEffect, type RefObject } from "react";
import type { RemoteSession } from "@/remote/session";
import { attachTiles } from "@/remote/tiles/layer";

interface Props {
  engine: RemoteSession;
  /** The stream that the video shows; tiles of one before it are none of it. */
  picture: MediaStream | null;
  video: RefObject<HTMLVideoElement | null>;
  canvas: RefObject<HTMLCanvasElement | null>;
}

export function ExactTiles({ engine, picture, video, canvas }: Props) {
  useEffect(() => {
    if (picture === null || video.current === null || canvas.current === null) return undefined;
    return attachTiles({ video: video.current, canvas: canvas.current }, engine);
  }, [engine, picture, video, canvas]);
  // Whether it is seen is the layer's matter.
  return <canvas ref={canvas} className="hr-view-tiles" data-testid="tiles" aria-hidden="true" hidden />;
}
