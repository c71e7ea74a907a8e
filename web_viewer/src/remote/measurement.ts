/** Offers tests and measurements a look at the exact pixels and figures of the running session. */

import type { RemoteSession } from "./session";

export interface Measurement {
  readonly video: HTMLVideoElement;
  stats(): Promise<Record<string, unknown>[]>;
  /** RGBA bytes of a part of what is shown, in the picture's own pixels: the newest frame with the exact tiles over it. */
  sample(x: number, y: number, width: number, height: number): Promise<Uint8Array>;
}

/* oxlint-disable no-underscore-dangle -- the name is agreed with the tests, and its underscores keep it apart from the page's own. */
declare global {
  interface Window {
    __handrail?: Measurement;
  }
}

/** RGBA of a part of a frame; asking copyTo for RGBA converts without the canvas's own colour rounding. */
async function readPixels(video: HTMLVideoElement, part: DOMRectInit): Promise<Uint8Array> {
  const frame = new VideoFrame(video);
  try {
    const { x = 0, y = 0, width = 0, height = 0 } = part;
    const whole = frame.visibleRect ?? { width: frame.codedWidth, height: frame.codedHeight };
    const rgba = { format: "RGBA" } as unknown as VideoFrameCopyToOptions;
    const all = new Uint8Array(frame.allocationSize(rgba));
    const [layout] = await frame.copyTo(all, rgba);
    const stride = layout?.stride ?? whole.width * 4;
    const cut = new Uint8Array(width * height * 4);
    for (let row = 0; row < height; row += 1) {
      const from = (y + row) * stride + x * 4;
      cut.set(all.subarray(from, from + width * 4), row * width * 4);
    }
    return cut;
  } finally {
    frame.close();
  }
}

/** Puts the tiles' pixels over those of the video, where there are tiles. */
function layOver(pixels: Uint8Array, tiles: HTMLCanvasElement, { x = 0, y = 0, width = 0, height = 0 }: DOMRectInit): Uint8Array {
  const over = tiles.getContext("2d")?.getImageData(x, y, width, height).data ?? new Uint8ClampedArray();
  for (let at = 0; at < over.length; at += 4) if (over[at + 3] === 255) pixels.set(over.subarray(at, at + 4), at);
  return pixels;
}

/** Puts the hook in place; the returned function takes it away. */
export function exposeMeasurement(video: HTMLVideoElement, session: RemoteSession, tiles: () => HTMLCanvasElement | null): () => void {
  const hook: Measurement = {
    video,
    async stats() {
      const report = await session.stats();
      return report === null ? [] : [...report.values()].map((one) => ({ ...(one as Record<string, unknown>) }));
    },
    async sample(x, y, width, height) {
      const part = { x, y, width, height };
      const pixels = await readPixels(video, part);
      const layer = tiles();
      return layer === null || layer.hidden ? pixels : layOver(pixels, layer, part);
    },
  };
  window.__handrail = hook;
  return () => {
    if (window.__handrail === hook) delete window.__handrail;
  };
}
