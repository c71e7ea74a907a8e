/** Generated from protocol/ by tools/typescript_messages.py; edit the source, never this file. */

export const PROTOCOL_VERSION = 1;
