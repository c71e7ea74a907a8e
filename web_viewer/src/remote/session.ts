/** Runs one session as its viewer sees it: link, attempts, what the device says, and how it ends. */

import type { Capability } from "@/protocol/capabilities.gen";
import { CODE_TRIES, type More } from "@/protocol/grant.gen";
import type {
  AgentToViewer,
  Channel,
  CodeFrame,
  Cursor,
  Delays,
  QualityChoice,
  Status,
  ViewerToAgent,
} from "@/protocol/viewer_agent.gen";
import type { BrokerToViewer, Proposed, SessionState } from "@/protocol/viewer_broker.gen";
import { afterAnswer, afterFault, askingNow } from "./asking";
import { Attempt, type AttemptPorts } from "./attempt";
import { equal } from "./bytes";
import { RemoteClipboard } from "./clipboard";
import { checkProposal, compareKey, type CheckedProposal } from "./documents";
import { Malformed, Untrusted } from "./faults";
import { ViewerLink, type LinkPorts } from "./link";
import type { Pins } from "./pins";
import { BEGINNING, type End, type Snapshot } from "./snapshot";
import { Listeners, Store } from "./store";

export interface SessionPorts {
  readonly link: LinkPorts;
  readonly attempt: AttemptPorts;
  readonly pins: Pins;
  now(): number;
}

/** How long the broker has to say who ended it, after the device said that it is over. */
const DETAILS_MS = 5_000;

type ExchangeMessage = Extract<BrokerToViewer, { type: "proposed" | "accepted" | "answered" }>;
type Wish = Extract<ViewerToAgent, { type: "release_all" | "still_here" | "show_monitor" | "choose_quality" | "kept_picture" }>;

export class RemoteSession {
  readonly id: string;
  readonly state = new Store<Snapshot>(BEGINNING);
  readonly cursor = new Store<Cursor | null>(null);
  /** What the device said last of how long pictures take there. */
  readonly delays = new Store<Delays | null>(null);
  readonly link: ViewerLink;
  readonly clipboard: RemoteClipboard;
  readonly #ports: SessionPorts;
  #attempt: Attempt | null = null;
  readonly #freezing = new Listeners<void>();
  readonly #tiling = new Listeners<unknown>();
  /** Calls the listener just before the picture is lost, while the last one can still be kept. */
  readonly onFreeze = this.#freezing.add;
  /** Calls the listener with each message of the channel for exact tiles. */
  readonly onTiles = this.#tiling.add;
  /** Says whether exact tiles can be shown; false when that could not be said. */
  readonly sharpen = (on: boolean): boolean => this.#attempt?.send("control", { type: "sharpen", on }) ?? false;
  readonly stats = async (): Promise<RTCStatsReport | null> => (await this.#attempt?.connection?.getStats()) ?? null;
  #waiting: CheckedProposal | null = null;
  #newest: CheckedProposal | null = null;
  #first: CheckedProposal | null = null;
  /** What was asked for beyond the first proposal. */
  readonly #wished: Capability[] = [];
  #choice: QualityChoice = "auto";
  /** Messages of the exchange are taken one after the other, each whole. */
  #work: Promise<void> = Promise.resolve();

  constructor(id: string, ports: SessionPorts) {
    this.id = id;
    this.#ports = ports;
    this.link = new ViewerLink(ports.link, {
      onMessage: (message) => this.#received(message),
      onMalformed: (fault) => this.#refuse(fault),
    });
    this.clipboard = new RemoteClipboard({
      send: (message) => this.#attempt?.send("bulk", message) ?? false,
      refuse: (fault) => this.#refuse(fault),
    });
  }

  start(): void {
    this.link.start();
  }

  /** Leaves without ending the session: the page is closed. */
  close(): void {
    this.#attempt?.close();
    this.link.close();
  }

  /** Ends the session at once: told to the device directly, and to the broker. */
  off(): void {
    this.#attempt?.send("control", { type: "off" });
    this.link.send({ type: "off" });
  }

  /** Asks the person for control, or for another time from their yes on; they are asked in a window of their own. */
  askMore(more: More, { capabilities = [], seconds = 0 }: { capabilities?: Capability[]; seconds?: number }): void {
    if (!this.link.send({ type: "ask_more", more, capabilities, seconds })) return;
    this.#wished.push(...capabilities);
    this.state.update({ asking: { kind: "asking", more, wanted: capabilities }, fault: null });
  }

  setViewOnly(viewOnly: boolean): void {
    if (viewOnly) this.#attempt?.send("control", { type: "release_all" });
    this.state.update({ viewOnly });
  }

  /** Somebody looked at the warning and goes on with the new key. */
  goOnWithChangedKey(): void {
    const checked = this.#waiting;
    if (checked === null) return;
    this.#waiting = null;
    this.#inTurn(() => this.#ask(checked));
  }

  /** Whether input would be passed on now. */
  get mayControl(): boolean {
    const { step, held, paused, viewOnly, capabilities } = this.state.get();
    return step === "confirmed" && !held && !paused && !viewOnly && capabilities.includes("control");
  }

  /** Sends input; false when it may not be, or the way is full. */
  input(channel: Channel, message: ViewerToAgent): boolean {
    return this.mayControl && (this.#attempt?.send(channel, message) ?? false);
  }

  /** Tells the device what needs no control, or lets go of it; false where there is no way to it now. */
  tell(message: Wish): boolean {
    return this.#attempt?.send("control", message) ?? false;
  }

  /** Lets go of every key and button there, whatever is allowed now. */
  releaseAll(): void {
    this.tell({ type: "release_all" });
  }

  /** Has the picture made for this from now on, also after a way was lost. */
  chooseQuality(choice: QualityChoice): void {
    this.#choice = choice;
    this.tell({ type: "choose_quality", choice });
  }

  #received(message: BrokerToViewer): void {
    if (message.type === "ended") {
      this.#ended(message);
      this.link.close();
      return;
    }
    if (this.state.get().end !== null) return;
    switch (message.type) {
      case "state":
        this.#stateCame(message);
        break;
      case "proposed":
      case "accepted":
      case "answered":
        this.#inTurn(() => this.#exchange(message));
        break;
      case "more_answered":
        this.state.update(afterAnswer(this.state.get(), message));
        break;
      case "fault":
        this.state.update(afterFault(this.state.get(), message));
        break;
      case "ping":
      case "pong":
        break;
      default:
        message satisfies never;
    }
  }

  #stateCame(session: SessionState): void {
    if (session.session !== this.id) {
      this.#refuse(new Untrusted("link.other_session"));
      return;
    }
    const now = this.#ports.now();
    const at = (seconds: number | null): number | null => (seconds === null ? null : now + seconds * 1000);
    const { endsAt } = this.state.get();
    this.state.update({
      at: now,
      session,
      asking: askingNow(this.state.get(), session),
      deadlineAt: at(session.seconds_to_deadline),
      endsAt: at(session.seconds_left) ?? endsAt,
    });
  }

