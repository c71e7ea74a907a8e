/**
 * Decides which exact tiles stand over the video, and whether they may be seen.
 *
 * The generation is the whole rule. It goes up with each movement beneath tiles that were sent; the message that says so
 * names the cells, and every video frame from then on carries the generation's low byte in its timestamp. A frame with a
 * later mark than the last message is therefore proof that something moved of which nothing is known yet: nothing is
 * shown until it is. So no message, however late, leaves a tile over newer video.
 */

import { GENERATION_TAGS } from "@/protocol/viewer_tiles.gen";
import { Malformed } from "@/protocol/shape";
import type { Box } from "../input/mapping";
import type { Size } from "../snapshot";
import { readTileMessage, type Grid, type TileMessage } from "./message";

export interface BoardPorts<Image> {
  decode(image: Uint8Array<ArrayBuffer>): Promise<Image>;
  /** Makes the canvas of this size, and empty. */
  resize(size: Size): void;
  clear(box: Box): void;
  /** False where the image is not of the box's size; the image is let go of in any case. */
  draw(image: Image, box: Box): boolean;
  letGo(image: Image): void;
  show(visible: boolean): void;
  /** Told of the figures when one of them is another. */
  tell(figures: TileFigures): void;
  /** So much was wrong that no more tiles are wanted. */
  onGivenUp(): void;
}

/** Beyond these something is wrong with the other side, and the video has to do. */
export const MAX_FAULTS = 50;
export const MAX_WAITING_BYTES = 32 * 1024 * 1024;
export const MAX_DECODING = 4;

export interface TileFigures {
  readonly cells: number;
  /** Cells that show a tile. */
  readonly exact: number;
  readonly visible: boolean;
  readonly drawn: number;
  readonly faults: number;
}

/** How far a mark is ahead of a generation (behind: below 0). Marks come round every 256; nearer is what is meant. */
function ahead(mark: number, generation: number): number {
  const apart = (mark - generation) & (GENERATION_TAGS - 1);
  return apart < GENERATION_TAGS / 2 ? apart : apart - GENERATION_TAGS;
}

interface Waiting {
  readonly generation: number;
  readonly image: Uint8Array<ArrayBuffer>;
}

export class Board<Image> {
  readonly #ports: BoardPorts<Image>;
  #grid: Grid | null = null;
  #generation = 0;
  /** The generation in which each cell moved last. */
  #movedAt: number[] = [];
  readonly #exact = new Set<number>();
  readonly #waiting = new Map<number, Waiting>();
  #waitingBytes = 0;
  #decoding = 0;
  /** Counts pictures, so that what is decoded for one before is not drawn. */
  #picture = 0;
  #frame: { readonly mark: number; readonly size: Size } | null = null;
  /** The latest generation that a frame was seen of; null before a picture was begun. */
  #seen: number | null = null;
  #visible = false;
  #drawn = 0;
  #faults = 0;

  constructor(ports: BoardPorts<Image>) {
    this.#ports = ports;
  }

