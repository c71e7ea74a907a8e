/** Generated from the routes of broker/ by tools/api_types.py; edit the source, never this file. */
/** The two sorts of account: what staff may do comes from groups, what end users may do from being the person. */
export type AccountKind = "end_user" | "staff";
/** What the list can be narrowed to, and its order. */
export type AccountQuery = {
  q?: string;
  cursor?: string | null;
  limit?: number;
  kind?: AccountKind | null;
  organization?: string | null;
  status?: Status | null;
  portal?: string | null;
  portal_group?: string | null;
  sort?: string;
};
/** An organization as accounts refer to it. */
export type AccountsOrganization = {
  id: string;
  name: string;
  slug: string;
};
/** Something that is done to accounts. */
export type Act = "disable" | "disable_portal" | "enable" | "enable_portal" | "move" | "require_mfa" | "waive_mfa";
/** The token of an activation link. */
export type ActivationToken = {
  token: string;
};
/** Who did it. */
export type ActorAnswer = {
  kind: string;
  id: string;
  name: string;
};
/** A thing with its name. */
export type ApiTokensNamed = {
  id: string;
  name: string;
};
/** Of what was chosen: organizations mean their main contacts, end users those chosen or those in them. */
export type ApplyTo = "both" | "end_users" | "organizations";
/** Who is an administrator now: somebody new who was invited, or somebody of the provider who was let in. */
export type Appointed = {
  name: string;
  email: string;
  is_provider: boolean;
};
/** Whose device it is to be looked at as; without, it is looked at as it is. */
export type AsIfOf = {
  person?: string | null;
};
/** A thing with its name. */
export type AuditTrailNamed = {
  id: string;
  name: string;
};
/** What the list can be narrowed to. */
export type BlockQuery = {
  device?: string | null;
  account?: string | null;
};
/** The portal groups that exist from the start. */
export type BuiltInPortalGroup = "limited" | "no_access" | "non_portal" | "standard";
/** How it went, and where it goes on. */
export type BulkAnswer = {
  rows: readonly (BulkRow)[];
  next: string | null;
};
/** What to do to the next of them. */
export type BulkAsked = {
  accounts?: readonly (string)[];
  organizations?: readonly (string)[];
  matching?: Matching | null;
  apply_to?: ApplyTo;
  act: Act;
  portal_group_id?: string | null;
  cursor?: string | null;
  limit?: number;
};
/** People, or organizations, or all that match; and which part of them is meant. */
export type BulkChosen = {
  accounts?: readonly (string)[];
  organizations?: readonly (string)[];
  matching?: Matching | null;
  apply_to?: ApplyTo;
};
/** How it went with one of them; without a problem it is done, or was so already. */
export type BulkRow = {
  kind: TargetKind;
  id: string;
  name: string;
  changed: boolean;
  invited: boolean;
  code: string | null;
  problem: string | null;
};
/** How many rows and people there are, who would be invited, and which organizations have no main contact. */
export type BulkSizes = {
  rows: number;
  people: number;
  without_password: number;
  without_contact: number;
};
/** What the provider sent along, and what the browser kept. */
export type CameBack = {
  state: string;
  code: string;
  binding: string;
  issuer?: string | null;
};
/** Words to match among those who could be added. */
export type CandidatesQuery = {
  q?: string;
};
/** One thing that a session may do on a device. */
export type Capability = "chat" | "clipboard_in" | "clipboard_out" | "control" | "files_in" | "files_out" | "view";
/** How a portal is to look; a new logo comes as base64, a kept one by its hash, none as an empty hash. */
export type ChangedLooks = {
  version: number;
  name: string;
  colour: string;
  logo_hash: string;
  new_logo?: string | null;
  shows_logo: boolean;
  uses_colours: boolean;
};
/** All that can be changed, as it is to be, with the version that was looked at. */
export type ChangedOrganization = {
  version: number;
  name: string;
  slug: string;
  main_contact_id: string | null;
};
/** All that can be changed, as it is to be, with the version that was looked at. */
export type ChangedPerson = {
  version: number;
  name: string;
  email: string;
  phone: string;
};
/** All that can be changed of an organization's portal, as it is to be. */
export type ChangedPortal = {
  version: number;
  name: string;
  colour: string;
  logo_hash: string;
  new_logo?: string | null;
  shows_logo: boolean;
  uses_colours: boolean;
  own_looks: boolean;
  features: readonly (PortalFeature)[];
  redirect_url: string;
  is_open: boolean;
};
/** What a webhook is to be; null leaves its address or authorization as it is, but a new address forgets the
    authorization. */
