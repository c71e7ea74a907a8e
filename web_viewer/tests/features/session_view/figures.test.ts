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
    lostShare: 0,
    relayed: false,
    roundTrip: 12,
    gathering: null,
    decoding: null,
  });
});

test("delays and loss are of what came since the report before", () => {
  const before = { ...video, totalDecodeTime: 1, framesDecoded: 100, jitterBufferDelay: 2, jitterBufferEmittedCount: 100, packetsReceived: 1_000 };
  const now = { ...before, timestamp: 2_000, totalDecodeTime: 1.1, framesDecoded: 120, jitterBufferDelay: 2.02, jitterBufferEmittedCount: 120, packetsReceived: 1_190, packetsLost: 13 };
  const found = figuresOf([now], [before]);
  expect(found.decoding).toBeCloseTo(5);
  expect(found.gathering).toBeCloseTo(1);
  expect(found.lostShare).toBeCloseTo(0.05);
  expect(figuresOf([now], [now])).toMatchObject({ decoding: null, gathering: null, lostShare: 0 });
});

test("a relay on either side is a relayed path", () => {
  expect(figuresOf([pair, candidate("L", "relay"), candidate("R", "host")], null).relayed).toBe(true);
  expect(figuresOf([pair, candidate("L", "host"), candidate("R", "relay")], null).relayed).toBe(true);
});

test("before anything came there are no figures, and no division by nothing", () => {
  expect(figuresOf([], null)).toMatchObject({ codec: "–", megabits: 0, roundTrip: null });
  expect(figuresOf([video], [video]).megabits).toBe(0);
});
