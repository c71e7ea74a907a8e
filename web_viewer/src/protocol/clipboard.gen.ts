/** Generated from protocol/ by tools/typescript_messages.py; edit the source, never this file. */
import { oneOf } from "./shape";

export const MAX_TEXT_BYTES = 524288;
export const PART_BYTES = 8192;
export const QUESTION_SECONDS = 30;
export const MOST_TRANSFERS = 200;
export const MOST_IN_VAIN = 3;
export const REST_SECONDS = 600;

/** What a clipboard holds, as far as it can be passed on. */
export const clipboardFormatShape = oneOf(["text"] as const);
export type ClipboardFormat = ReturnType<typeof clipboardFormatShape>;

/** Where one transfer stands; all but the first two are its end. */
export const transferStateShape = oneOf(["ready", "asking", "done", "refused", "no_answer", "nobody_there", "not_given", "taken_back", "paused", "busy", "too_often", "too_large", "empty", "not_text", "broken", "failed"] as const);
export type TransferState = ReturnType<typeof transferStateShape>;