export type ChangedWebhook = {
  name: string;
  happenings: readonly (Happening)[];
  is_on: boolean;
  url?: string | null;
  authorization?: string | null;
};
/** The token of a link, and the password to set. */
export type ChosenPassword = {
  token: string;
  new_password: string;
};
/** POST /api/join/codes: a computer's fresh key, the proof that it is held, and what the computer says of itself. */
export type CodeAsked = {
  public_key: string;
  proof: string;
  facts: Facts;
};
/** A code from the app, or a recovery code. */
export type CodeBody = {
  code: string;
};
/** The code that the person reads out, and the secret by which the computer asks whether it was typed. */
export type CodeGiven = {
  code: string;
  secret: string;
  seconds: number;
};
/** POST /api/join/look: asks what became of a code. */
export type CodeLook = {
  secret: string;
};
/** What an app needs: the secret, its address, and the same as a picture to scan. */
export type CodeSetUp = {
  secret: string;
  uri: string;
  qr_svg: string;
};
/** What became of a code; who the computer is now, once it has joined. */
export type CodeStanding = {
  state: JoinState;
  joined?: EnrolAnswer | null;
};
/** POST /api/join/requests: the code of an approved request, typed at the computer that is to be helped. */
export type CodeTyped = {
  code: string;
  public_key: string;
  proof: string;
  facts: Facts;
};
/** Signed in; the recovery codes are shown this once. */
export type CodesConfirmed = {
  next: Next;
  recovery_codes: readonly (string)[];
};
/** One condition of a rule, with the name of what it means; empty where that is gone. */
export type ConditionAnswer = {
  condition: string;
  name: string;
};
/** An organization whose console somebody can open, by a visit where they reach it in no other way. */
export type ConsoleAnswer = {
  id: string;
  name: string;
  slug: string;
  by_visit: boolean;
};
/** The first of them, by name, and how many fit. */
export type ConsolesAnswer = {
  items: readonly (ConsoleAnswer)[];
  total: number;
};
/** Words to match. */
export type ConsolesQuery = {
  q?: string;
};
/** The end user who speaks for an organization. */
export type Contact = {
  id: string;
  name: string;
};
/** The first step. */
export type Credentials = {
  email: string;
  password: string;
};
/** Where a delivery is: it waits, was taken, or was given up. */
export type DeliveryState = "failed" | "sent" | "waiting";
/** One line of the inventory. */
export type DeviceAnswer = {
  id: string;
  name: string;
  organization: DevicesNamed;
  system: string;
  presence: string;
  person: string | null;
  assigned_user: DevicesNamed | null;
  last_seen_at: string | null;
  agent_version: string | null;
  live_session_id: string | null;
  support: Support;
  own_access: OwnAccess | null;
  tags: readonly (string)[];
  group: DevicesNamed | null;
};
/** A device with what its page shows. */
export type DeviceDetail = {
  id: string;
  name: string;
  organization: DevicesNamed;
  system: string;
  presence: string;
  person: string | null;
  assigned_user: DevicesNamed | null;
  last_seen_at: string | null;
  agent_version: string | null;
  live_session_id: string | null;
  support: Support;
  own_access: OwnAccess | null;
  tags: readonly (string)[];
  group: DevicesNamed | null;
  displays: readonly (DisplayAnswer)[];
  addresses: readonly (string)[];
  key_hash: string;
  enrolled_at: string;
  version: number;
  known_visitors: readonly (VisitorAnswer)[];
};
/** A group of devices of one organization; of its devices, those within reach are counted. */
export type DeviceGroup = {
  id: string;
  name: string;
  organization: DevicesNamed;
  devices: number;
  version: number;
};
/** A new device group. */
export type DeviceGroupAsked = {
  organization_id: string;
  name: string;
};
/** A device group that a security group is narrowed to, and whose it is. */
export type DeviceGroupNamed = {
  id: string;
  name: string;
  organization: SecurityGroupsNamed;
};
/** What the list of device groups can be narrowed to. */
export type DeviceGroupQuery = {
  q?: string;
  cursor?: string | null;
  limit?: number;
  organization?: string | null;
};
/** Another name, and the version that was read. */
export type DeviceGroupRenamed = {
  version: number;
  name: string;
};
/** The name of the device group that is to be removed, typed where devices are in it. */
export type DeviceGroupTyped = {
  name?: string;
};
/** What the inventory can be narrowed to. */
export type DeviceQuery = {
  q?: string;
  cursor?: string | null;
  limit?: number;
  organization?: string | null;
  presence?: Shown | null;
  sort?: string;
};
/** A thing with its name. */
export type DevicesNamed = {
  id: string;
  name: string;
};
/** One monitor, in pixels. */
export type Display = {
  name: string;
  width: number;
  height: number;
};
/** One monitor. */
export type DisplayAnswer = {
  name: string;
  width: number;
  height: number;
};
/** A body that says nothing: `{}`. */
export type Empty = Record<string, never>;
/** How it ended. */
export type End = {
  reason: string;
  by: string | null;
  note: string | null;
};
/** What the device learns: its id, and the documents that the instance signed. */
export type EnrolAnswer = {
  device_id: string;
  organization_id: string;
  name: string;
  trust: string;
  device: string;
};
/** POST /api/enrol: the token's secret, the device's new key and the signature that it is held. */
export type EnrolRequest = {
  secret: string;
  public_key: string;
  proof: string;
  facts: Facts;
};
/** One line of the audit log. */
export type EntryAnswer = {
  id: string;
  organization: AuditTrailNamed | null;
  sequence: number;
  at: string;
  kind: string;
  actor: ActorAnswer;
  device: AuditTrailNamed | null;
  session_id: string | null;
  sentence: string;
  detail: Record<string, unknown>;
  hash: string;
};
/** What a page of the log can be narrowed to; `q` takes words and `key:value` filters. */
export type EntryQuery = {
  q?: string;
  cursor?: string | null;
  limit?: number;
  organization?: string | null;
  session?: string | null;
};
/** Every answer that is no success. */
export type ErrorBody = {
  error: ErrorDetail;
};
/** What went otherwise: a stable code, a sentence for a person, a reference to quote, fields to look at. */
export type ErrorDetail = {
  code: string;
  message: string;
  reference: string | null;
  fields: Record<string, string> | null;
};
/** Whether somebody must have a second factor, whatever else says so. */
export type FactorRule = {
  required: boolean;
};
/** Which second factors a person has, why they must have one, and recovery codes where they were just made. */
export type FactorsAnswer = {
  app_since: string | null;
  passkeys: readonly (PasskeyAnswer)[];
  recovery_codes_left: number;
  needs: readonly (Need)[];
  recovery_codes: readonly (string)[];
};
/** What the inventory shows about a device, as the device says it. */
export type Facts = {
  name: string;
  system: string;
  version: string;
  person: string | null;
  displays: readonly (Display)[];
  addresses: readonly (string)[];
};
/** Who is to be its first administrator: they are invited, or let in where they are of the provider. */
export type FirstAdministrator = {
  name: string;
  email: string;
};
/** The legacy way, which is billable: the organization's name, typed, and where it goes on. */
export type ForEverybody = {
  name: string;
  cursor?: string | null;
  limit?: number;
};
/** Whose password was forgotten. */
export type ForgottenBody = {
  email: string;
};
/** In whose form an event is written. */
export type Form = "plain" | "servicenow" | "slack" | "teams";
/** Which form to show. */
export type FormAsked = {
  form: Form;
};
/** How a value is chosen. */
export type FormKind = "addresses" | "choice" | "colour" | "hours" | "seconds" | "subset" | "switch" | "text";
/** Which of their computers help is asked for. */
export type FormQuery = {
  device?: string | null;
};
/** A group that the person is in and that gives the permission, and whether everywhere or where it is selected. */
export type GivingGroup = {
  id: string;
  name: string;
  all_organizations: boolean;
  tags: readonly (string)[];
  device_groups: readonly (SecurityGroupsNamed)[];
};
/** Where to go, and what the browser keeps until it is back. */
export type GoThere = {
  address: string;
  binding: string;
};
/** Somebody of the provider who may come in, or has not activated it yet. */
export type GrantAnswer = {
  id: string;
  name: string;
  email: string;
  state: GrantState;
  since: string;
};
/** Where a grant stands: its link was sent, or it was activated. */
export type GrantState = "active" | "waiting";
/** A new group: the provider's, or an organization's own. */
export type GroupAsked = {
  name: string;
  description?: string;
  organization_id?: string | null;
  permissions?: readonly (Permission)[];
  all_organizations?: boolean;
  organizations?: readonly (string)[];
  is_narrowed?: boolean;
  tags?: readonly (string)[];
  device_groups?: readonly (string)[];
  requires_factor?: boolean | null;
};
/** The device group to be in from now on, or none. */
export type GroupChosen = {
  group_id: string | null;
};
/** A group with what it gives and where, and what the asker may do to it. */
export type GroupDetail = {
  id: string;
  name: string;
  description: string;
  built_in: boolean;
  is_fixed: boolean;
  organization: SecurityGroupsNamed | null;
  permissions: readonly (Permission)[];
  all_permissions: readonly (Permission)[];
  all_organizations: boolean;
  organizations: readonly (SecurityGroupsNamed)[];
  is_narrowed: boolean;
  tags: readonly (string)[];
  device_groups: readonly (DeviceGroupNamed)[];
  narrowable: readonly (Permission)[];
  members: number;
  version: number;
  requires_factor: boolean;
  may_change: boolean;
  may_assign: boolean;
};
/** The whole group as it is wanted, and the version that was read. */
export type GroupEdited = {
  version: number;
  name: string;
  description: string;
  permissions: readonly (Permission)[];
  all_organizations: boolean;
  organizations: readonly (string)[];
  is_narrowed: boolean;
  tags: readonly (string)[];
  device_groups: readonly (string)[];
  requires_factor?: boolean | null;
};
/** The organization that a portal group belongs to. */
export type GroupHome = {
  id: string;
  name: string;
};
/** One line of the list; `organization` is whose group it is, none the provider's. */
export type GroupLine = {
  id: string;
  name: string;
  description: string;
  built_in: boolean;
  organization: SecurityGroupsNamed | null;
  all_organizations: boolean;
  organizations: number;
  members: number;
  permissions: number;
};
/** What people can be told of. */
export type Happening = "approved" | "denied" | "ended" | "message" | "not_asked_for" | "request_made" | "started" | "visit_approved" | "visit_asked" | "waits_long";
/** What an end user asks for. */
export type HelpAsked = {
  device_id?: string | null;
  reason: string;
  name: string;
  email?: string;
  phone?: string;
};
/** Why no help can be offered now; the sentences are those of the pages. */
export type Hindrance = "in_session" | "needs_answer" | "no_session" | "not_permitted" | "offline" | "switched_off";
/** The organization that a person belongs to. */
export type Home = {
  id: string;
  name: string;
};
/** What an import would do, or did; with `next_row` there is more of the file to be sent again from there. */
export type ImportAnswer = {
  rows: number;
  created: number;
  changed: number;
  unchanged: number;
  problems: readonly (ProblemAnswer)[];
  problem_count: number;
  next_row: number | null;
};
/** Whether only to look, and the row on which to go on. */
export type ImportQuery = {
  dry_run?: boolean;
  from_row?: number | null;
};
/** This installation. */
export type Instance = {
  name: string;
  version: string;
};
/** What a link is good for, and for nothing else. */
export type InvitationsPurpose = "email_change" | "invitation" | "password_reset" | "seamless_access";
/** The code that the person read out, for whom the computer is helped, and what the technician asks for. */
export type JoinAsked = {
  code: string;
  organization_id: string;
  reason: string;
  capabilities: readonly (Capability)[];
  seconds: number;
};
/** How a computer joins one approved request: the command with the code, and the code to type, until when. */
export type JoinHelp = {
  command: string;
  code: string;
  expires_at: string;
};
/** Where a computer that shows a code stands. */
export type JoinState = "joined" | "over" | "waiting";
/** The name of a setting, in the API and in the configuration file. */
export type Key = "allow_remote_support" | "allow_requests" | "approval_needed" | "ask_contact" | "ask_reason" | "audit_retention_seconds" | "capabilities_offered" | "clipboard_asked" | "code_mode" | "consent_empty" | "consent_locked" | "consent_present" | "consent_seconds" | "consent_timeout_answer" | "desktop_icon" | "desktop_icon_name" | "end_user_portal" | "extension_allowed" | "get_help_now_open" | "idle_seconds" | "lease_ttl_seconds" | "letter_language" | "mfa_required" | "own_device_access" | "quit_allowed" | "recording" | "recording_retention_seconds" | "resume_seconds" | "session_idle_seconds" | "session_seconds" | "session_told" | "step_up" | "support_hours" | "tray_colour" | "tray_logo" | "tray_name" | "unattended_allowed" | "unattended_approval" | "unattended_reason" | "view_only" | "when_locked";
/** A passkey as its browser knows it. */
export type KnownPasskey = {
  id: string;
  transports: readonly (string)[];
};
/** A tag in use, and how many devices within reach have it. */
export type KnownTag = {
  tag: string;
  devices: number;
};
/** What is missing for a visit, the first to be told first. */
export type Lack = "no_reason" | "not_approved" | "not_confirmed" | "not_permitted" | "switched_off";
/** Whether the company is to ask anew who it is, because something here has weight. */
export type Leaving = {
  anew?: boolean;
};
/** The address of a provider administrator. */
export type LetIn = {
  email: string;
};
/** Every mail there is; each has its sentences in `catalogue/`. */
export type LetterKind = "app_removed" | "app_set_up" | "codes_renewed" | "email_change" | "email_changed" | "factors_reset" | "invitation" | "notice" | "passkey_added" | "passkey_removed" | "password_changed" | "password_reset" | "seamless_access" | "seamless_default";
/** What a link is for, and for whom. */
export type LinkAnswer = {
  purpose: InvitationsPurpose;
  person: string;
  email: string;
};
/** The token of a link. */
export type LinkBody = {
  token: string;
};
/** The address to sign in with from now on. */
export type LinkUsed = {
  email: string;
};
/** What an activation link is about. */
export type LinkedAccess = {
  organization: string;
};
/** What every list understands: words to match, where to go on, how many. */
export type ListQuery = {
  q?: string;
  cursor?: string | null;
  limit?: number;
};
/** Which organizations a list shows. */
export type Listing = "active" | "archived";
/** How a portal looks to everybody, and whether it is there at all: null where there is none of it. */
export type LooksAnswer = {
  name: string;
  colour: string | null;
  logo: string | null;
  redirect_url: string | null;
  is_open: boolean;
};
/** The token, shown this once, and what is kept of it. */
export type MadeToken = {
  token: string;
  kept: TokenLine;
};
/** The key that it signs with, shown this once, and what is kept of it. */
export type MadeWebhook = {
  key: string;
  kept: Webhook;
};
/** A line of the outbox. */
export type MailAnswer = {
  id: string;
  kind: LetterKind;
  recipient: string;
  person: string;
  subject: string;
  state: MailState;
  created_at: string;
  sent_at: string | null;
  next_try_at: string | null;
  tries: number;
  problem: string;
};
/** One mail: its line, what it says with the link left out, and what can be done with it. */
export type MailDetail = {
  mail: MailAnswer;
  text: string;
  has_link: boolean;
  can_send_again: boolean;
  has_server: boolean;
};
/** The link of a mail, whole. */
export type MailLink = {
  url: string;
};
/** A part of the outbox, and whether there is a mail server at all. */
export type MailPage = {
  items: readonly (MailAnswer)[];
  next: string | null;
  total: number;
  has_server: boolean;
};
/** Where a mail is: it waits, was taken by the mail server, was given up, or is not wanted any more. */
export type MailState = "failed" | "sent" | "waiting" | "withdrawn";
/** Whether an organization manages itself from now on. */
export type Management = {
  is_self_managed: boolean;
};
/** All end users that match, as the list is narrowed. */
export type Matching = {
  q?: string;
  organization?: string | null;
  status?: Status | null;
  portal?: string | null;
  portal_group?: string | null;
};
/** Who asks, what they may do and where, and the organizations they see; and in whose console they are. */
export type Me = {
  account: OwnAccount;
  permissions: Record<string, string | readonly (string)[]>;
  organizations: readonly (AccountsOrganization)[];
  console: AccountsOrganization | null;
  is_visiting: boolean;
  instance: Instance;
};
/** A person in a group, or one that could be. */
export type MemberAnswer = {
  id: string;
  name: string;
  email: string;
};
/** How many are in the group now. */
export type MemberCount = {
  members: number;
};
/** Where the people of a group that is removed go; needed where there are some. */
export type MembersGo = {
  move_to?: string | null;
};
/** People to take in, and others to let go. */
export type MembersMoved = {
  add?: readonly (string)[];
  remove?: readonly (string)[];
};
/** One message; `mine` tells whether the reader's side wrote it. */
export type MessageAnswer = {
  number: number;
  mine: boolean;
  name: string;
  text: string;
  at: string;
};
/** What somebody writes. */
export type MessageWritten = {
  text: string;
};
/** Up to which message somebody has read. */
export type MessagesRead = {
  number: number;
};
/** What stands between a person and a permission. */
export type Missing = "end_user" | "in_no_group" | "no_portal_feature" | "not_active" | "not_given" | "not_here" | "not_on_all";
/** A name: of the copy, or of the group to remove. */
export type NameTyped = {
  name: string;
};
/** Why a person must have a second factor. */
export type Need = "account" | "group" | "organization" | "power";
/** Who is to be an administrator. */
export type NewAdministrator = {
  name: string;
  email: string;
};
/** How much is new in one thread. */
export type NewInThread = {
  session_id: string;
  count: number;
};
/** A new organization; an empty slug is made from the name. Who manages themselves has an administrator. */
export type NewOrganization = {
  name: string;
  slug?: string;
  is_self_managed?: boolean;
  administrator?: FirstAdministrator | null;
};
/** A token for one organization, which its administrators see and can revoke. */
export type NewOrganizationToken = {
  organization_id: string;
  name: string;
  permissions: readonly (Permission)[];
  days?: number;
};
/** A new person; staff without an organization are the provider's. */
export type NewPerson = {
  kind: AccountKind;
  name: string;
  email: string;
  phone?: string;
  organization_id?: string | null;
  portal_group_id?: string | null;
};
/** A token of one's own; without organizations it is for all that one reaches. */
export type NewToken = {
  name: string;
  permissions: readonly (Permission)[];
  organizations: readonly (string)[] | null;
  days?: number;
};
/** A webhook of an organization, or, without one, of all. */
export type NewWebhook = {
  organization_id: string | null;
  name: string;
  form: Form;
  happenings: readonly (Happening)[];
  url: string;
  authorization?: string;
};
/** What comes after a step. */
export type Next = "code" | "provider_console" | "set_up_code" | "signed_in";
/** What comes after this step, and in which ways it can be taken, or set up. */
export type NextStep = {
  next: Next;
  ways: readonly (Way)[];
};
/** A note with an answer; the person reads it. */
export type Note = {
  note?: string;
};
/** Something that one was told: what happened, in words, where to read more, and how the browser tells of it. */
export type Notice = {
  id: string;
  happening: Happening;
  sentence: string;
  organization: string | null;
  at: string;
  path: string;
  ways: readonly (NoticeWay)[];
  is_read: boolean;
};
/** In which ways one is told of something. */
export type NoticeChoice = {
  happening: Happening;
  ways: readonly (NoticeWay)[];
};
/** What one is told, and how. */
export type NoticeChoices = {
  choices: readonly (NoticeChoice)[];
};
/** The newest of what one was told, and how much of it is unread. */
export type NoticeList = {
  items: readonly (Notice)[];
  unread: number;
};
/** How somebody is told: by the bell, by a notification of the browser, by a sound, by e-mail. */
export type NoticeWay = "bell" | "browser" | "mail" | "sound";
/** How the agent is started for one session; the root's mark in it pins this instance. */
export type NowAnswer = {
  command: string;
};
/** What a technician offers. */
export type OfferAsked = {
  device_id: string;
  reason: string;
  capabilities: readonly (Capability)[];
  seconds: number;
};
/** An account whose offers do not reach a device any more, because its person did not ask for them. */
export type OfferBlock = {
  id: string;
  account: SessionsNamed;
  device: SessionsNamed;
  organization: SessionsNamed;
  session_id: string;
  created_at: string;
};
/** Those that stand, newest first. */
export type OfferBlocks = {
  items: readonly (OfferBlock)[];
};
/** An open portal, to whoever comes. */
export type OpenPortalAnswer = {
  organization: string;
  asks_contact: boolean;
};
/** Whose portal is meant, by its part of an address. */
export type OpenPortalQuery = {
  slug: string;
};
/** Where the console is. */
export type Opened = {
  slug: string;
};
/** What the list can be narrowed to, and its order. */
export type OrganizationQuery = {
  q?: string;
  cursor?: string | null;
  limit?: number;
  shown?: Listing;
  sort?: string;
};
/** Organizations to reach from now on, and others to leave. */
export type OrganizationsMoved = {
  add?: readonly (string)[];
  remove?: readonly (string)[];
};
/** An organization; the slug is its part of an address. */
export type OrganizationsOrganization = {
  id: string;
  name: string;
  slug: string;
  created_at: string | null;
  archived_at: string | null;
  main_contact: Contact | null;
  is_self_managed: boolean;
  is_closed: boolean;
  version: number;
};
/** A place that decides, with its name where it has one. */
export type Origin = {
  scope: Scope;
  name: string;
};
/** A part of the outbox, in one state if asked. */
export type OutboxQuery = {
  q?: string;
  cursor?: string | null;
  limit?: number;
  state?: MailState | null;
};
/** Whether the owner can connect now, else why not; and whether somebody there is asked. */
export type OwnAccess = {
  allowed: boolean;
  reason: OwnHindrance | null;
  start: Start;
};
/** The person who asks. */
export type OwnAccount = {
  id: string;
  name: string;
  email: string;
  phone: string;
  kind: AccountKind;
  organization: AccountsOrganization | null;
};
/** The wanted address, and the present password. */
export type OwnEmail = {
  email: string;
  password: string;
};
/** Why the owner cannot connect now; the sentences are those of the pages. */
export type OwnHindrance = "email" | "factor" | "factor_not_used" | "in_session" | "not_enabled" | "nothing_to_see" | "offline" | "portal" | "settings" | "somebody_there" | "switched_off";
/** The present password and the new one. */
export type OwnPassword = {
  password: string;
  new_password: string;
};
/** Who a device belongs to from now on. */
export type Owner = {
  account_id: string | null;
};
/** A part of a list; `next` is the cursor of the part after it, `total` counts what the asker may see.

    Where `at_least` is true, counting stopped there: there are more. A search that goes through a long log piece by
    piece may find nothing in one; it goes on as long as there is a `next`. */