  get figures(): TileFigures {
    const cells = this.#grid?.cells ?? 0;
    return { cells, exact: this.#exact.size, visible: this.#visible, drawn: this.#drawn, faults: this.#faults };
  }

  /** Forgets everything: nothing is shown until a picture is begun anew. */
  reset(): void {
    this.#grid = null;
    this.#frame = null;
    this.#seen = null;
    this.#empty();
    this.#look();
  }

  /** Takes one message from the agent; what is wrong with it is counted, and goes no further. */
  take(source: unknown): void {
    if (this.#faults > MAX_FAULTS) return;
    try {
      if (!(source instanceof ArrayBuffer)) throw new Malformed("tiles.not_bytes");
      this.#act(readTileMessage(source, this.#grid));
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.#fault();
    }
    this.#look();
    this.#ports.tell(this.figures);
  }

  /** A frame of the video is shown: the low byte of its timestamp is its mark. */
  presented(timestamp: number, size: Size): void {
    const mark = timestamp & (GENERATION_TAGS - 1);
    this.#frame = { mark, size };
    if (this.#seen !== null) this.#seen += Math.max(0, ahead(mark, this.#seen));
    else this.#see();
    this.#look();
  }

  #act(message: TileMessage): void {
    switch (message.kind) {
      case "begin":
        this.#begin(message.grid, message.generation);
        break;
      case "moved":
        this.#moved(message.cells, message.generation);
        break;
      case "tile":
        this.#keep(message.cell, message);
        break;
      default:
        message satisfies never;
    }
  }

  #begin(grid: Grid, generation: number): void {
    this.#grid = grid;
    this.#generation = generation;
    this.#see();
    this.#empty();
    this.#movedAt = Array.from({ length: grid.cells }, () => generation);
  }

  /** Frames are counted on from frame to frame: were they counted from messages, late ones could make a mark come round. */
  #see(): void {
    if (this.#seen !== null || this.#frame === null || this.#grid === null) return;
    this.#seen = this.#generation + ahead(this.#frame.mark, this.#generation);
  }

  #moved(cells: readonly number[], generation: number): void {
    if (generation <= this.#generation) throw new Malformed("tiles.generation");
    this.#generation = generation;
    for (const cell of cells) {
      this.#movedAt[cell] = generation;
      this.#drop(cell);
      if (this.#exact.delete(cell) && this.#grid !== null) this.#ports.clear(this.#grid.box(cell));
    }
  }

  #keep(cell: number, { generation, image }: Waiting): void {
    if (generation > this.#generation || generation < (this.#movedAt[cell] ?? 0)) throw new Malformed("tiles.generation");
    this.#drop(cell);
    if (this.#waitingBytes + image.length > MAX_WAITING_BYTES) throw new Malformed("tiles.flood");
    this.#waiting.set(cell, { generation, image });
    this.#waitingBytes += image.length;
    this.#decodeSome();
  }

  #drop(cell: number): void {
    this.#waitingBytes -= this.#waiting.get(cell)?.image.length ?? 0;
    this.#waiting.delete(cell);
  }

  #empty(): void {
    this.#picture += 1;
    this.#waiting.clear();
    this.#waitingBytes = 0;
    this.#exact.clear();
    this.#ports.resize(this.#grid ?? { width: 0, height: 0 });
  }

  #decodeSome(): void {
    while (this.#decoding < MAX_DECODING) {
      const [next] = this.#waiting;
      if (next === undefined) return;
      const [cell, waiting] = next;
      this.#drop(cell);
      void this.#decode(cell, waiting);
    }
  }

  async #decode(cell: number, { generation, image }: Waiting): Promise<void> {
    const picture = this.#picture;
    this.#decoding += 1;
    try {
      const decoded = await this.#ports.decode(image);
      if (picture === this.#picture && generation >= (this.#movedAt[cell] ?? 0)) this.#draw(cell, decoded);
      else this.#ports.letGo(decoded);
    } catch {
      this.#fault();
    } finally {
      this.#ports.tell(this.figures);
      this.#decoding -= 1;
      this.#decodeSome();
    }
  }

  #draw(cell: number, decoded: Image): void {
    if (this.#grid === null || !this.#ports.draw(decoded, this.#grid.box(cell))) {
      this.#fault();
      return;
    }
    this.#exact.add(cell);
    this.#drawn += 1;
    this.#look();
  }

  #fault(): void {
    this.#faults += 1;
    if (this.#faults !== MAX_FAULTS + 1) return;
    this.reset();
    this.#ports.onGivenUp();
  }

  /** Shows the tiles where the video that is shown is known not to be newer than they are. */
  #look(): void {
    const [grid, frame] = [this.#grid, this.#frame];
    const fits = grid !== null && frame !== null && frame.size.width === grid.width && frame.size.height === grid.height;
    const visible = fits && this.#exact.size > 0 && this.#seen !== null && this.#seen <= this.#generation;
    if (visible === this.#visible) return;
    this.#visible = visible;
    this.#ports.show(visible);
    this.#ports.tell(this.figures);
  }
}
