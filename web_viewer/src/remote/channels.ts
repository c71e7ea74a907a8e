/** Carries messages over the agreed data channels, each with a bound on what may wait. */

import { decode, encode } from "@/protocol/codec";
import {
  agentToViewerShape,
  channelShape,
  MAX_BYTES,
  type AgentToViewer,
  type Channel,
  type ViewerToAgent,
} from "@/protocol/viewer_agent.gen";
import { Malformed } from "./faults";

export interface ChannelsListener {
  onOpen(): void;
  onMessage(channel: Channel, message: AgentToViewer): void;
  onMalformed(fault: Malformed): void;
  /** A message of the channel for exact tiles, as it came. */
  onTiles(source: unknown): void;
  onClose(): void;
}

// Past this the way is blocked: a key typed now would arrive when nobody expects it any more.
const MAX_WAITING_BYTES = 256 * 1024;

const OPTIONS: Record<Channel, RTCDataChannelInit> = {
  control: { ordered: true },
  moves: { ordered: false, maxRetransmits: 0 },
  cursor: { ordered: false, maxRetransmits: 0 },
  bulk: { ordered: true },
  tiles: { ordered: true },
};

export class Channels {
  readonly #channels = new Map<Channel, RTCDataChannel>();

  constructor(connection: RTCPeerConnection, listener: ChannelsListener) {
    for (const [id, label] of channelShape.words.entries()) {
      const channel = connection.createDataChannel(label, { ...OPTIONS[label], negotiated: true, id });
      channel.binaryType = "arraybuffer";
      channel.addEventListener("message", (event: MessageEvent<unknown>) => {
        if (label === "tiles") {
          listener.onTiles(event.data);
          return;
        }
        let message: AgentToViewer;
        try {
          message = decode(event.data, agentToViewerShape, MAX_BYTES);
        } catch (error) {
          if (!(error instanceof Malformed)) throw error;
          listener.onMalformed(error);
          return;
        }
        listener.onMessage(label, message);
      });
      this.#channels.set(label, channel);
    }
    const control = this.#channels.get("control");
    control?.addEventListener("open", () => listener.onOpen());
    control?.addEventListener("close", () => listener.onClose());
  }

  /** Sends now or not at all; false when the channel is not open or too much waits. */
  send(label: Channel, message: ViewerToAgent): boolean {
    const channel = this.#channels.get(label);
    if (channel?.readyState !== "open") return false;
    // A move that would wait behind another is old before it leaves; the next one takes its place.
    const limit = label === "moves" ? 1024 : MAX_WAITING_BYTES;
    if (channel.bufferedAmount > limit) return false;
    channel.send(encode(message));
    return true;
  }
}
