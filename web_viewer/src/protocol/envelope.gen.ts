/** Generated from protocol/ by tools/typescript_messages.py; edit the source, never this file. */
import { record, text, type Shape } from "./shape";

export const MAX_ENVELOPE_BYTES = 12288;

/** A type, a payload (base64), the id of the key and its signature (base64). */
export interface Envelope {
  readonly t: string;
  readonly p: string;
  readonly k: string;
  readonly s: string;
}
export const envelopeShape: Shape<Envelope> = record<Envelope>({
  t: text({}),
  p: text({}),
  k: text({}),
  s: text({}),
});