  async #exchange(message: ExchangeMessage): Promise<void> {
    if (this.state.get().step === "refused") return;
    if (message.type === "proposed") {
      await this.#proposed(message);
      return;
    }
    const attempt = this.#attempt;
    // A page that was loaded anew knows nothing of an attempt that was agreed on before: it asks for one of its own.
    if (this.#newest === null && message.type === "accepted") {
      this.link.send({ type: "lost", attempt: message.attempt });
      return;
    }
    // What belongs to an attempt that was given up may still be on its way.
    if (attempt === null || attempt.isClosed || message.attempt < attempt.number) return;
    if (message.type === "accepted") {
      // A link that broke right at the yes is told of it again.
      if (attempt.isRevealed) return;
      const reveal = await attempt.reveal(message);
      if (reveal !== null && this.link.send(reveal)) this.state.update({ step: "accepted" });
    } else {
      if (attempt.isAnswered) return;
      await attempt.answered(message);
      if (!attempt.isConfirmed) this.state.update({ step: "answered" });
    }
  }

  async #proposed(message: Proposed): Promise<void> {
    const { session } = this.state.get();
    const asked = session === null ? null : [...session.asked, ...this.#wished];
    const checked = await checkProposal(message, { session: this.id, asked, first: this.#first, wished: this.#wished });
    if (this.#isLate(checked)) return;
    this.#newest = checked;
    this.#first ??= checked;
    this.#attempt?.close();
    this.#attempt = null;
    this.state.update({ proposal: checked.proposal });
    // A browser that keeps nothing (a private window) knows no key; it must not fail for that.
    const pinned = await this.#ports.pins.read(checked.proposal.device).catch(() => null);
    const key = compareKey(pinned, checked);
    if (key.kind === "changed") this.#keyChanged(checked, key.pinned);
    else await this.#ask(checked);
  }

  /** One that is over or known already; a broker that was started again may begin an unfinished attempt once more. */
  #isLate({ attempt, hash }: CheckedProposal): boolean {
    const newest = this.#newest;
    if (newest === null || attempt > newest.attempt) return false;
    return attempt < newest.attempt || equal(hash, newest.hash) || (this.#attempt?.isRevealed ?? false);
  }

  #keyChanged(checked: CheckedProposal, pinned: string): void {
    const seen = checked.proposal.device_key;
    this.#waiting = checked;
    this.link.send({ type: "device_key_changed", pinned, seen });
    this.state.update({ step: "key_changed", key: { pinned, seen } });
  }

  async #ask(checked: CheckedProposal): Promise<void> {
    const attempt: Attempt = new Attempt(checked, this.#ports.attempt, {
      onConfirmed: (code) => this.#confirmed(attempt, code),
      onMessage: (message) => this.#heard(message),
      onTiles: this.#tiling.tell,
      onLost: () => this.#lost(attempt),
      onFault: (fault) => this.#refuse(fault),
    });
    this.#attempt = attempt;
    this.link.send(await attempt.offer());
    this.state.update({ step: "asked", key: null, fault: null });
  }

  #confirmed(attempt: Attempt, code: string): void {
    const { code: mode, origin } = attempt.checked.proposal;
    // Nobody types it for the device's owner, who is elsewhere.
    if (mode === "type" && origin !== "own") this.state.update({ step: "comparing", code, tries: CODE_TRIES, compared: false });
    else this.#shown(attempt, code, false);
  }

  /** The device says how typing goes; it may want that of its own accord, because the session began so. */
  #codeCame({ matches, tries_left: tries }: CodeFrame): void {
    const attempt = this.#attempt;
    const code = attempt?.code ?? null;
    if (attempt === null || code === null) return;
    if (!matches) this.state.update({ step: "comparing", code, tries });
    else if (this.state.get().step === "comparing") this.#shown(attempt, code, true);
  }

  /** A device shows its screen once the code was typed, or where nobody was asked and so nobody is there to type it. */
  #screenCame(): void {
    const { step, code } = this.state.get();
    if (step === "comparing" && code !== null && this.#attempt !== null) this.#shown(this.#attempt, code, false);
  }

  #shown(attempt: Attempt, code: string, compared: boolean): void {
    const { proposal } = attempt.checked;
    const { activeAt, session } = this.state.get();
    this.link.send({ type: "connected", attempt: attempt.number });
    if (this.#choice !== "auto") attempt.send("control", { type: "choose_quality", choice: this.#choice });
    this.state.update({
      step: "confirmed",
      picture: attempt.picture,
      code: proposal.code === "off" ? null : code,
      compared,
      capabilities: session?.granted ?? [],
      had: session?.granted ?? [],
      activeAt: activeAt ?? this.#ports.now(),
      frozenAt: null,
      held: false,
      paused: false,
      idleEndsAt: null,
    });
    // Where the browser keeps nothing, the next session begins with an unknown key again.
    void this.#ports.pins.write(proposal.device, proposal.device_key).catch(() => undefined);
  }

  #heard(message: AgentToViewer): void {
    switch (message.type) {
      case "screen":
        this.#screenCame();
        this.state.update({ size: { width: message.width, height: message.height } });
        break;
      case "monitors":
        this.state.update({ monitors: message });
        break;
      case "status":
        this.#statusCame(message);
        break;
      case "code":
        this.#codeCame(message);
        break;
      case "cursor":
        this.cursor.set(message);
        break;
      case "clipboard_head":
      case "clipboard_part":
      case "clipboard_state":
        this.clipboard.heard(message);
        break;
      case "delays":
        this.delays.set(message);
        break;
      case "ended":
        this.#ended({ reason: message.reason, by: null, note: null });
        setTimeout(() => this.link.close(), DETAILS_MS);
        break;
      case "confirm":
      case "heartbeat":
      case "dropped":
        break;
      default:
        message satisfies never;
    }
  }

  #statusCame({ capabilities, held, seconds_left, paused, idle_left, quality, kept_pictures }: Status): void {
    const now = this.#ports.now();
    const had = [...new Set([...this.state.get().had, ...capabilities])];
    const idleEndsAt = idle_left === null ? null : now + idle_left * 1000;
    const made = { quality, keptPictures: kept_pictures };
    this.state.update({ at: now, capabilities, had, held, paused, idleEndsAt, endsAt: now + seconds_left * 1000, ...made });
  }

  #lost(attempt: Attempt): void {
    if (attempt !== this.#attempt || this.state.get().end !== null) return;
    const { frozenAt, activeAt } = this.state.get();
    this.#freezing.tell();
    this.clipboard.lost();
    this.link.send({ type: "lost", attempt: attempt.number });
    this.cursor.set(null);
    this.state.update({
      step: "lost",
      frozenAt: activeAt === null ? null : (frozenAt ?? this.#ports.now()),
      code: null,
      compared: false,
      held: false,
      paused: false,
      idleEndsAt: null,
    });
  }

  #ended(end: End): void {
    this.clipboard.lost();
    this.#attempt?.close();
    this.#attempt = null;
    this.cursor.set(null);
    this.state.update({ end: { reason: end.reason, by: end.by, note: end.note }, picture: null, code: null });
  }

  /** Something did not hold: nothing is shown or sent any more, and the session is ended for everybody. */
  #refuse(fault: unknown): void {
    const code = fault instanceof Untrusted || fault instanceof Malformed ? fault.code : "browser.failed";
    this.clipboard.lost();
    this.#attempt?.close();
    this.#attempt = null;
    this.#waiting = null;
    this.cursor.set(null);
    this.link.send({ type: "off" });
    this.state.update({ step: "refused", fault: { code, message: null }, picture: null, code: null });
  }

  #inTurn(body: () => Promise<void>): void {
    this.#work = this.#work.then(body).catch((fault: unknown) => this.#refuse(fault));
  }
}