export type PageOfDeviceAnswer = {
  items: readonly (DeviceAnswer)[];
  next: string | null;
  total: number;
  at_least: boolean;
};
/** A part of a list; `next` is the cursor of the part after it, `total` counts what the asker may see.

    Where `at_least` is true, counting stopped there: there are more. A search that goes through a long log piece by
    piece may find nothing in one; it goes on as long as there is a `next`. */
export type PageOfDeviceGroup = {
  items: readonly (DeviceGroup)[];
  next: string | null;
  total: number;
  at_least: boolean;
};
/** A part of a list; `next` is the cursor of the part after it, `total` counts what the asker may see.

    Where `at_least` is true, counting stopped there: there are more. A search that goes through a long log piece by
    piece may find nothing in one; it goes on as long as there is a `next`. */
export type PageOfEntryAnswer = {
  items: readonly (EntryAnswer)[];
  next: string | null;
  total: number;
  at_least: boolean;
};
/** A part of a list; `next` is the cursor of the part after it, `total` counts what the asker may see.

    Where `at_least` is true, counting stopped there: there are more. A search that goes through a long log piece by
    piece may find nothing in one; it goes on as long as there is a `next`. */
export type PageOfGroupLine = {
  items: readonly (GroupLine)[];
  next: string | null;
  total: number;
  at_least: boolean;
};
/** A part of a list; `next` is the cursor of the part after it, `total` counts what the asker may see.

    Where `at_least` is true, counting stopped there: there are more. A search that goes through a long log piece by
    piece may find nothing in one; it goes on as long as there is a `next`. */
