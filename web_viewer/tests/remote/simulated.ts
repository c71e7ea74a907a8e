/** Stands in for broker and agent: signs real documents, and answers a peer that needs no network. */

import { encode } from "@/protocol/codec";
import type { Accept, Proposal } from "@/protocol/grant.gen";
import { toBase64 } from "@/protocol/shape";
import type { AgentToViewer, Channel, ViewerToAgent } from "@/protocol/viewer_agent.gen";
import type { Accepted, BrokerToViewer, Proposed, Reveal, SessionState, ViewerToBroker } from "@/protocol/viewer_broker.gen";
import { sha256, utf8, type Bytes } from "@/remote/bytes";
import { documentHash, keyHash, preAuthentication } from "@/remote/envelope";
import { confirmation, type Transcript } from "@/remote/exchange";
import type { Identity, Peer, PeerListener } from "@/remote/peer";
import type { Pins } from "@/remote/pins";

export const SESSION = "session";
export const DEVICE = "device";

export class Signer {
  readonly public: Bytes;
  readonly #key: CryptoKey;

  private constructor(publicKey: Bytes, key: CryptoKey) {
    this.public = publicKey;
    this.#key = key;
  }

  static async make(): Promise<Signer> {
    const pair = (await crypto.subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"])) as CryptoKeyPair;
    return new Signer(new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)), pair.privateKey);
  }

  async seal(kind: string, payload: object): Promise<{ sealed: string; hash: Bytes }> {
    const written = utf8(encode(payload));
    const signature = await crypto.subtle.sign("Ed25519", this.#key, preAuthentication(kind, written));
    const k = (await keyHash(this.public)).slice(0, 32);
    const sealed = JSON.stringify({ t: kind, p: toBase64(written), k, s: toBase64(new Uint8Array(signature)) });
    return { sealed, hash: await documentHash(kind, written) };
  }
}

const random = (): Bytes => crypto.getRandomValues(new Uint8Array(32));

const sdpWith = (fingerprint: Bytes): string =>
  `v=0\r\na=fingerprint:sha-256 ${Array.from(fingerprint, (byte) => byte.toString(16).padStart(2, "0")).join(":")}\r\n`;

/** The agent's half of one attempt. */
export class Agent {
  readonly grant: Signer;
  readonly device: Signer;
  readonly fingerprint = random();
  readonly random = random();
  #proposal: { proposal: Proposal; hash: Bytes } | null = null;
  #accept: { hash: Bytes; offer: Bytes } | null = null;

  constructor(grant: Signer, device: Signer) {
    this.grant = grant;
    this.device = device;
  }

  async propose(attempt: number, change: Partial<Proposal> = {}): Promise<Proposed> {
    const proposal: Proposal = {
      version: 1,
      session: SESSION,
      attempt,
      device: DEVICE,
      device_key: await keyHash(this.device.public),
      agent_nonce: random(),
      who: { name: "Technician", email: "t@provider.example", company: "IT provider", signed_in_by: "password" },
      organization: "Org A",
      origin: "offer",
      reason: "Printer",
      request: "",
      attended: true,
      capabilities: ["view", "control"],
      seconds: 1800,
      consent_seconds: 60,
      recording: false,
      code: "show",
      policy: 0,
      previous: null,
      visit: null,
      ...change,
    };
    const { sealed, hash } = await this.grant.seal("handrail.proposal.v1", proposal);
    this.#proposal = { proposal, hash };
    return {
      type: "proposed",
      attempt,
      proposal: sealed,
      device_public: this.device.public,
      grant_public: this.grant.public,
    };
  }

