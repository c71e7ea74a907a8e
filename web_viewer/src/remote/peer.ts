/** Holds the connection to the agent: one fresh certificate, a picture to receive, the agreed channels. */

import type { IceServer } from "@/protocol/agent_broker.gen";
import { equal, fromHex, type Bytes } from "./bytes";
import { Channels, type ChannelsListener } from "./channels";
import { Untrusted } from "./faults";
import { fingerprintOf } from "./sdp";

const GATHER_MS = 2_000;
const CERTIFICATE = { name: "ECDSA", namedCurve: "P-256" } as const;

export interface PeerListener extends ChannelsListener {
  onState(state: RTCPeerConnectionState): void;
}

/** A certificate that serves one attempt, and its sha-256 fingerprint. */
export interface Identity {
  readonly certificate: RTCCertificate;
  readonly fingerprint: Bytes;
}

export async function makeIdentity(): Promise<Identity> {
  const certificate = await RTCPeerConnection.generateCertificate(CERTIFICATE);
  const stated = certificate.getFingerprints?.().find((one) => one.algorithm?.toLowerCase() === "sha-256")?.value;
  if (stated !== undefined) return { certificate, fingerprint: fromHex(stated.replaceAll(":", "")) };
  // A browser that does not tell it still writes it into every description.
  const connection = new RTCPeerConnection({ certificates: [certificate] });
  try {
    connection.createDataChannel("control");
    const { sdp } = await connection.createOffer();
    return { certificate, fingerprint: fingerprintOf(sdp ?? "") };
  } finally {
    connection.close();
  }
}

/** H.264 first, then VP8, which every browser has; the rest only makes the description long. */
export function preferred<Codec extends { readonly mimeType: string }>(codecs: readonly Codec[]): Codec[] {
  const named = (name: string) => codecs.filter((codec) => codec.mimeType.toLowerCase() === name);
  const chosen = [...named("video/h264"), ...named("video/vp8")];
  return chosen.length > 0 ? [...chosen, ...named("video/rtx")] : [];
}

/** The servers in the browser's form; a server without a credential is STUN. */
export function toIceServers(servers: readonly IceServer[]): RTCIceServer[] {
  return servers.map(({ urls, username, credential }) => ({
    urls: [...urls],
    ...(username === null ? {} : { username }),
    ...(credential === null ? {} : { credential }),
  }));
}

export class Peer {
  readonly channels: Channels;
  readonly connection: RTCPeerConnection;
  readonly #transceiver: RTCRtpTransceiver;

  constructor(identity: Identity, servers: readonly IceServer[], listener: PeerListener) {
    this.connection = new RTCPeerConnection({
      certificates: [identity.certificate],
      iceServers: toIceServers(servers),
      bundlePolicy: "max-bundle",
      rtcpMuxPolicy: "require",
    });
    this.channels = new Channels(this.connection, listener);
    this.#transceiver = this.connection.addTransceiver("video", { direction: "recvonly" });
    const codecs = preferred(RTCRtpReceiver.getCapabilities("video")?.codecs ?? []);
    if (codecs.length > 0) this.#transceiver.setCodecPreferences?.(codecs);
    this.#showAtOnce();
    this.connection.addEventListener("connectionstatechange", () => listener.onState(this.connection.connectionState));
  }

  /** The picture, to be shown only after both confirmations held. */
  get picture(): MediaStream {
    return new MediaStream([this.#transceiver.receiver.track]);
  }

  /** The whole offer with its candidates, or with those found within two seconds. */
  async offer(): Promise<string> {
    await this.connection.setLocalDescription();
    await this.#gathered();
    return this.connection.localDescription?.sdp ?? "";
  }

  /** Takes the agent's answer, if it carries exactly the fingerprint that the device signed for. */
  async take(answer: string, fingerprint: Bytes): Promise<void> {
    if (!equal(fingerprintOf(answer), fingerprint)) throw new Untrusted("answer.other_fingerprint");
    try {
      await this.connection.setRemoteDescription({ type: "answer", sdp: answer });
    } catch {
      throw new Untrusted("answer.not_usable");
    }
  }

  close(): void {
    this.connection.close();
  }

  #gathered(): Promise<void> {
    const { connection } = this;
    return new Promise((resolve) => {
      const look = () => {
        if (connection.iceGatheringState === "complete") resolve();
      };
      connection.addEventListener("icegatheringstatechange", look);
      setTimeout(resolve, GATHER_MS);
      look();
    });
  }

  /** A screen is not a film: each frame is shown as it comes. */
  #showAtOnce(): void {
    const receiver = this.#transceiver.receiver as RTCRtpReceiver & { playoutDelayHint?: number | null };
    if ("jitterBufferTarget" in receiver) receiver.jitterBufferTarget = 0;
    if ("playoutDelayHint" in receiver) receiver.playoutDelayHint = 0;
  }
}