export type PageOfMemberAnswer = {
  items: readonly (MemberAnswer)[];
  next: string | null;
  total: number;
  at_least: boolean;
};
/** A part of a list; `next` is the cursor of the part after it, `total` counts what the asker may see.

    Where `at_least` is true, counting stopped there: there are more. A search that goes through a long log piece by
    piece may find nothing in one; it goes on as long as there is a `next`. */
export type PageOfOrganization = {
  items: readonly (OrganizationsOrganization)[];
  next: string | null;
  total: number;
  at_least: boolean;
};
/** A part of a list; `next` is the cursor of the part after it, `total` counts what the asker may see.

    Where `at_least` is true, counting stopped there: there are more. A search that goes through a long log piece by
    piece may find nothing in one; it goes on as long as there is a `next`. */
export type PageOfPersonAnswer = {
  items: readonly (PersonAnswer)[];
  next: string | null;
  total: number;
  at_least: boolean;
};
/** A part of a list; `next` is the cursor of the part after it, `total` counts what the asker may see.

    Where `at_least` is true, counting stopped there: there are more. A search that goes through a long log piece by
    piece may find nothing in one; it goes on as long as there is a `next`. */
export type PageOfPortalGroupLine = {
  items: readonly (PortalGroupLine)[];
  next: string | null;
  total: number;
  at_least: boolean;
};
/** A part of a list; `next` is the cursor of the part after it, `total` counts what the asker may see.

    Where `at_least` is true, counting stopped there: there are more. A search that goes through a long log piece by
    piece may find nothing in one; it goes on as long as there is a `next`. */
