/** Leads one attempt from proposal to confirmation, and carries its messages from then on. */

import type { IceServer } from "@/protocol/agent_broker.gen";
import type { AgentToViewer, Channel, ViewerToAgent } from "@/protocol/viewer_agent.gen";
import type { Accepted, Answered, OfferFrame, Reveal } from "@/protocol/viewer_broker.gen";
import { equal, type Bytes } from "./bytes";
import { checkAccept, makeOffer, transcriptOf, type CheckedAccept, type CheckedProposal, type MadeOffer } from "./documents";
import { confirmation, verificationCode, type Transcript } from "./exchange";
import { Untrusted } from "./faults";
import { Heartbeats } from "./heartbeat";
import type { Identity, Peer, PeerListener } from "./peer";
import { fingerprintOf } from "./sdp";

export interface AttemptPorts {
  now(): number;
  random(): Bytes;
  makeIdentity(): Promise<Identity>;
  makePeer(identity: Identity, servers: readonly IceServer[], listener: PeerListener): Peer;
}

export interface AttemptListener {
  /** Both confirmations hold: from here on the picture may be shown and input sent. */
  onConfirmed(code: string): void;
  onMessage(message: AgentToViewer): void;
  /** A message of the channel for exact tiles, as it came. */
  onTiles(source: unknown): void;
  /** Called while the last picture can still be read. */
  onLost(): void;
  onFault(fault: unknown): void;
}

const CONNECT_MS = 20_000;

type Stage =
  | { readonly kind: "proposed" }
  | { readonly kind: "offered"; readonly identity: Identity; readonly offer: MadeOffer }
  | { readonly kind: "revealed"; readonly accept: CheckedAccept; readonly transcript: Transcript }
  | { readonly kind: "confirmed" }
  | { readonly kind: "closed" };

export class Attempt {
  readonly checked: CheckedProposal;
  readonly #ports: AttemptPorts;
  readonly #listener: AttemptListener;
  #stage: Stage = { kind: "proposed" };
  #peer: Peer | null = null;
  #heartbeats: Heartbeats | null = null;
  #code: string | null = null;
  #limit: ReturnType<typeof setTimeout> | undefined;
  /** Messages that come while the confirmation is being computed. */
  #early: AgentToViewer[] | null = null;
  #isLosing = false;
  #isAnswered = false;

  constructor(checked: CheckedProposal, ports: AttemptPorts, listener: AttemptListener) {
    this.checked = checked;
    this.#ports = ports;
    this.#listener = listener;
  }

  get number(): number {
    return this.checked.attempt;
  }

  get isConfirmed(): boolean {
    return this.#stage.kind === "confirmed";
  }

  /** Whether the device's yes was taken. */
  get isRevealed(): boolean {
    return this.#stage.kind === "revealed" || this.#stage.kind === "confirmed";
  }

  /** Whether the device's session description was taken; another one would be for nobody. */
  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  get isClosed(): boolean {
    return this.#stage.kind === "closed";
  }