  async accept(offer: string, change: Partial<Accept> = {}): Promise<Accepted> {
    if (this.#proposal === null) throw new Error("nothing was proposed");
    const { proposal, hash } = this.#proposal;
    const offerHash = await documentHash("handrail.offer.v1", utf8(offer));
    const accept: Accept = {
      version: 1,
      session: SESSION,
      attempt: proposal.attempt,
      proposal: hash,
      offer: offerHash,
      decision: "yes",
      asked_person: true,
      in_advance: false,
      capabilities: proposal.capabilities,
      seconds: proposal.seconds,
      fingerprint: this.fingerprint,
      agent_random: this.random,
      ...change,
    };
    const signed = await this.device.seal("handrail.accept.v1", accept);
    this.#accept = { hash: signed.hash, offer: offerHash };
    return { type: "accepted", attempt: proposal.attempt, accept: signed.sealed, ice_servers: [] };
  }

  answer(): string {
    return sdpWith(this.fingerprint);
  }

  /** What this side says over the control channel first. */
  async confirmation(reveal: Reveal): Promise<AgentToViewer> {
    return { type: "confirm", confirmation: await confirmation(this.transcript(reveal), "agent") };
  }

  transcript(reveal: Reveal): Transcript {
    if (this.#proposal === null || this.#accept === null) throw new Error("nothing was accepted");
    return {
      proposal: this.#proposal.hash,
      offer: this.#accept.offer,
      accept: this.#accept.hash,
      viewerFingerprint: reveal.fingerprint,
      viewerRandom: reveal.random,
      agentFingerprint: this.fingerprint,
      agentRandom: this.random,
    };
  }
}

/** A peer without a network: tests play the other side through its listener. */
export class FakePeer {
  readonly sent: [Channel, ViewerToAgent][] = [];
  readonly picture = {} as MediaStream;
  readonly connection = null;
  readonly listener: PeerListener;
  readonly #identity: Identity;
  taken: string | null = null;
  closed = false;

  constructor(identity: Identity, listener: PeerListener) {
    this.#identity = identity;
    this.listener = listener;
  }

  readonly channels = {
    send: (channel: Channel, message: ViewerToAgent): boolean => {
      this.sent.push([channel, message]);
      return true;
    },
  };

  offer(): Promise<string> {
    return Promise.resolve(sdpWith(this.#identity.fingerprint));
  }

  take(answer: string): Promise<void> {
    this.taken = answer;
    return Promise.resolve();
  }

  close(): void {
    this.closed = true;
  }

  asPeer(): Peer {
    return this as unknown as Peer;
  }
}

export async function fakeIdentity(): Promise<Identity> {
  return { certificate: {} as RTCCertificate, fingerprint: await sha256(random()) };
}

export class FakePins implements Pins {
  readonly known = new Map<string, string>();

  read(device: string): Promise<string | null> {
    return Promise.resolve(this.known.get(device) ?? null);
  }

  write(device: string, hash: string): Promise<void> {
    this.known.set(device, hash);
    return Promise.resolve();
  }
}

/** A WebSocket whose other end is the test. */
export class FakeSocket extends EventTarget {
  static readonly made: FakeSocket[] = [];
  readonly received: ViewerToBroker[] = [];
  readyState: number = WebSocket.CONNECTING;

  constructor() {
    super();
    FakeSocket.made.push(this);
  }

  open(): void {
    this.readyState = WebSocket.OPEN;
    this.dispatchEvent(new Event("open"));
  }

  /** The broker says this. */
  say(message: BrokerToViewer | string): void {
    const data = typeof message === "string" ? message : encode(message);
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  send(written: string): void {
    this.received.push(JSON.parse(written) as ViewerToBroker);
  }

  close(): void {
    if (this.readyState === WebSocket.CLOSED) return;
    this.readyState = WebSocket.CLOSED;
    this.dispatchEvent(new Event("close"));
  }

  ofType<Type extends ViewerToBroker["type"]>(type: Type): Extract<ViewerToBroker, { type: Type }>[] {
    return this.received.filter((one): one is Extract<ViewerToBroker, { type: Type }> => one.type === type);
  }

  asWebSocket(): WebSocket {
    return this as unknown as WebSocket;
  }
}

export function stateMessage(change: Partial<SessionState> = {}): SessionState {
  return {
    type: "state",
    session: SESSION,
    state: "approved",
    device_name: "DESK-014",
    device_online: true,
    asked: ["view", "control"],
    granted: null,
    seconds_to_deadline: 60,
    seconds_left: null,
    question_shown: false,
    silence_is_yes: false,
    question: null,
    ...change,
  };
}


/** What a device says of the picture as long as nobody chose anything. */
export const MADE = { quality: "auto", kept_pictures: 0 } as const;
