/** What the broker's HTTP API sends and takes. */

export type Presence = "online" | "locked" | "empty" | "in_session" | "offline";
export type Capability = "view" | "control" | "chat" | "clipboard_in" | "clipboard_out" | "files_in" | "files_out";
export type SessionState =
  | "requested"
  | "approved"
  | "asking_consent"
  | "granted"
  | "connecting"
  | "active"
  | "interrupted"
  | "ended";

export interface Named {
  id: string;
  name: string;
}

export interface Page<T> {
  items: T[];
  next: string | null;
  total: number;
}

export interface Organization extends Named {
  slug: string;
}

export interface Me {
  account: Named & {
    email: string;
    phone: string | null;
    kind: "staff" | "end_user";
    organization: Organization | null;
  };
  permissions: Record<string, "all" | string[]>;
  organizations: Organization[];
  instance: { name: string; version: string };
}

export interface Account extends Named {
  email: string;
  kind: "staff" | "end_user";
  organization: Named | null;
}

export interface Device extends Named {
  organization: Named;
  system: string;
  presence: Presence;
  person: string | null;
  assigned_user: Named | null;
  last_seen_at: string | null;
  agent_version: string | null;
  live_session_id: string | null;
  support: { allowed: boolean; reason: string | null };
}

export interface DeviceDetail extends Device {
  displays: { name: string; width: number; height: number }[];
  addresses: string[];
  key_hash: string;
  enrolled_at: string;
}

export interface SessionEnd {
  reason: string;
  by: string | null;
  note: string | null;
}

export interface Session {
  id: string;
  short: string;
  state: SessionState;
  origin: "request" | "offer";
  organization: Named;
  device: Named | null;
  person: { name: string; email: string; phone: string } | null;
  technician: (Named & { email: string }) | null;
  reason: string;
  capabilities_asked: string[];
  capabilities: string[] | null;
  seconds: number;
  created_at: string;
  deadline: string | null;
  consented_at: string | null;
  active_since: string | null;
  expires_at: string | null;
  ended_at: string | null;
  end: SessionEnd | null;
  note: string | null;
  place_in_line: number | null;
  recording: string;
}

export interface SessionDetail extends Session {
  timeline: Entry[];
}

export interface Entry {
  id: string;
  organization: Named | null;
  sequence: number;
  at: string;
  kind: string;
  actor: { kind: string; id: string; name: string };
  device: Named | null;
  session_id: string | null;
  sentence: string;
  detail: Record<string, unknown>;
  hash: string;
}

export interface AuditState {
  ok: boolean;
  verified_to: number | null;
  checked_at: string | null;
  broken_at: number | null;
  waiting: number;
}

export interface SignInAnswer {
  next: "signed_in" | "code" | "set_up_code";
}

export interface TotpSetUp {
  secret: string;
  uri: string;
  qr_svg: string;
}

export interface EnrolmentToken {
  token: string;
  command: string;
  expires_at: string;
}
