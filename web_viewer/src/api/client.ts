/** Calls the broker, and turns every failure into one kind of error with a sentence for a person. */

import { isUnattended } from "./attendance";
import { forgetSeeing, seen, SEE_AS_HEADER } from "./see_as";

const TIME_LIMIT_MS = 20_000;
const STEP_UP_CODES = new Set(["step_up.needed", "step_up.session"]);
// A file of ten megabytes over a slow line, and a look at twenty thousand rows.
const FILE_TIME_LIMIT_MS = 120_000;

/** The sentence for a code in the reader's language, where there is one. */
export type ErrorWords = (code: string, seconds: number | null) => string | null;

let words: ErrorWords = () => null;

/** Says who finds the words for errors; without anybody, the broker's own are read. */
export function sayErrorsBy(find: ErrorWords): void {
  words = find;
}

export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly reference: string | null;
  readonly fields: Record<string, string>;
  readonly retryAfter: number | null;

  constructor(
    status: number,
    body: { code: string; message: string; reference?: string | null; fields?: Record<string, string> | null },
    retryAfter: number | null = null,
  ) {
    const said = words(body.code, retryAfter);
    super(said ?? body.message);
    this.name = "ApiError";
    this.status = status;
    this.code = body.code;
    this.reference = body.reference ?? null;
    const fields = Object.entries(body.fields ?? {});
    this.fields = Object.fromEntries(fields.map(([name, sentence]) => [name, said ?? sentence]));
    this.retryAfter = retryAfter;
  }
}

const unreachable = () =>
  new ApiError(0, { code: "network.unreachable", message: "Handrail cannot be reached. Check your connection." });

async function toError(answer: Response): Promise<ApiError> {
  const waited = Number.parseInt(answer.headers.get("Retry-After") ?? "", 10);
  const retryAfter = Number.isNaN(waited) ? null : waited;
  try {
    const { error } = (await answer.json()) as { error: ConstructorParameters<typeof ApiError>[1] };
    if (typeof error.message === "string") return new ApiError(answer.status, error, retryAfter);
  } catch {
    // Not our form of error, so a proxy in between answered.
  }
  const message = `Handrail answered in a way this page does not know (${answer.status}).`;
  return new ApiError(answer.status, { code: "network.unknown_answer", message }, retryAfter);
}

/** The organization in whose console a page is, as its address says; none at the provider console. */
export function consoleAt(path: string): string | null {
  return /^\/o\/([a-z0-9-]+)(?=\/|$)/.exec(path)?.[1] ?? null;
}

interface How {
  signal?: AbortSignal | undefined;
  /** Asked of the provider console, wherever the page is. */
  outside?: boolean;
  milliseconds?: number;
  /** The answer is a picture and no JSON. */
  image?: boolean;
}

/** Has the person show again that it is them, for something of weight or for a session; gives whether they did. */
export type StepUp = (ways: readonly string[], forSession: boolean) => Promise<boolean>;

let stepUp: StepUp | null = null;

/** Says who asks the person when the broker wants to know again that it is them; null while nobody can. */
export function onStepUpNeeded(ask: StepUp | null): void {
  stepUp = ask;
}

/** Calls the broker; what needs the person to show again that it is them is repeated once they have. */
async function call<T>(path: string, init: RequestInit, how: How = {}): Promise<T> {
  try {
    return await callOnce<T>(path, init, how);
  } catch (error) {
    if (!(error instanceof ApiError) || !STEP_UP_CODES.has(error.code) || stepUp === null) throw error;
    if (!(await stepUp(Object.keys(error.fields), error.code === "step_up.session"))) throw error;
    return callOnce<T>(path, init, how);
  }
}

async function callOnce<T>(path: string, init: RequestInit, how: How): Promise<T> {
  const { signal, outside = false, milliseconds = TIME_LIMIT_MS, image = false } = how;
  const here = outside ? null : consoleAt(globalThis.location?.pathname ?? "/");
  const headers = new Headers(init.headers);
  if (here !== null) headers.set("Handrail-Console", here);
  const limit = AbortSignal.timeout(milliseconds);
  const sight = seen();
  // The broker refuses to change anything for a request that says this.
  if (sight !== null) headers.set(SEE_AS_HEADER, sight.id);
  if (isUnattended(Date.now())) headers.set("Handrail-Unattended", "1");
  let answer: Response;
  try {
    answer = await fetch(`/api${path}`, {
      ...init,
      headers,
      credentials: "same-origin",
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw unreachable();
  }
  if (!answer.ok) {
    const error = await toError(answer);
    // A sign-in that is over takes what was seen over it along.
    if (sight !== null && (error.code === "see_as.over" || error.status === 401)) forgetSeeing();
    throw error;
  }
  if (image) return (await answer.blob()) as T;
  return (answer.status === 204 ? {} : await answer.json()) as T;
}

export type Query = Record<string, string | number | boolean | null | undefined>;

/** The path with its query; empty values are left out. */
export function withQuery(path: string, query: Query): string {
  const parts = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") parts.set(key, String(value));
  }
  const text = parts.toString();
  return text ? `${path}?${text}` : path;
}

export function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return call<T>(withQuery(path, query), { headers: { Accept: "application/json" } }, { signal });
}

export function getOutside<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  return call<T>(withQuery(path, query), { headers: { Accept: "application/json" } }, { signal, outside: true });
}

/** Reads a picture, as whoever this tab reads as. */
export function getImage(path: string, signal?: AbortSignal): Promise<Blob> {
  return call<Blob>(path, { headers: { Accept: "image/png, image/jpeg" } }, { signal, image: true });
}

export function patch<T>(path: string, body: object): Promise<T> {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  return call<T>(path, { method: "PATCH", headers, body: JSON.stringify(body) });
}

export function put<T>(path: string, body: object): Promise<T> {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  return call<T>(path, { method: "PUT", headers, body: JSON.stringify(body) });
}

export function post<T>(path: string, body: object = {}): Promise<T> {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  return call<T>(path, { method: "POST", headers, body: JSON.stringify(body) });
}

export function remove<T>(path: string): Promise<T> {
  return call<T>(path, { method: "DELETE", headers: { Accept: "application/json" } });
}

/** Sends a CSV file as it is. */
export function sendFile<T>(path: string, query: Query, file: Blob): Promise<T> {
  const headers = { "Content-Type": "text/csv", Accept: "application/json" };
  return call<T>(withQuery(path, query), { method: "POST", headers, body: file }, { milliseconds: FILE_TIME_LIMIT_MS });
}

export function postOutside<T>(path: string, body: object = {}): Promise<T> {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  return call<T>(path, { method: "POST", headers, body: JSON.stringify(body) }, { outside: true });
}

/** Sees one's own portal again; said as oneself, whatever this tab shows. */
export async function stopSeeing(id: string): Promise<void> {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  const init = { method: "POST", headers, body: "{}", credentials: "same-origin" as const };
  try {
    await fetch(`/api/see-as/${id}/stop`, { ...init, signal: AbortSignal.timeout(TIME_LIMIT_MS) });
  } finally {
    // Where that was not heard, it ends by itself within the hour.
    forgetSeeing();
  }
}