export type PageOfSessionAnswer = {
  items: readonly (SessionAnswer)[];
  next: string | null;
  total: number;
  at_least: boolean;
};
/** A part of a list; `next` is the cursor of the part after it, `total` counts what the asker may see.

    Where `at_least` is true, counting stopped there: there are more. A search that goes through a long log piece by
    piece may find nothing in one; it goes on as long as there is a `next`. */
export type PageOfTokenLine = {
  items: readonly (TokenLine)[];
  next: string | null;
  total: number;
  at_least: boolean;
};
/** A part of a list; `next` is the cursor of the part after it, `total` counts what the asker may see.

    Where `at_least` is true, counting stopped there: there are more. A search that goes through a long log piece by
    piece may find nothing in one; it goes on as long as there is a `next`. */
export type PageOfVisitAnswer = {
  items: readonly (VisitAnswer)[];
  next: string | null;
  total: number;
  at_least: boolean;
};
/** A passkey on its person's page. */
export type PasskeyAnswer = {
  id: string;
  name: string;
  created_at: string;
  last_used_at: string | null;
};
/** A question to the browser for a passkey it has; `alone`: it has to make sure of its person. */
export type PasskeyAsked = {
  challenge: string;
  rp_id: string;
  known: readonly (KnownPasskey)[];
  alone: boolean;
};
/** What the browser gives for a new passkey, and what its person calls it. */
export type PasskeyMade = {
  name: string;
  id: string;
  client_data: string;
  attestation: string;
  transports?: readonly (string)[];
};
/** What the browser gives to show a passkey; all in base64url. */
export type PasskeyShown = {
  id: string;
  client_data: string;
  authenticator_data: string;
  signature: string;
  person_id?: string | null;
};
/** A question to the browser for a new passkey. */
export type PasskeyWanted = {
  challenge: string;
  rp_id: string;
  rp_name: string;
  person_id: string;
  email: string;
  name: string;
  algorithms: readonly (number)[];
  known: readonly (KnownPasskey)[];
};
/** The present password. */
export type PasswordBody = {
  password: string;
};
/** `nist` drops the rule about the kinds of characters, never those about length and e-mail address. */
export type PasswordProfile = "nist" | "standard";
/** One line of the list that the form ticks off. */
export type PasswordRule = "digit" | "length" | "lower" | "not_common" | "not_email" | "symbol" | "upper";
/** Everything by which the form judges a password as the broker does. */
export type PasswordRules = {
  profile: PasswordProfile;
  min_characters: number;
  max_characters: number;
  rules: readonly (RuleAnswer)[];
  common: readonly (string)[];
};
/** Which second factors somebody has, and why they must have one; what their passkeys are called is theirs. */
export type PeoplesFactorsAnswer = {
  app_since: string | null;
  passkeys: number;
  recovery_codes_left: number;
  needs: readonly (Need)[];
  required: boolean;
};
/** A right that a security group gives, or that comes from being the person or the device (see OWN). */
export type Permission = "account:read" | "article:change" | "article:read" | "audit:export" | "audit:read" | "device:assign" | "device:change" | "device:enrol" | "device:read" | "device:remove" | "end_user:change" | "end_user:create" | "enrolment_token:use" | "group:assign" | "group:change" | "group:read" | "instance:set_up" | "keys:read" | "keys:rotate" | "mail:read" | "mail:send" | "message:read" | "message:write" | "organization:archive" | "organization:change" | "organization:create" | "organization:read" | "own_account:change" | "own_account:read" | "own_article:read" | "own_device:read" | "own_device:report" | "own_device:use" | "own_message:read" | "own_message:write" | "own_receipt:read" | "own_script:run" | "own_session:answer" | "own_session:end" | "own_session:read" | "portal:change" | "portal:read" | "portal:see" | "recording:export" | "recording:read" | "recording:remove" | "remote_access:change" | "report:read" | "script:change" | "script:read" | "script:run" | "seamless:grant" | "seamless:visit" | "session:approve" | "session:control" | "session:files" | "session:offer" | "session:read" | "session:request" | "session:terminate" | "session:unattended" | "session:unblock" | "session:watch" | "settings:change" | "settings:read" | "sign_in:try" | "staff:change" | "staff:create" | "token:change" | "token:read" | "visitor_message:write" | "visitor_request:make" | "visitor_request:read" | "webhook:change" | "webhook:read";
/** Who asks for help, as they say it. */
export type Person = {
  name: string;
  email: string;
  phone: string;
};
/** A person, as those who look after them see them. */
export type PersonAnswer = {
  id: string;
  kind: AccountKind;
  name: string;
  email: string;
  phone: string;
  organization: Home | null;
  status: Status;
  portal: Portal | null;
  has_second_factor: boolean;
  requires_factor: boolean;
  has_password: boolean;
  last_sign_in_at: string | null;
  delete_at: string | null;
  created_at: string;
  version: number;
};
/** How large the picture of a request is, in pixels. */
export type PictureShape = {
  width: number;
  height: number;
};
/** What an end user's portal is: off, or what a group gives. */
export type Portal = {
  is_on: boolean;
  group: Home;
};
/** A portal as those who look after it see it; `inherited` is how it would look without looks of its own. */
export type PortalAnswer = {
  version: number;
  own_looks: boolean;
  name: string;
  colour: string;
  logo: string | null;
  logo_hash: string;
  shows_logo: boolean;
  uses_colours: boolean;
  features: readonly (PortalFeature)[];
  redirect_url: string;
  is_open: boolean;
  people: number;
  inherited: LooksAnswer;
};
/** Which portal group an end user is in from now on; none shuts them out of the portal. */
export type PortalAsked = {
  portal_group_id: string | null;
};
/** One thing that a portal group gives, and that an organization may switch off for all its people. */
export type PortalFeature = "articles" | "ask_for_help" | "own_device_access" | "own_devices" | "own_requests" | "receipts" | "scripts";
/** A new portal group: the provider's, or an organization's own. */
export type PortalGroupAsked = {
  name: string;
  description?: string;
  organization_id?: string | null;
  features: readonly (PortalFeature)[];
};
/** The name of the copy, and whose it will be. */
export type PortalGroupCopied = {
  name: string;
  organization_id?: string | null;
};
/** A portal group, and what the asker may do to it. */
export type PortalGroupDetail = {
  id: string;
  name: string;
  description: string;
  built_in: BuiltInPortalGroup | null;
  organization: GroupHome | null;
  features: readonly (PortalFeature)[];
  members: number;
  takes_people: boolean;
  version: number;
  may_change: boolean;
  may_copy: boolean;
  may_remove: boolean;
};
/** The whole group as it is wanted, and the version that was read. */
export type PortalGroupEdited = {
  version: number;
  name: string;
  description: string;
  features: readonly (PortalFeature)[];
};
/** One line of the list; a group without an organization is the provider's, and offered to everybody. */
export type PortalGroupLine = {
  id: string;
  name: string;
  description: string;
  built_in: BuiltInPortalGroup | null;
  organization: GroupHome | null;
  features: readonly (PortalFeature)[];
  members: number;
  takes_people: boolean;
};
/** Whose portal is meant, by its part of an address; without one the instance's. */
export type PortalQuery = {
  slug?: string;
};
/** What a webhook of this form would send. */
export type Preview = {
  body: string;
};
/** What is wrong with a row, and in which column. */
export type ProblemAnswer = {
  row: number;
  column: string;
  sentence: string;
};
/** Which notices were read; null are all. */
export type ReadNotices = {
  ids: readonly (string)[] | null;
};
/** How it stands for one end user. */
export type RemoteAccessAnswer = {
  is_on: boolean;
  unmet: readonly (Unmet)[];
  has_feature: boolean;
};
/** How many end users an organization has, and for how many of them remote access is on. */
export type RemoteAccessCounts = {
  people: number;
  enabled: number;
};
/** How it went with one of them; with nothing unmet it is on, now or already. */
export type RemoteAccessRow = {
  id: string;
  name: string;
  changed: boolean;
  unmet: readonly (Unmet)[];
};
/** How it went, and where it goes on. */
export type RemoteAccessRows = {
  rows: readonly (RemoteAccessRow)[];
  next: string | null;
};
/** One rule, as the form ticks it off. */
export type RuleAnswer = {
  rule: PasswordRule;
  sentence: string;
};
/** A new rule. */
export type RuleAsked = {
  name: string;
  conditions: readonly (string)[];
};
/** Every rule of the list once, the first to be asked first. */
export type RuleOrder = {
  rules: readonly (string)[];
  before: readonly (string)[];
};
/** A rule as it is to be, and the version that was read. */
export type RuleWanted = {
  name: string;
  conditions: readonly (string)[];
  version: number;
};
/** Where a setting can be set, widest first; the configuration file is what the instance begins with. */
export type Scope = "configuration" | "device" | "instance" | "organization" | "rule";
/** One rule of an organization's list. */
export type ScopeRuleAnswer = {
  id: string;
  name: string;
  conditions: readonly (ConditionAnswer)[];
  settings: readonly (Key)[];
  version: number;
};
/** The list of an organization, in its order: of each setting, the first that applies and contains it counts. */
export type ScopeRulesAnswer = {
  organization: SettingsNamed;
  may_change: boolean;
  rules: readonly (ScopeRuleAnswer)[];
};
/** How an organization stands to the provider; `may_decide` says whether the asker can change it. */
export type SeamlessAnswer = {
  organization: string;
  is_self_managed: boolean;
  may_decide: boolean;
  grants: readonly (GrantAnswer)[];
};
/** Where a setting stands on the page. */
export type Section = "authorization" | "computer" | "consent" | "keeping" | "sessions" | "sign_in" | "unattended";
/** A thing with its name. */
export type SecurityGroupsNamed = {
  id: string;
  name: string;
};
/** Whose portal is to be seen. */
export type SeeAsAsked = {
  account_id: string;
};
/** Which organization's portal is to be seen, and as people of which portal group see it. */
export type SeenPortalAsked = {
  organization_id: string;
  portal_group_id: string;
};
/** A session, from request to end. */
export type SessionAnswer = {
  id: string;
  short: string;
  state: string;
  origin: string;
  organization: SessionsNamed;
  device: SessionsNamed | null;
  person: Person | null;
  technician: Technician | null;
  reason: string;
  capabilities_asked: readonly (string)[];
  capabilities: readonly (string)[] | null;
  seconds: number;
  seconds_given: number | null;
  created_at: string;
  deadline: string | null;
  consented_at: string | null;
  active_since: string | null;
  expires_at: string | null;
  ended_at: string | null;
  end: End | null;
  note: string | null;
  place_in_line: number | null;
  approval_needed: boolean;
  recording: string;
  asked_person: boolean | null;
};
/** A session with its story. */
export type SessionDetail = {
  id: string;
  short: string;
  state: string;
  origin: string;
  organization: SessionsNamed;
  device: SessionsNamed | null;
  person: Person | null;
  technician: Technician | null;
  reason: string;
  capabilities_asked: readonly (string)[];
  capabilities: readonly (string)[] | null;
  seconds: number;
  seconds_given: number | null;
  created_at: string;
  deadline: string | null;
  consented_at: string | null;
  active_since: string | null;
  expires_at: string | null;
  ended_at: string | null;
  end: End | null;
  note: string | null;
  place_in_line: number | null;
  approval_needed: boolean;
  recording: string;
  asked_person: boolean | null;
  timeline: readonly (EntryAnswer)[];
  picture: PictureShape | null;
};
/** What the list of sessions can be narrowed to. */
export type SessionQuery = {
  q?: string;
  cursor?: string | null;
  limit?: number;
  state?: Wanted | null;
  mine?: boolean;
  device?: string | null;
};
/** What a request for help has to say. */
export type SessionsFormAnswer = {
  asks_contact: boolean;
};
/** A thing with its name. */
export type SessionsNamed = {
  id: string;
  name: string;
};
/** The place whose setting decides, with its name where it has one. */
export type SetBy = {
  scope: Scope;
  name: string;
};
/** One setting in one place. */
export type SettingAnswer = {
  key: Key;
  help: string;
  section: Section;
  sort: Sort;
  has_effect: boolean;
  form: SettingsFormAnswer;
  value: boolean | number | string | readonly (string)[];
  origin: Origin | null;
  here: boolean | number | string | readonly (string)[] | null;
  wider: boolean | number | string | readonly (string)[];
  wider_origin: Origin | null;
  locked_here: boolean;
  locked_by: Origin | null;
  version: number;
};
/** One setting as it is to be in a place; a value of null leaves it to the wider places. */
export type SettingChange = {
  key: Key;
  value: boolean | number | string | readonly (string)[] | null;
  locked?: boolean;
  version: number;
};
/** All settings of one place; organization, rule and device say which it is. */
export type SettingsAnswer = {
  scope: Scope;
  organization: SettingsNamed | null;
  device: SettingsNamed | null;
  rule: SettingsNamed | null;
  person: SettingsNamed | null;
  applying: readonly (string)[];
  may_change: boolean;
  settings: readonly (SettingAnswer)[];
};
/** All that is to be changed in a place, together. */
export type SettingsChange = {
  changes: readonly (SettingChange)[];
};
/** What a value can be: bounds of a time, the words to choose from, or how long a text or list can be. */
export type SettingsFormAnswer = {
  kind: FormKind;
  low: number | null;
  high: number | null;
  options: readonly (string)[];
  strict: boolean | null;
  can_be_off: boolean;
};
/** A thing with its name. */
export type SettingsNamed = {
  id: string;
  name: string;
};
/** Which devices a list is narrowed to, by who is there. */
export type Shown = "empty" | "idle" | "in_session" | "locked" | "offline" | "online" | "sign_in";
/** What is seen, and until when; `id` goes along with each request that reads so.

    `name` is whose portal it is: a person's, or an organization's, as people of the portal `group` see it at `slug`. */
