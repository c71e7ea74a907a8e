/** Draws exact tiles on a canvas over the video, as the board says; asks for them where the browser can tell frames apart. */

import type { Box } from "../input/mapping";
import { Board, type TileFigures } from "./board";

export interface TilePort {
  /** Calls the listener with each message of the channel for tiles. */
  onTiles(listener: (source: unknown) => void): () => void;
  /** Says whether tiles are wanted; false where that could not be said. */
  sharpen(on: boolean): boolean;
}

export interface TileGround {
  readonly video: HTMLVideoElement;
  readonly canvas: HTMLCanvasElement;
}

// The bytes are the screen's own colours, and are to stay them.
const AS_IT_IS: ImageBitmapOptions = { colorSpaceConversion: "none", premultiplyAlpha: "none" };

/** Begins; the returned function takes the tiles away. Without frames that tell their timestamp there are none. */
export function attachTiles({ video, canvas }: TileGround, port: TilePort): () => void {
  const board = boardOn(canvas, () => port.sharpen(false));
  // Older browsers know neither these callbacks nor the timestamp in them.
  if (!("requestVideoFrameCallback" in video)) return () => undefined;
  let asked = false;
  let watch = 0;
  const look: VideoFrameRequestCallback = (_now, { rtpTimestamp, width, height }) => {
    watch = video.requestVideoFrameCallback(look);
    if (rtpTimestamp === undefined) return;
    board.presented(rtpTimestamp, { width, height });
    asked ||= port.sharpen(true);
  };
  watch = video.requestVideoFrameCallback(look);
  const stop = port.onTiles((source) => board.take(source));
  return () => {
    stop();
    video.cancelVideoFrameCallback(watch);
    board.reset();
    if (asked) port.sharpen(false);
  };
}

function boardOn(canvas: HTMLCanvasElement, onGivenUp: () => void): Board<ImageBitmap> {
  const context = canvas.getContext("2d");
  const board = new Board<ImageBitmap>({
    decode: (image) => createImageBitmap(new Blob([image], { type: "image/webp" }), AS_IT_IS),
    resize: ({ width, height }) => {
      canvas.width = width;
      canvas.height = height;
    },
    clear: ({ left, top, width, height }) => context?.clearRect(left, top, width, height),
    draw: (image, box) => {
      const fits = image.width === box.width && image.height === box.height;
      if (fits) replace(context, image, box);
      image.close();
      return fits;
    },
    letGo: (image) => image.close(),
    show: (visible) => {
      canvas.hidden = !visible;
    },
    tell: (figures) => tell(canvas, figures),
    onGivenUp,
  });
  canvas.hidden = true;
  return board;
}

function replace(context: CanvasRenderingContext2D | null, image: ImageBitmap, { left, top, width, height }: Box): void {
  context?.clearRect(left, top, width, height);
  context?.drawImage(image, left, top);
}

/** Says how far it is, for tests and measurements. */
function tell(canvas: HTMLCanvasElement, { exact, cells, faults, visible }: TileFigures): void {
  Object.assign(canvas.dataset, { exact: `${visible ? exact : 0}`, cells: `${cells}`, faults: `${faults}` });
}
