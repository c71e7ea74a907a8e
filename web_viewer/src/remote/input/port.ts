/** Declares what input needs of the session that it goes to. */

import type { Channel, ViewerToAgent } from "@/protocol/viewer_agent.gen";

export interface InputPort {
  readonly mayControl: boolean;
  /** False when it was not sent. */
  input(channel: Channel, message: ViewerToAgent): boolean;
  releaseAll(): void;
}
