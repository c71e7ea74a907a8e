/** Generated from protocol/ by tools/typescript_messages.py; edit the source, never this file. */
import { oneOf } from "./shape";

/** One thing that a session may do on a device. */
export const capabilityShape = oneOf(["view", "control", "chat", "clipboard_in", "clipboard_out", "files_in", "files_out"] as const);
export type Capability = ReturnType<typeof capabilityShape>;
