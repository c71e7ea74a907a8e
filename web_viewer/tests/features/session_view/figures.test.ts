import { expect, test } from "vitest";
import { figuresOf, type Report } from "@/features/session_view/figures";

const row = (type: string, id: string, more: object): Report => ({ type, id, timestamp: 1_000, ...more });
const video = row("inbound-rtp", "V", {
  kind: "video",
  codecId: "C",
  bytesReceived: 1_000,
  frameWidth: 1920,
  frameHeight: 1080,
  framesPerSecond: 29.6,
  packetsLost: 3,
});
const codec = row("codec", "C", { mimeType: "video/H264" });
const pair = row("candidate-pair", "P", {
  state: "succeeded",
  nominated: true,
  localCandidateId: "L",
  remoteCandidateId: "R",
  currentRoundTripTime: 0.012,
});
const candidate = (id: string, candidateType: string) => row("remote-candidate", id, { candidateType });

test("figures come from the picture, its codec and the pair that is used", () => {
  const later = { ...video, timestamp: 3_000, bytesReceived: 501_000 };
  expect(figuresOf([later, codec, pair, candidate("L", "host"), candidate("R", "host")], [video])).toEqual({
    width: 1920,
    height: 1080,
    frames: 30,
    codec: "H264",
    megabits: 2,
    lost: 3,
    relayed: false,
    roundTrip: 12,
  });
});

test("a relay on either side is a relayed path", () => {
  expect(figuresOf([pair, candidate("L", "relay"), candidate("R", "host")], null).relayed).toBe(true);
  expect(figuresOf([pair, candidate("L", "host"), candidate("R", "relay")], null).relayed).toBe(true);
});

test("before anything came there are no figures, and no division by nothing", () => {
  expect(figuresOf([], null)).toMatchObject({ codec: "–", megabits: 0, roundTrip: null });
  expect(figuresOf([video], [video]).megabits).toBe(0);
});
