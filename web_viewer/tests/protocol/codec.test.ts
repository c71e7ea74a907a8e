import { describe, expect, test } from "vitest";
import { decode, encode, MAX_DEPTH } from "@/protocol/codec";
import { Malformed, type Shape } from "@/protocol/shape";
import { agentToViewerShape, MAX_BYTES } from "@/protocol/viewer_agent.gen";
import { brokerToViewerShape } from "@/protocol/viewer_broker.gen";

function codeOf(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    if (error instanceof Malformed) return error.code;
    throw error;
  }
  return "taken";
}

const agent = (text: unknown): string => codeOf(() => decode(text, agentToViewerShape, MAX_BYTES));
const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);
const anything: Shape<unknown> = (value) => value;

describe("decode", () => {
  test("gives a message of the link", () => {
    expect(decode('{"type":"screen","width":1920,"height":1080}', agentToViewerShape, MAX_BYTES)).toEqual({
      type: "screen",
      width: 1920,
      height: 1080,
    });
  });

  test("reads bytes from base64 and writes them so", () => {
    const text = encode({ type: "confirm", confirmation: new Uint8Array(32).fill(7) });
    const message = decode(text, agentToViewerShape, MAX_BYTES);
    expect(message).toEqual({ type: "confirm", confirmation: new Uint8Array(32).fill(7) });
  });

  test("looks once at a text that is never closed, however many quotes it holds", () => {
    const quotes = String.raw`\"`.repeat(500_000);
    for (const end of ["", "\\"]) {
      expect(codeOf(() => decode(quotes + end, anything, quotes.length * 2))).toBe("body.not_json");
    }
  });

  test("fills in what may be left out", () => {
    const text = '{"type":"accepted","attempt":1,"accept":"{}","ice_servers":[{"urls":["stun:a"]}]}';
    const message = decode(text, brokerToViewerShape, MAX_BYTES);
    expect(message).toMatchObject({ ice_servers: [{ urls: ["stun:a"], username: null, credential: null }] });
  });

  test.each([
    ["a binary frame", new ArrayBuffer(4), "body.not_text"],
    ["what is not JSON", "{", "body.not_json"],
    ["a bare word", "nothing", "body.not_json"],
    ["a colon without a key", "{:1}", "body.not_json"],
    ["a list", "[]", "body.unexpected"],
    ["null", "null", "body.unexpected"],
    ["no tag", "{}", "body.unexpected"],
    ["a tag of the prototype", '{"type":"constructor"}', "body.unexpected"],
    ["another link's message", '{"type":"proposed"}', "body.unexpected"],
    ["an unknown field", '{"type":"screen","width":1,"height":1,"more":1}', "body.unexpected"],
    ["a missing field", '{"type":"screen","width":1}', "body.unexpected"],
    ["a fraction for a whole number", '{"type":"screen","width":1.5,"height":1}', "body.unexpected"],
    ["a number beyond its limit", '{"type":"screen","width":32768,"height":1}', "body.unexpected"],
    ["a negative number", '{"type":"cursor","x":-1,"y":0}', "body.unexpected"],
    ["infinity", '{"type":"status","capabilities":[],"seconds_left":1e400,"held":false}', "body.unexpected"],
    ["text for a boolean", '{"type":"status","capabilities":[],"seconds_left":1,"held":"no"}', "body.unexpected"],
    ["an unknown word", '{"type":"ended","reason":"bored"}', "body.unexpected"],
    ["a long list", `{"type":"status","capabilities":[${Array(17).fill('"view"').join()}],"seconds_left":1,"held":false}`, "body.unexpected"],
    ["short bytes", '{"type":"confirm","confirmation":"AAAA"}', "body.unexpected"],
    ["what is not base64", `{"type":"confirm","confirmation":"${"*".repeat(44)}"}`, "body.unexpected"],
    ["a lone surrogate", '{"type":"dropped","code":"\\ud800","count":1}', "body.unexpected"],
    ["a long text", `{"type":"dropped","code":"${"x".repeat(65)}","count":1}`, "body.unexpected"],
    ["a key that stands twice", '{"type":"cursor","x":1,"x":2,"y":0}', "body.duplicate_key"],
    ["a key that stands twice in other spelling", '{"type":"cursor","x":1,"\\u0078":2,"y":0}', "body.duplicate_key"],
  ])("refuses %s", (_what, text, code) => {
    expect(agent(text)).toBe(code);
  });

  test("takes the longest text that is allowed, counted in characters", () => {
    expect(agent(`{"type":"dropped","code":"${"😀".repeat(64)}","count":1}`)).toBe("taken");
    expect(agent(`{"type":"dropped","code":"${"😀".repeat(65)}","count":1}`)).toBe("body.unexpected");
  });

  test("measures the size in bytes", () => {
    const fits = `"${"é".repeat(10)}"`;
    expect(codeOf(() => decode(fits, anything, 22))).toBe("taken");
    expect(codeOf(() => decode(fits, anything, 21))).toBe("body.too_large");
  });

  test("stops at the deepest level", () => {
    expect(codeOf(() => decode(nested(MAX_DEPTH), anything, 999))).toBe("taken");
    expect(codeOf(() => decode(nested(MAX_DEPTH + 1), anything, 999))).toBe("body.too_deep");
  });

  test("does not count brackets and colons inside text", () => {
    const text = JSON.stringify({ a: "[[[[[[[[[[[[[[[[[[{{{{:", b: '\\" : :', c: [{ a: 1 }, { a: 2 }] });
    expect(decode(text, anything, 999)).toEqual(JSON.parse(text));
  });
});