export type Sight = {
  id: string;
  shows: SightKind;
  name: string;
  ends_at: string;
  group: string;
  slug: string;
};
/** What a sight shows: a person's portal, that of an example end user, or an open portal. */
export type SightKind = "example" | "open_portal" | "person";
/** One browser in which somebody is signed in; its name is what it says of itself. */
export type SignInAnswer = {
  id: string;
  browser: string;
  address: string;
  by: string;
  created_at: string;
  last_seen_at: string;
  is_this: boolean;
};
/** The browsers in which somebody is signed in now, the newest seen first. */
export type SignInList = {
  items: readonly (SignInAnswer)[];
};
/** How layers add up: the nearest preference counts, the strictest safeguard counts. */
export type Sort = "preference" | "safeguard";
/** How a session begins, the strictest last. */
export type Start = "ask" | "none" | "unasked";
/** Whether a token works. */
export type State = "expired" | "revoked" | "works";
/** How the log stands: verified how far, broken where, how many entries wait for a checkpoint. */
export type StateAnswer = {
  ok: boolean;
  verified_to: number | null;
  checked_at: string | null;
  broken_at: number | null;
  waiting: number;
};
/** Whether a person can sign in: enabled, disabled, or about to be deleted. */
export type Status = "active" | "disabled" | "leaving";
/** Whether help can be offered now, else why not; and what the policy says about the state the device is in. */
export type Support = {
  allowed: boolean;
  reason: Hindrance | null;
  switched_off: boolean;
  start: Start;
  start_of_request: Start;
  consent_seconds: number;
  silence: TimeoutAnswer;
  capabilities: readonly (Capability)[];
  unattended: Unattended;
};
/** How the tags begin, and whose devices they are on. */
export type TagQuery = {
  q?: string;
  organization?: string | null;
};
/** Tags to put on, and others to take away. */
export type TagsMoved = {
  add?: readonly (string)[];
  remove?: readonly (string)[];
};
/** All tags as they are to be, and the version of the device that was looked at. */
export type TagsWanted = {
  version: number;
  tags: readonly (string)[];
};
/** What a row of the answer is about; organizations come first. */
export type TargetKind = "account" | "organization";
/** Who stands behind the session. */
export type Technician = {
  id: string;
  name: string;
  email: string;
};
/** The messages of a request or session in their order, and what of them is new to the reader. */
export type Thread = {
  items: readonly (MessageAnswer)[];
  unread: number;
  may_write: boolean;
  closes_at: string | null;
};
/** A ticket: one use, 30 seconds. */
export type TicketAnswer = {
  ticket: string;
};
/** Which link is to be opened. */
export type TicketAsked = {
  link: TicketsPurpose;
  session_id?: string | null;
};
/** What a ticket opens. */
export type TicketsPurpose = "portal" | "viewer";
/** What no answer in time means. */
export type TimeoutAnswer = "allow" | "deny";
/** A token, shown once, with the command that uses it. */
export type TokenAnswer = {
  token: string;
  command: string;
  expires_at: string;
};
/** Where the new device will belong. */
export type TokenAsked = {
  organization_id: string;
};
/** One token; without `organizations` it is for all that its owner reaches. */
export type TokenLine = {
  id: string;
  name: string;
  owner: ApiTokensNamed;
  organization: ApiTokensNamed | null;
  permissions: readonly (string)[];
  organizations: readonly (ApiTokensNamed)[] | null;
  created_at: string;
  expires_at: string;
  last_used_at: string | null;
  last_used_from: string;
  state: State;
};
/** What the list can be narrowed to. */
export type TokenQuery = {
  q?: string;
  cursor?: string | null;
  limit?: number;
  organization?: string | null;
};
/** GET /api/trust: the root's public key and the table it signed; believed only by the token's fingerprint. */
export type TrustAnswer = {
  root: string;
  trust: string;
};
/** The name of who is to be deleted, typed. */
export type TypedName = {
  name: string;
};
/** What becomes of a technician's visit now. */
export type Unattended = {
  possible: boolean;
  lack: Lack | null;
  off_by: SetBy | null;
  start: Start;
  needs_approval: boolean;
  needs_reason: boolean;
  known: boolean;
};
/** A condition that is not met; nothing stands in for any of them. */
export type Unmet = "email" | "factor" | "factor_not_used" | "portal";
/** The threads with something new, as far as they can still go on. */
export type Unread = {
  items: readonly (NewInThread)[];
};
/** One visit; `query` finds its entries on the audit log. */
export type VisitAnswer = {
  id: string;
  visitor: string;
  begun_at: string;
  ended_at: string | null;
  end_reason: VisitEnd | null;
  changes: number;
  query: string;
};
/** Which organization is to be opened. */
export type VisitAsked = {
  organization_id: string;
};
/** How a visit ended. */
export type VisitEnd = "left" | "over" | "revoked";
/** Somebody whom the device lets in while nobody can be asked. */
export type VisitorAnswer = {
  account: DevicesNamed;
  since: string;
};
/** What a visitor asks for, and how they can be reached. */
export type VisitorAsked = {
  slug: string;
  reason: string;
  name: string;
  email?: string;
  phone?: string;
};
/** What a visitor writes on their request. */
export type VisitorMessage = {
  secret: string;
  text: string;
};
/** Up to which message a visitor has read. */
export type VisitorRead = {
  secret: string;
  number: number;
};
/** Where a visitor's request stands: waiting, taken, denied, expired or ended. */
export type VisitorRequest = {
  organization: string;
  state: string;
  reason: string;
  asked_at: string;
  place_in_line: number | null;
  note: string | null;
  join: JoinHelp | null;
  thread: Thread | null;
};
/** The secret by which one request is read again. */
export type VisitorSecret = {
  secret: string;
};
/** Which sessions a list shows. */
export type Wanted = "ended" | "live" | "requested";
/** How a person shows that it is them. */
export type Way = "app" | "company" | "passkey" | "passkey_alone" | "password" | "recovery_code";
/** How people can sign in here beside their password; null where the company's provider is not set up. */
export type WaysIn = {
  company: string | null;
};
/** A webhook: all but its address and its secrets. */
export type Webhook = {
  id: string;
  organization_id: string | null;
  organization: string | null;
  name: string;
  host: string;
  form: Form;
  happenings: readonly (Happening)[];
  is_on: boolean;
  dropped: number;
  created_at: string;
};
/** One thing that was sent, or is to be. */
export type WebhookDelivery = {
  id: string;
  event_id: string;
  happening: Happening;
  state: DeliveryState;
  tries: number;
  status: number | null;
  problem: string;
  created_at: string;
  sent_at: string | null;
  next_try_at: string | null;
  body: string;
};
/** Why somebody ends what is not theirs; both sides read it. */
export type Why = {
  reason?: string;
};
/** Yes by these groups, or no and what is missing.

    `on_others` are groups that give it here, but only on devices other than the one asked about, or than all;
    `elsewhere` are groups that give it in other places. */
export type WhyAnswer = {
  allowed: boolean;
  own: boolean;
  missing: Missing | null;
  person: SecurityGroupsNamed;
  permission: Permission;
  organization: SecurityGroupsNamed | null;
  device: SecurityGroupsNamed | null;
  giving: readonly (GivingGroup)[];
  on_others: readonly (GivingGroup)[];
  elsewhere: readonly (GivingGroup)[];
  sentence: string;
};
/** Who, what, and where; without an organization, the instance itself. */
export type WhyQuery = {
  account: string;
  permission: Permission;
  organization?: string | null;
  device?: string | null;
};
