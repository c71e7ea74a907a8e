/** Faults of the other side, as plain data with stable codes. */

export { Malformed } from "@/protocol/shape";

/** A signed document, fingerprint or confirmation that does not hold; it ends the session. */
export class Untrusted extends Error {
  readonly code: string;

  constructor(code: string, detail = "") {
    super(detail ? `${code}: ${detail}` : code);
    this.name = "Untrusted";
    this.code = code;
  }
}
