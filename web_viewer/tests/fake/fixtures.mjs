/** Made-up people, devices and sessions for trying the pages without a broker. */

const minutes = (count) => new Date(Date.now() + count * 60_000).toISOString();
const id = (text) => text.padEnd(26, "a").slice(0, 26);
export const organizations = [
  { id: id("orga"), name: "Org A", slug: "org-a" },
  { id: id("orgb"), name: "Org B, with a name that is sixty characters long, no less", slug: "org-b" },
];
const everything = Object.fromEntries(
  ["device:read", "device:enrol", "session:read", "session:offer", "session:approve", "session:terminate", "audit:read", "account:read"].map((p) => [p, "all"]),
);

export const accounts = {
  admin: { name: "Provider administrator", kind: "staff", permissions: everything },
  technician: { name: "Duty technician", kind: "staff", permissions: { ...everything, "audit:read": [] } },
  auditor: { name: "Auditor", kind: "staff", permissions: { "session:read": "all", "session:terminate": "all", "audit:read": "all", "device:read": "all" } },
  end_user: { name: "Accounts assistant", kind: "end_user", permissions: { "session:request": [organizations[0].id] } },
};

export function me(who) {
  const { name, kind, permissions } = accounts[who];
  return {
    account: { id: id(who), name, email: `${who}@provider.example`, phone: kind === "end_user" ? "214" : null, kind, organization: kind === "end_user" ? organizations[0] : null },
    permissions,
    organizations,
    instance: { name: "Handrail", version: "0.1.0" },
  };
}

const PRESENCES = ["online", "online", "locked", "empty", "in_session", "offline"];
const WHY = { locked: "no_session", empty: "no_session", in_session: "in_session", offline: "offline" };

export function device(number) {
  const presence = PRESENCES[number % PRESENCES.length];
  return {
    id: id(`device${String(number).padStart(6, "2").replaceAll("0", "z").replaceAll("1", "y").replaceAll("8", "w").replaceAll("9", "x")}`),
    name: number === 3 ? "WAREHOUSE-SCANNER-WITH-A-NAME-OF-SIXTY-CHARACTERS-IN-ALL-0003" : `DESK-${String(number).padStart(3, "0")}`,
    organization: organizations[number % 2],
    system: number % 3 ? "Windows 11" : "Debian 12",
    presence,
    person: presence === "online" || presence === "in_session" ? "Accounts assistant" : null,
    assigned_user: number % 4 ? { id: id("user"), name: "Reception" } : null,
    last_seen_at: minutes(-number * 7),
    agent_version: "0.1.0",
    live_session_id: presence === "in_session" ? sessions[2].id : null,
    support: { allowed: presence === "online", reason: WHY[presence] ?? null, switched_off: false, start: presence === "online" ? "ask" : "none", start_of_request: presence === "online" ? "ask" : "none", consent_seconds: 60, silence: "deny", capabilities: ["view", "control"], unattended: { possible: false, lack: "switched_off", off_by: null, start: "none", needs_approval: true, needs_reason: true, known: false } },
  };
}

function session(name, state, more) {
  return {
    id: id(name), short: name.slice(0, 3).toUpperCase(), state, origin: "request", organization: organizations[0],
    device: { id: device0, name: "DESK-014" }, person: { name: "Accounts assistant", email: "end_user@org-a.example", phone: "214" },
    technician: null, reason: "The invoice program closes when I print.", capabilities_asked: ["view", "control", "chat"], capabilities: null,
    seconds: 1800, created_at: minutes(-4), deadline: minutes(400), consented_at: null, active_since: null, expires_at: null, ended_at: null,
    end: null, note: null, place_in_line: null, recording: "off", ...more,
  };
}
const device0 = id("device222z");
const technician = { id: id("admin"), name: "Provider administrator", email: "admin@provider.example" };
const granted = { technician, capabilities: ["view", "control", "chat"], consented_at: minutes(-12) };

export const sessions = [
  session("waitone", "requested", { place_in_line: 2 }),
  session("waittwo", "requested", { created_at: minutes(-1), person: { name: "Reception", email: "reception@org-a.example", phone: null }, organization: organizations[1], device: null, reason: "My screen went black and then showed many words. ".repeat(9) }),
  session("livefive", "active", { ...granted, active_since: minutes(-12), expires_at: minutes(18), created_at: minutes(-14) }),
  session("asking", "asking_consent", { technician, origin: "offer", created_at: minutes(-0.5) }),
  session("endone", "ended", { ...granted, created_at: minutes(-90), active_since: minutes(-88), ended_at: minutes(-60), end: { reason: "done_at_device", by: "Accounts assistant", note: null } }),
  session("endtwo", "ended", { technician, created_at: minutes(-9000), ended_at: minutes(-8990), note: "Call me first.", end: { reason: "denied", by: "Provider administrator", note: "Not today, call the desk." } }),
];

const SENTENCES = [
  ["session.consented", "Accounts assistant said yes to view and control, 30 min"],
  ["session.offered", "Provider administrator asked for view and control on DESK-014"],
  ["session.requested", "Accounts assistant asked for help: “The invoice program closes when I print.”"],
  ["sign_in.refused", "Somebody at 192.0.2.7 tried to sign in and was refused 3 times"],
];

export function entry(number) {
  const [kind, sentence] = SENTENCES[number % SENTENCES.length];
  return {
    id: id(`entry${number}b`.replaceAll("0", "z").replaceAll("1", "y").replaceAll("8", "w").replaceAll("9", "x")), organization: number % 4 === 3 ? null : organizations[0], sequence: 1204551 - number, at: minutes(-number * 11), kind,
    actor: { kind: "account", id: id("admin"), name: "Provider administrator" }, device: { id: device0, name: "DESK-014" },
    session_id: number % 4 === 3 ? null : sessions[2].id, sentence, detail: { capabilities: ["view", "control"], seconds: 1800 }, hash: "9c1e".repeat(16),
  };
}
