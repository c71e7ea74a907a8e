/** A stand-in for the broker: serves the built pages under the same content policy, and answers the API from fixtures.
 *
 * `node tests/fake/broker.mjs [port]` prints its address. POST /fake {who, scene, devices} changes what it plays:
 * scene is full, empty, error, slow or stale. It is for trying pages; it checks nothing.
 */

import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "ws";
import { accounts, device, entry, me, organizations, sessions } from "./fixtures.mjs";

const root = fileURLToPath(new URL("../../dist", import.meta.url));
const TYPES = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2", ".html": "text/html" };
const play = { who: "admin", scene: "full", devices: 100_214 };
const sockets = new Set();

const json = (response, status, body) => {
  response.writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" });
  response.end(JSON.stringify(body));
};
const fault = (response, status, code, message, reference = null) =>
  json(response, status, { error: { code, message, reference, fields: null } });
const page = (items, total = items.length) => ({ items, next: null, total });

function devicesPage(query) {
  const q = (query.get("q") ?? "").toLowerCase();
  const presence = query.get("presence");
  const total = play.scene === "empty" ? 0 : play.devices;
  const start = Number(query.get("cursor") ?? 0);
  if (q || presence) {
    const found = Array.from({ length: Math.min(total, 300) }, (_, n) => device(n)).filter(
      (each) => each.name.toLowerCase().includes(q) && (!presence || each.presence === presence),
    );
    return page(found);
  }
  const end = Math.min(start + 200, total);
  return { items: Array.from({ length: end - start }, (_, n) => device(start + n)), next: end < total ? String(end) : null, total };
}

function sessionsPage(query) {
  if (play.scene === "empty") return page([]);
  const state = query.get("state");
  let found = sessions;
  if (state === "requested") found = found.filter((each) => each.state === "requested");
  if (state === "live") found = found.filter((each) => ["active", "asking_consent"].includes(each.state));
  if (state === "ended") found = found.filter((each) => each.state === "ended");
  if (query.get("q")) found = found.filter((each) => each.reason.includes(query.get("q")));
  if (play.who === "end_user") found = found.filter((each) => each.person.name === "Accounts assistant");
  return page(found);
}

const timeline = () => [3, 2, 1, 0].map((n) => entry(n));

const READS = {
  "/me": () => me(play.who),
  "/organizations": () => page(organizations),
  "/accounts": () => page([]),
  "/devices": devicesPage,
  "/sessions": sessionsPage,
  "/audit": (query) => page(play.scene === "empty" || query.get("q") === "nothing" ? [] : Array.from({ length: 40 }, (_, n) => entry(n))),
  "/audit/state": () => ({ ok: true, verified_to: 1204551, checked_at: new Date().toISOString(), broken_at: null, waiting: 12 }),
};

function read(path, query, response) {
  if (play.who === "nobody") return fault(response, 401, "sign_in.needed", "Sign in first.");
  if (path === "/me") return json(response, 200, READS["/me"]());
  if (play.scene === "error") return fault(response, 500, "internal", "This failed by our fault.", "7F3K");
  if (READS[path]) return json(response, 200, READS[path](query));
  const one = /^\/(devices|sessions)\/([a-z2-7]+)$/.exec(path);
  if (one?.[1] === "sessions") {
    const found = sessions.find((each) => each.id === one[2]);
    if (found) return json(response, 200, { ...found, timeline: timeline(), picture: null });
  }
  if (one?.[1] === "devices" && !one[2].startsWith("missing")) {
    return json(response, 200, {
      ...device(0), id: one[2], name: "DESK-014", displays: [{ name: "Left", width: 1920, height: 1080 }, { name: "Right", width: 1280, height: 1024 }],
      addresses: ["192.0.2.14"], key_hash: "4fa1".repeat(16), known_visitors: [], enrolled_at: new Date(Date.now() - 3e9).toISOString(),
    });
  }
  return fault(response, 404, "not_found", "Nothing here for you.");
}

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path d="M0 0h3v3h-3zM7 0h3v3h-3zM0 7h3v3h-3zM4 4h2v2h-2z"/></svg>';
const WRITES = {
  "/sign-in": (body) => (body.password === "wrong" ? null : { next: body.email.startsWith("new") ? "set_up_code" : "code", ways: ["app", "recovery_code"] }),
  "/sign-in/code": (body) => (body.code === "000000" ? null : (play.who = "admin", { next: "signed_in" })),
  "/sign-in/recovery-code": () => ({ next: "signed_in" }),
  "/sign-in/totp-set-up": () => ({ secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", uri: "otpauth://totp/x", qr_svg: SVG }),
  "/sign-in/totp-confirm": () => ({ next: "signed_in", recovery_codes: Array.from({ length: 10 }, (_, n) => `abcd-efg${n}`) }),
  "/sign-out": () => ((play.who = "nobody"), {}),
  "/tickets": () => (play.scene === "stale" ? null : { ticket: "once" }),
  "/enrolment-tokens": () => ({ token: "t", command: "handrail-agent enroll https://support.provider.example 7h3k2m5q.0f1e2d3c4b5a69788796a5b4c3d2e1f0", expires_at: new Date(Date.now() + 3_600_000).toISOString() }),
  "/sessions": () => sessions[3],
  "/requests": () => sessions[0],
};

async function write(path, request, response) {
  let text = "";
  for await (const chunk of request) text += chunk;
  const body = JSON.parse(text || "{}");
  const answer = WRITES[path]?.(body) ?? (path.startsWith("/sessions/") ? sessions[4] : null);
  if (answer) return json(response, 200, answer);
  if (path.startsWith("/sign-in")) return fault(response, 401, "sign_in.failed", path === "/sign-in" ? "That did not work. Check e-mail and password." : "That code did not work.");
  return fault(response, 503, "unavailable", "Not now.");
}

function serveFile(path, response) {
  const file = normalize(join(root, path));
  const found = file.startsWith(root) && existsSync(file) && statSync(file).isFile();
  if (found && path !== "/index.html") {
    response.writeHead(200, { "Content-Type": TYPES[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
    return;
  }
  const nonce = crypto.randomUUID().replaceAll("-", "");
  response.writeHead(200, {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data: blob:; font-src 'self'; media-src 'self' blob:; connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  });
  response.end(readFileSync(join(root, "index.html"), "utf-8").replace("__CSP_NONCE__", nonce));
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://localhost");
  if (url.pathname === "/fake") {
    let text = "";
    for await (const chunk of request) text += chunk;
    Object.assign(play, JSON.parse(text));
    if (play.scene === "stale") for (const socket of sockets) socket.close();
    return json(response, 200, { ...play, accounts: Object.keys(accounts) });
  }
  if (!url.pathname.startsWith("/api/")) return serveFile(url.pathname, response);
  const path = url.pathname.slice(4);
  if (play.scene === "slow" && request.method === "GET" && path !== "/me") await new Promise((go) => setTimeout(go, 3_000));
  return request.method === "GET" ? read(path, url.searchParams, response) : write(path, request, response);
});
const links = new WebSocketServer({ server, path: "/links/portal" });
links.on("connection", (socket) => {
  sockets.add(socket);
  socket.on("message", (text) => {
    const message = JSON.parse(text);
    if (message.type === "ping") socket.send(JSON.stringify({ type: "pong", number: message.number }));
  });
  socket.on("close", () => sockets.delete(socket));
});
server.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => process.stdout.write(`http://127.0.0.1:${server.address().port}\n`));
