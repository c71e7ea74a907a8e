/** Reads the figures of a connection out of the browser's report; pure. */

/** One row of RTCStatsReport, of whatever kind. */
export interface Report {
  readonly id: string;
  readonly type: string;
  readonly timestamp: number;
  readonly [field: string]: unknown;
}

export interface Figures {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly codec: string;
  readonly megabits: number;
  readonly lost: number;
  /** Of what was sent since the report before, from 0 to 1. */
  readonly lostShare: number;
  readonly relayed: boolean;
  /** Milliseconds there and back; null until it was measured. */
  readonly roundTrip: number | null;
  /** Milliseconds that a picture waits here until all of it is there; null where none came since the report before. */
  readonly gathering: number | null;
  /** Milliseconds to make a picture of it. */
  readonly decoding: number | null;
}

const count = (value: unknown): number => (typeof value === "number" ? value : 0);

function find(report: readonly Report[] | null, type: string): Report | undefined {
  return report?.find((row) => row.type === type && (type !== "inbound-rtp" || row["kind"] === "video"));
}

/** The figures now; rates need the report before. */
export function figuresOf(report: readonly Report[], before: readonly Report[] | null): Figures {
  const video = find(report, "inbound-rtp");
  const last = find(before, "inbound-rtp");
  const codec = report.find((row) => row.id === video?.["codecId"]);
  const since = (field: string): number => (video && last ? Math.max(0, count(video[field]) - count(last[field])) : 0);
  const seconds = video && last ? (video.timestamp - last.timestamp) / 1000 : 0;
  const [lost, arrived] = [since("packetsLost"), since("packetsReceived")];
  /** Mean milliseconds of what the report sums up in seconds. */
  const mean = (sum: string, number: string): number | null =>
    since(number) > 0 ? (1000 * since(sum)) / since(number) : null;
  return {
    width: count(video?.["frameWidth"]),
    height: count(video?.["frameHeight"]),
    frames: Math.round(count(video?.["framesPerSecond"])),
    codec: typeof codec?.["mimeType"] === "string" ? codec["mimeType"].replace("video/", "") : "–",
    megabits: seconds > 0 ? (since("bytesReceived") * 8) / seconds / 1_000_000 : 0,
    lost: count(video?.["packetsLost"]),
    lostShare: lost > 0 ? lost / (lost + arrived) : 0,
    relayed: isRelayed(report),
    roundTrip: roundTripOf(pathOf(report)),
    gathering: mean("jitterBufferDelay", "jitterBufferEmittedCount"),
    decoding: mean("totalDecodeTime", "framesDecoded"),
  };
}

/** The pair of addresses that is used. */
function pathOf(report: readonly Report[]): Report | undefined {
  const pairs = report.filter((row) => row.type === "candidate-pair" && row["state"] === "succeeded");
  return pairs.find((row) => row["nominated"] === true) ?? pairs[0];
}

function roundTripOf(pair: Report | undefined): number | null {
  const seconds = pair?.["currentRoundTripTime"];
  return typeof seconds === "number" ? seconds * 1000 : null;
}

function isRelayed(report: readonly Report[]): boolean {
  const pair = pathOf(report);
  const ends = report.filter((row) => row.id === pair?.["localCandidateId"] || row.id === pair?.["remoteCandidateId"]);
  return ends.some((row) => row["candidateType"] === "relay");
}
