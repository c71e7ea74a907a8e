"""Every table there is; a change here comes with a migration (`python -m broker.storage.draft_migration`)."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from broker.access.portal_groups import BuiltInPortalGroup
from broker.storage import (
    audit_tables,
    joining_tables,
    mark_tables,
    message_tables,
    notice_tables,
    picture_tables,
    policy_tables,
    portal_tables,
    sign_in_tables,
)
from broker.storage.columns import ID_LENGTH, Instant, identifier, reference
from broker.storage.metadata import metadata as shared
from broker.storage.searching import device_of_row, name_of_row, seen_of_row

metadata = shared

# Those about signing in, portals, joining and marks on devices stand in files of their own, and are found here too.
device_groups = mark_tables.device_groups
device_tags = mark_tables.device_tags
device_policies = policy_tables.device_policies
message_marks = message_tables.message_marks
messages = message_tables.messages
notice_choices = notice_tables.notice_choices
notice_marks = notice_tables.notice_marks
notices = notice_tables.notices
session_pictures = picture_tables.session_pictures
join_codes = joining_tables.join_codes
webhook_deliveries = notice_tables.webhook_deliveries
webhooks = notice_tables.webhooks
security_group_marks = mark_tables.security_group_marks
setting_rules = policy_tables.setting_rules
portal_logos = portal_tables.portal_logos
portals = portal_tables.portals
visitor_requests = portal_tables.visitor_requests
company_identities = sign_in_tables.company_identities
company_sign_ins = sign_in_tables.company_sign_ins
known_browsers = sign_in_tables.known_browsers
mails = sign_in_tables.mails
one_time_links = sign_in_tables.one_time_links
passkey_challenges = sign_in_tables.passkey_challenges
passkeys = sign_in_tables.passkeys
recovery_codes = sign_in_tables.recovery_codes
set_up_secrets = sign_in_tables.set_up_secrets
sights = sign_in_tables.sights
sign_in_tries = sign_in_tables.sign_in_tries
sign_ins = sign_in_tables.sign_ins

organizations = Table(
    "organizations",
    metadata,
    identifier(primary_key=True),
    Column("name", Text, nullable=False),
    # The name as it is searched; accounts have it too.
    Column("name_key", Text, nullable=False, default=name_of_row, server_default=""),
    Column("slug", String(64), nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("archived_at", Instant),
    # Closed to the provider's groups; whoever of the provider comes in was let in by name (seamless_grants).
    Column("self_managed", Boolean, nullable=False, server_default=text("false")),
    # Who speaks for it; no foreign key, as accounts refer to organizations already.
    Column("main_contact_id", String(ID_LENGTH)),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Index("ix_organizations_name_id", "name", "id"),
    Index("ix_organizations_created_at_id", "created_at", "id"),
)

# What end users may see and do in their portal: the features, separated by spaces. `home` is as for security groups;
# the provider's own are offered to every organization.
portal_groups = Table(
    "portal_groups",
    metadata,
    identifier(primary_key=True),
    Column("home", String(ID_LENGTH), nullable=False, server_default=""),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False, server_default=""),
    Column("built_in", String(32)),
    Column("features", Text, nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    UniqueConstraint("home", "name"),
)

# E-mail addresses are stored as typed and looked up by `email_key`: stripped and case-folded.
accounts = Table(
    "accounts",
    metadata,
    identifier(primary_key=True),
    Column("kind", String(16), nullable=False),
    reference("organization_id", "organizations.id", nullable=True, index=True),
    Column("email", Text, nullable=False),
    Column("email_key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False, default=name_of_row, server_default=""),
    Column("phone", Text, nullable=False, server_default=""),
    Column("password_hash", Text),
    Column("totp_secret_encrypted", LargeBinary),
    Column("totp_confirmed_at", Instant),
    Column("totp_last_step", BigInteger),
    # A secret that an app was offered, until its first code confirms it; the one above works meanwhile.
    Column("totp_offered_encrypted", LargeBinary),
    Column("requires_factor", Boolean, nullable=False, server_default=text("false")),
    # Whether an end user reaches their own devices from elsewhere.
    Column("remote_access", Boolean, nullable=False, server_default=text("false")),
    Column("status", String(16), nullable=False, server_default="active"),
    # Of end users only. No foreign key: to add one, SQLite would have to copy the table; the group is locked while
    # people are moved to it, and who is in none that exists has no portal.
    Column("portal_group_id", String(ID_LENGTH), nullable=False, server_default=BuiltInPortalGroup.STANDARD.id),
    # Deleted then, unless somebody thinks better of it.
    Column("delete_at", Instant, index=True),
    Column("created_at", Instant, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Index("ix_accounts_organization_id_name_id", "organization_id", "name", "id"),
    Index("ix_accounts_name_id", "name", "id"),
    Index("ix_accounts_name_key", "name_key", "organization_id", "id"),
    Index("ix_accounts_created_at_id", "created_at", "id"),
    Index("ix_accounts_portal_group_id_organization_id", "portal_group_id", "organization_id"),
)

# `home` is the organization whose group it is, or "" where it is the provider's; a name is taken only at home, so
# that nobody learns the names that others gave.
security_groups = Table(
    "security_groups",
    metadata,
    identifier(primary_key=True),
    Column("home", String(ID_LENGTH), nullable=False, server_default=""),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False, server_default=""),
    Column("built_in", String(32)),
    Column("all_organizations", Boolean, nullable=False, server_default=text("false")),
    Column("requires_factor", Boolean, nullable=False, server_default=text("false")),
    # Where it is, what concerns devices reaches only those with one of its marks; with no mark, none at all.
    Column("is_narrowed", Boolean, nullable=False, server_default=text("false")),
    Column("created_at", Instant, nullable=False),
    Column("version", Integer, nullable=False, server_default=text("1")),
    UniqueConstraint("home", "name"),
)

security_group_permissions = Table(
    "security_group_permissions",
    metadata,
    Column("group_id", String(ID_LENGTH), ForeignKey("security_groups.id"), primary_key=True),
    Column("permission", String(64), primary_key=True),
)

security_group_organizations = Table(
    "security_group_organizations",
    metadata,
    Column("group_id", String(ID_LENGTH), ForeignKey("security_groups.id"), primary_key=True),
    Column("organization_id", String(ID_LENGTH), ForeignKey("organizations.id"), primary_key=True, index=True),
)

security_group_members = Table(
    "security_group_members",
    metadata,
    Column("group_id", String(ID_LENGTH), ForeignKey("security_groups.id"), primary_key=True),
    Column("account_id", String(ID_LENGTH), ForeignKey("accounts.id"), primary_key=True, index=True),
)

LISTED: Final = ("revoked_at", "seen_at", "assigned_account_id", "device_group_id", "search_text")

devices = Table(
    "devices",
    metadata,
    identifier(primary_key=True),
    reference("organization_id", "organizations.id"),
    Column("name", Text, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("key_hash", String(64), nullable=False, unique=True),
    Column("facts", Text, nullable=False, server_default="{}"),
    # Name and facts as they are searched; and those together with the names around it (see device_words.py).
    Column("own_text", Text, nullable=False, default=device_of_row, server_default=""),
    Column("search_text", Text, nullable=False, default=device_of_row, server_default=""),
    Column("presence", String(16), nullable=False, server_default="offline"),
    Column("last_seen_at", Instant),
    Column("enrolled_at", Instant, nullable=False),
    # When it was here last, or came to be: what lists are sorted by.
    Column("seen_at", Instant, nullable=False, default=seen_of_row, server_default="0"),
    reference("assigned_account_id", "accounts.id", nullable=True, index=True),
    # At most one group; no foreign key, as a group that is gone is the same as none.
    Column("device_group_id", String(ID_LENGTH), index=True),
    Column("agent_version", String(32), nullable=False, server_default=""),
    Column("boot_id", Text),
    Column("connect_counter", BigInteger, nullable=False, server_default=text("0")),
    Column("attempt", BigInteger, nullable=False, server_default=text("0")),
    Column("revoked_at", Instant),
    # Joined by a code for one session, and leaves with its end.
    Column("temporary", Boolean, nullable=False, server_default=text("false")),
    Column("version", Integer, nullable=False, server_default=text("1")),
    # Lists are counted, searched and sorted in these alone: a row of the table is many times as long.
    Index("ix_devices_of_organization", "organization_id", "name", "id", *LISTED),
    Index("ix_devices_by_name", "name", "id", "organization_id", *LISTED),
    Index("ix_devices_by_seen_at", "seen_at", "id", "organization_id", "revoked_at"),
)

enrolment_tokens = Table(
    "enrolment_tokens",
    metadata,
    identifier(primary_key=True),
    reference("organization_id", "organizations.id", index=True),
    Column("secret_hash", String(64), nullable=False, unique=True),
    reference("created_by", "accounts.id", nullable=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    reference("device_id", "devices.id", nullable=True),
)

sessions = Table(
    "sessions",
    metadata,
    identifier(primary_key=True),
    reference("organization_id", "organizations.id"),
    reference("device_id", "devices.id", nullable=True, index=True),
    reference("requester_account_id", "accounts.id", nullable=True, index=True),
    Column("requester", Text, nullable=False, server_default="{}"),
    reference("technician_account_id", "accounts.id", nullable=True, index=True),
    Column("state_name", String(16), nullable=False),
    Column("state", Text, nullable=False),
    Column("origin", String(16), nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    # Reason, who asks and the device's name then, as they are searched.
    Column("search_text", Text, nullable=False, server_default=""),
    Column("note", Text),
    Column("created_at", Instant, nullable=False),
    Column("deadline", Instant),
    Column("ended_at", Instant),
    Column("end_reason", String(32)),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Index(
        "ix_sessions_of_organization", "organization_id", "created_at", "id", "state_name", "device_id", "search_text"
    ),
    Index("ix_sessions_by_created_at", "created_at", "id", "organization_id", "state_name"),
    Index("ix_sessions_by_state", "state_name", "created_at", "id", "organization_id", "device_id"),
    Index("ix_sessions_deadline", "deadline"),
)

session_documents = Table(
    "session_documents",
    metadata,
    Column("session_id", String(ID_LENGTH), ForeignKey("sessions.id"), primary_key=True),
    Column("attempt", BigInteger, primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("envelope", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
)

# Said by the person at a device: *I did not ask for this*; stands until it is lifted.
offer_blocks = Table(
    "offer_blocks",
    metadata,
    identifier(primary_key=True),
    reference("organization_id", "organizations.id"),
    reference("device_id", "devices.id", index=True),
    reference("account_id", "accounts.id"),
    reference("session_id", "sessions.id"),
    Column("created_at", Instant, nullable=False, index=True),
    Column("lifted_at", Instant),
    Index("ix_offer_blocks_account_id_device_id", "account_id", "device_id"),
)

audit_entries = audit_tables.audit_entries
audit_heads = audit_tables.audit_heads
checkpoints = audit_tables.checkpoints
signing_keys = audit_tables.signing_keys

one_time_tickets = Table(
    "one_time_tickets",
    metadata,
    Column("ticket_hash", String(64), primary_key=True),
    Column("purpose", String(32), nullable=False),
    reference("account_id", "accounts.id"),
    reference("sign_in_id", "sign_ins.id", nullable=True),
    reference("session_id", "sessions.id", nullable=True),
    # The organization whose console the page is, where it is one.
    Column("console", String(ID_LENGTH)),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("used_at", Instant),
)

# `scope` is "instance", or the kind and the id of an organization or device; `organization_id` is whose it is, or ""
# where it is the instance's. The value is JSON; null, which means that nothing is set here, keeps the version counting.
settings = Table(
    "settings",
    metadata,
    Column("scope", String(64), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("organization_id", String(ID_LENGTH), nullable=False, server_default="", index=True),
    Column("value", Text, nullable=False),
    Column("locked", Boolean, nullable=False, server_default=text("false")),
    Column("version", Integer, nullable=False, server_default=text("1")),
    Column("changed_at", Instant, nullable=False),
)

# Whom of the provider an organization lets in, and since when they have been at it; taken back, the row stays.
seamless_grants = Table(
    "seamless_grants",
    metadata,
    identifier(primary_key=True),
    reference("organization_id", "organizations.id"),
    reference("account_id", "accounts.id", index=True),
    Column("created_at", Instant, nullable=False),
    Column("activated_at", Instant),
    Column("revoked_at", Instant),
    UniqueConstraint("organization_id", "account_id"),
)

# Who of the provider was in an organization's console; kept when account and sign-in are long gone.
seamless_visits = Table(
    "seamless_visits",
    metadata,
    identifier(primary_key=True),
    reference("organization_id", "organizations.id"),
    reference("account_id", "accounts.id", nullable=True, index=True),
    Column("visitor", Text, nullable=False),
    Column("sign_in_id", String(ID_LENGTH), nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("end_reason", String(16)),
    Index("ix_seamless_visits_organization_id_begun_at_id", "organization_id", "begun_at", "id"),
    Index("ix_seamless_visits_sign_in_id_organization_id", "sign_in_id", "organization_id"),
    Index("ix_seamless_visits_ended_at", "ended_at"),
)

# What programs act with for their owner; `organizations` is a JSON list, or null where every organization is meant.
# The home (`organization_id`) is where it is listed and revoked; null is the instance.
api_tokens = Table(
    "api_tokens",
    metadata,
    identifier(primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    reference("account_id", "accounts.id", index=True),
    reference("organization_id", "organizations.id", nullable=True),
    Column("name", Text, nullable=False),
    Column("permissions", Text, nullable=False),
    Column("organizations", Text),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("last_used_at", Instant),
    Column("last_used_from", Text, nullable=False, server_default=""),
    Column("revoked_at", Instant),
    Index("ix_api_tokens_organization_id_created_at_id", "organization_id", "created_at", "id"),
    Index("ix_api_tokens_created_at_id", "created_at", "id"),
)
