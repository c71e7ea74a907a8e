/** Generated from protocol/ by tools/typescript_messages.py; edit the source, never this file. */
import { list, nullable, optional, record, text, type Shape } from "./shape";

/** One STUN or TURN server with this session's credential. */
export interface IceServer {
  readonly urls: readonly string[];
  readonly username: string | null;
  readonly credential: string | null;
}
export const iceServerShape: Shape<IceServer> = record<IceServer>({
  urls: list(text({ max: 200 }), { max: 8 }),
  username: optional(nullable(text({ max: 200 })), null),
  credential: optional(nullable(text({ max: 200 })), null),
});
