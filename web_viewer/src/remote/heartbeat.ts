/** Beats once a second over the control channel, and notices when the other side fell silent. */

import { HEARTBEAT_SECONDS, RELEASE_AFTER_SECONDS, type Heartbeat } from "@/protocol/viewer_agent.gen";

export interface HeartbeatPorts {
  now(): number;
  send(beat: Heartbeat): void;
  onSilence(): void;
}

export class Heartbeats {
  readonly #ports: HeartbeatPorts;
  readonly #timer: ReturnType<typeof setInterval>;
  #number = 0;
  #echo: number | null = null;
  #heardAt: number;
  #tickedAt: number;

  constructor(ports: HeartbeatPorts) {
    this.#ports = ports;
    this.#heardAt = ports.now();
    this.#tickedAt = this.#heardAt;
    this.#timer = setInterval(() => this.#tick(), HEARTBEAT_SECONDS * 1000);
    this.#beat();
  }

  heard(beat: Heartbeat): void {
    this.#heardAt = this.#ports.now();
    this.#echo = beat.number;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const now = this.#ports.now();
    // A page that was put to sleep did not listen: its own gap says nothing about the other side.
    const slept = now - this.#tickedAt > RELEASE_AFTER_SECONDS * 1000;
    this.#tickedAt = now;
    if (slept) this.#heardAt = now;
    if (now - this.#heardAt > RELEASE_AFTER_SECONDS * 1000) {
      this.stop();
      this.#ports.onSilence();
      return;
    }
    this.#beat();
  }

  #beat(): void {
    this.#ports.send({ type: "heartbeat", number: this.#number++, echo: this.#echo });
  }
}