  /** The picture, once both confirmations held. */
  get picture(): MediaStream | null {
    return this.isConfirmed ? (this.#peer?.picture ?? null) : null;
  }

  get connection(): RTCPeerConnection | null {
    return this.#peer?.connection ?? null;
  }

  /** A fresh certificate, and the offer that commits to it. */
  async offer(): Promise<OfferFrame> {
    const identity = await this.#ports.makeIdentity();
    const offer = await makeOffer(this.checked, identity.fingerprint, this.#ports.random());
    if (!this.isClosed) this.#stage = { kind: "offered", identity, offer };
    return { type: "offer", attempt: this.number, offer: offer.text };
  }

  /** Checks the device's answer, then shows this side's fingerprint with its session description. */
  async reveal(accepted: Accepted): Promise<Reveal | null> {
    const stage = this.#stage;
    if (stage.kind !== "offered") throw new Untrusted("accept.out_of_order");
    const accept = await checkAccept(accepted, this.checked, stage.offer);
    if (this.isClosed) return null;
    const { fingerprint, random } = stage.offer;
    this.#stage = { kind: "revealed", accept, transcript: transcriptOf(this.checked, stage.offer, accept) };
    this.#peer = this.#ports.makePeer(stage.identity, accepted.ice_servers, this.#peerListener());
    const sdp = await this.#peer.offer();
    if (this.isClosed) return null;
    if (!equal(fingerprintOf(sdp), fingerprint)) throw new Untrusted("offer.other_fingerprint");
    this.#limit = setTimeout(() => this.#lost(), CONNECT_MS);
    return { type: "reveal", attempt: this.number, fingerprint, random, sdp };
  }

  async answered(answered: Answered): Promise<void> {
    const stage = this.#stage;
    if (stage.kind !== "revealed" || this.#peer === null) throw new Untrusted("answer.out_of_order");
    if (answered.attempt !== this.number) throw new Untrusted("answer.other_attempt");
    this.#isAnswered = true;
    await this.#peer.take(answered.sdp, stage.accept.fingerprint);
  }

  /** The six digits of this attempt; null before it is confirmed. */
  get code(): string | null {
    return this.#code;
  }

  send(channel: Channel, message: ViewerToAgent): boolean {
    return this.isConfirmed && (this.#peer?.channels.send(channel, message) ?? false);
  }

  close(): void {
    this.#stage = { kind: "closed" };
    clearTimeout(this.#limit);
    this.#heartbeats?.stop();
    this.#peer?.close();
  }

  #peerListener(): PeerListener {
    return {
      onOpen: () => void this.#confirm(),
      onMessage: (channel, message) => void this.#received(channel, message),
      onMalformed: (fault) => this.#fail(fault),
      onTiles: (source) => {
        if (this.isConfirmed) this.#listener.onTiles(source);
      },
      onClose: () => this.#lost(),
      onState: (state) => {
        if (state === "failed" || state === "disconnected" || state === "closed") this.#lost();
      },
    };
  }

  async #confirm(): Promise<void> {
    const stage = this.#stage;
    if (stage.kind !== "revealed") return;
    const mine = await confirmation(stage.transcript, "viewer");
    this.#peer?.channels.send("control", { type: "confirm", confirmation: mine });
  }

  async #received(channel: Channel, message: AgentToViewer): Promise<void> {
    const stage = this.#stage;
    if (stage.kind === "confirmed") {
      if (message.type === "confirm") this.#fail(new Untrusted("confirm.twice"));
      else if (message.type === "heartbeat") this.#heartbeats?.heard(message);
      else this.#listener.onMessage(message);
      return;
    }
    if (stage.kind !== "revealed") return;
    if (this.#early !== null) {
      this.#keep(message);
      return;
    }
    if (channel !== "control" || message.type !== "confirm") {
      // Another channel may be faster than the confirmation, and has no order to it.
      if (channel === "control") this.#fail(new Untrusted("confirm.missing"));
      return;
    }
    await this.#compare(message.confirmation, stage.transcript);
  }

  #keep(message: AgentToViewer): void {
    if (this.#early === null) return;
    if (this.#early.length >= 64) this.#fail(new Untrusted("confirm.flooded"));
    else this.#early.push(message);
  }

  async #compare(theirs: Bytes, transcript: Transcript): Promise<void> {
    this.#early = [];
    const expected = await confirmation(transcript, "agent");
    const code = await verificationCode(transcript);
    if (this.isClosed) return;
    if (!equal(theirs, expected)) {
      this.#fail(new Untrusted("confirm.other_transcript"));
      return;
    }
    clearTimeout(this.#limit);
    this.#stage = { kind: "confirmed" };
    this.#heartbeats = new Heartbeats({
      now: this.#ports.now,
      send: (beat) => this.send("control", beat),
      onSilence: () => this.#lost(),
    });
    this.#code = code;
    this.#listener.onConfirmed(code);
    const early = this.#early;
    this.#early = null;
    for (const message of early) void this.#received("control", message);
  }

  #lost(): void {
    if (this.isClosed || this.#isLosing) return;
    this.#isLosing = true;
    this.#listener.onLost();
    this.close();
  }

  #fail(fault: unknown): void {
    if (this.isClosed) return;
    this.close();
    this.#listener.onFault(fault);
  }
}
