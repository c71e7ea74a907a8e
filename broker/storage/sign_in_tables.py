"""The tables about signing in: what proves who somebody is, and the mails that help with it."""

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

from broker.storage.columns import ID_LENGTH, Instant, identifier, reference
from broker.storage.metadata import metadata

# Who sees whose portal, over which sign-in; a sign-in that is forgotten takes nothing along.
sights = Table(
    "sights",
    metadata,
    identifier(primary_key=True),
    Column("sign_in_id", String(ID_LENGTH), nullable=False, index=True),
    reference("viewer_id", "accounts.id", index=True),
    reference("account_id", "accounts.id", nullable=True),
    # In place of a person: the portal of an organization, as its people of this portal group see it.
    reference("portal_of", "organizations.id", nullable=True),
    Column("portal_group_id", String(ID_LENGTH)),
    Column("began_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("ended_at", Instant, index=True),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    identifier(primary_key=True),
    reference("account_id", "accounts.id", index=True),
    Column("code_hash", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("used_at", Instant),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    identifier(primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    reference("account_id", "accounts.id", index=True),
    Column("created_at", Instant, nullable=False),
    Column("last_seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("ended_at", Instant),
    Column("address", Text, nullable=False, server_default=""),
    # What the browser calls itself; noted with the first request that comes with it.
    Column("browser", Text, nullable=False, server_default=""),
    # Whether it is complete; a second factor was shown only where `factor_at` says when.
    Column("mfa", Boolean, nullable=False, server_default=text("false")),
    Column("factor", String(16)),
    Column("factor_at", Instant),
    # When the person last showed who they are, by whatever they have.
    Column("proved_at", Instant),
    # When an app or a passkey was last shown beyond signing in; the session that it was shown for empties it.
    Column("shown_at", Instant),
)

# Failed tries in a row, by a key such as `account:<id>` or `address:<ip>`.
sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    Column("key", String(200), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_failed_at", Instant, nullable=False),
    Column("wait_until", Instant),
)

passkeys = Table(
    "passkeys",
    metadata,
    identifier(primary_key=True),
    reference("account_id", "accounts.id", index=True),
    Column("credential_id", LargeBinary, nullable=False, unique=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("transports", Text, nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    Column("last_used_at", Instant),
)

# Questions to passkeys that wait for their one answer, bound to a sign-in or to an address; no foreign key, as they
# live for minutes.
passkey_challenges = Table(
    "passkey_challenges",
    metadata,
    Column("challenge_hash", String(64), primary_key=True),
    Column("purpose", String(16), nullable=False),
    Column("bound_to", Text, nullable=False, index=True),
    Column("expires_at", Instant, nullable=False, index=True),
)

# Links that a mail carries: the token itself is stored nowhere but sealed in its mail.
one_time_links = Table(
    "one_time_links",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("purpose", String(32), nullable=False),
    Column("account_id", String(ID_LENGTH), ForeignKey("accounts.id"), nullable=False, index=True),
    Column("email", Text, nullable=False),
    # What it is about beside the account, such as a seamless grant.
    Column("subject", String(ID_LENGTH), index=True),
    Column("mail_id", String(ID_LENGTH), ForeignKey("mails.id"), index=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("used_at", Instant),
    Column("voided_at", Instant),
)

# Browsers that somebody has signed in from; guesses from elsewhere do not make them wait.
known_browsers = Table(
    "known_browsers",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("account_id", String(ID_LENGTH), ForeignKey("accounts.id"), primary_key=True, index=True),
    Column("last_used_at", Instant, nullable=False),
)

# Sign-ins that are at the company's provider; a state works once, and only in the browser that holds its binding.
company_sign_ins = Table(
    "company_sign_ins",
    metadata,
    Column("state_hash", String(64), primary_key=True),
    Column("binding_hash", String(64), nullable=False),
    Column("nonce", String(64), nullable=False),
    Column("verifier_encrypted", LargeBinary, nullable=False),
    Column("anew", Boolean, nullable=False, server_default=text("false")),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("used_at", Instant),
)

# Who somebody is at the company's provider; found by e-mail address once, by this ever after.
company_identities = Table(
    "company_identities",
    metadata,
    Column("issuer", String(500), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("account_id", String(ID_LENGTH), ForeignKey("accounts.id"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("account_id", "issuer"),
)

# Mails are written with the change that causes them, and sent afterwards; their links are sealed.
mails = Table(
    "mails",
    metadata,
    identifier(primary_key=True),
    reference("organization_id", "organizations.id", nullable=True),
    Column("account_id", String(ID_LENGTH), ForeignKey("accounts.id"), nullable=False, index=True),
    Column("kind", String(32), nullable=False),
    Column("recipient", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("link_encrypted", LargeBinary),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("problem", Text, nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    Column("next_try_at", Instant),
    Column("sent_at", Instant),
    Column("expires_at", Instant),
    Index("ix_mails_state_next_try_at", "state", "next_try_at"),
    Index("ix_mails_organization_id_created_at_id", "organization_id", "created_at", "id"),
    Index("ix_mails_created_at_id", "created_at", "id"),
)

set_up_secrets = Table(
    "set_up_secrets",
    metadata,
    Column("secret_hash", String(64), primary_key=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)
