/** Builds a remote session on the real browser: clock, randomness, WebSocket, WebRTC, storage. */

import { makeIdentity, Peer } from "./peer";
import { browserPins } from "./pins";
import { RemoteSession } from "./session";

// Milliseconds of the epoch, as people read them, on a clock that nobody can set back.
const now = (): number => performance.timeOrigin + performance.now();

export function linkAddress(ticket: string, place: { readonly protocol: string; readonly host: string }): string {
  const scheme = place.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${place.host}/links/viewer?ticket=${encodeURIComponent(ticket)}`;
}

/** The ticket comes from whoever starts it: fetching one is a matter of the API. */
export function browserSession(id: string, ticket: () => Promise<string>): RemoteSession {
  return new RemoteSession(id, {
    now,
    pins: browserPins,
    link: { now, ticket, random: Math.random, open: (one) => new WebSocket(linkAddress(one, window.location)) },
    attempt: {
      now,
      makeIdentity,
      random: () => crypto.getRandomValues(new Uint8Array(32)),
      makePeer: (identity, servers, listener) => new Peer(identity, servers, listener),
    },
  });
}
