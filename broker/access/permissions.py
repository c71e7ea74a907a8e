"""Everything an actor may be allowed to do, as `resource:action`."""

from enum import StrEnum
from typing import Final


class Permission(StrEnum):
    """A right that a security group gives, or that comes from being the person or the device (see OWN)."""

    ORGANIZATION_READ = "organization:read"
    ORGANIZATION_CREATE = "organization:create"
    ORGANIZATION_CHANGE = "organization:change"
    ORGANIZATION_ARCHIVE = "organization:archive"
    ACCOUNT_READ = "account:read"
    END_USER_CREATE = "end_user:create"
    END_USER_CHANGE = "end_user:change"
    REMOTE_ACCESS_CHANGE = "remote_access:change"
    STAFF_CREATE = "staff:create"
    STAFF_CHANGE = "staff:change"
    GROUP_READ = "group:read"
    GROUP_CHANGE = "group:change"
    GROUP_ASSIGN = "group:assign"
    DEVICE_READ = "device:read"
    DEVICE_ENROL = "device:enrol"
    DEVICE_CHANGE = "device:change"
    DEVICE_ASSIGN = "device:assign"
    DEVICE_REMOVE = "device:remove"
    SESSION_READ = "session:read"
    SESSION_OFFER = "session:offer"
    SESSION_APPROVE = "session:approve"
    SESSION_CONTROL = "session:control"
    SESSION_UNATTENDED = "session:unattended"
    SESSION_FILES = "session:files"
    SESSION_WATCH = "session:watch"
    SESSION_TERMINATE = "session:terminate"
    SESSION_UNBLOCK = "session:unblock"
    RECORDING_READ = "recording:read"
    RECORDING_EXPORT = "recording:export"
    RECORDING_REMOVE = "recording:remove"
    AUDIT_READ = "audit:read"
    AUDIT_EXPORT = "audit:export"
    SETTINGS_READ = "settings:read"
    SETTINGS_CHANGE = "settings:change"
    PORTAL_READ = "portal:read"
    PORTAL_CHANGE = "portal:change"
    MESSAGE_READ = "message:read"
    MESSAGE_WRITE = "message:write"
    SCRIPT_READ = "script:read"
    SCRIPT_CHANGE = "script:change"
    SCRIPT_RUN = "script:run"
    ARTICLE_READ = "article:read"
    ARTICLE_CHANGE = "article:change"
    REPORT_READ = "report:read"
    TOKEN_READ = "token:read"  # noqa: S105 - a name, no secret
    TOKEN_CHANGE = "token:change"  # noqa: S105 - a name, no secret
    WEBHOOK_READ = "webhook:read"
    WEBHOOK_CHANGE = "webhook:change"
    SEAMLESS_GRANT = "seamless:grant"
    SEAMLESS_VISIT = "seamless:visit"
    MAIL_READ = "mail:read"
    MAIL_SEND = "mail:send"
    KEYS_READ = "keys:read"
    KEYS_ROTATE = "keys:rotate"

    # From being the person: only what is theirs, never from a group.
    SESSION_REQUEST = "session:request"
    OWN_SESSION_READ = "own_session:read"
    OWN_SESSION_END = "own_session:end"
    OWN_DEVICE_READ = "own_device:read"
    OWN_DEVICE_USE = "own_device:use"
    OWN_RECEIPT_READ = "own_receipt:read"
    OWN_MESSAGE_READ = "own_message:read"
    OWN_MESSAGE_WRITE = "own_message:write"
    OWN_SCRIPT_RUN = "own_script:run"
    OWN_ARTICLE_READ = "own_article:read"
    OWN_ACCOUNT_READ = "own_account:read"
    OWN_ACCOUNT_CHANGE = "own_account:change"
    # From being the device.
    OWN_DEVICE_REPORT = "own_device:report"
    OWN_SESSION_ANSWER = "own_session:answer"
    # From being anybody: what a sign-in page shows.
    PORTAL_SEE = "portal:see"
    # From holding a secret that the body of the change checks: a password, a token, the console's secret.
    SIGN_IN = "sign_in:try"
    ENROL_BY_TOKEN = "enrolment_token:use"  # noqa: S105 - a name, no secret
    INSTANCE_SET_UP = "instance:set_up"
    # From an organization that lets people ask who are not signed in.
    VISITOR_REQUEST = "visitor_request:make"
    VISITOR_REQUEST_READ = "visitor_request:read"
    VISITOR_MESSAGE_WRITE = "visitor_message:write"


PERSON: Final = frozenset({Permission.OWN_ACCOUNT_READ, Permission.OWN_ACCOUNT_CHANGE})
END_USER: Final = PERSON | {
    Permission.SESSION_REQUEST,
    Permission.OWN_SESSION_READ,
    Permission.OWN_SESSION_END,
    Permission.OWN_DEVICE_READ,
    Permission.OWN_DEVICE_USE,
    Permission.OWN_RECEIPT_READ,
    Permission.OWN_MESSAGE_READ,
    Permission.OWN_MESSAGE_WRITE,
    Permission.OWN_SCRIPT_RUN,
    Permission.OWN_ARTICLE_READ,
}
DEVICE: Final = frozenset(
    {
        Permission.SESSION_REQUEST,
        Permission.OWN_SESSION_READ,
        Permission.OWN_SESSION_END,
        Permission.OWN_SESSION_ANSWER,
        Permission.OWN_DEVICE_READ,
        Permission.OWN_DEVICE_REPORT,
        Permission.OWN_MESSAGE_READ,
        Permission.OWN_MESSAGE_WRITE,
    }
)
ANONYMOUS: Final = frozenset(
    {
        Permission.SIGN_IN,
        Permission.ENROL_BY_TOKEN,
        Permission.INSTANCE_SET_UP,
        Permission.PORTAL_SEE,
        Permission.VISITOR_REQUEST,
        Permission.VISITOR_REQUEST_READ,
        Permission.VISITOR_MESSAGE_WRITE,
    }
)
GRANTABLE: Final = frozenset(Permission) - END_USER - DEVICE - ANONYMOUS
# What is about the installation, or about organizations from outside, and means nothing inside of one.
OF_INSTANCE: Final = frozenset(
    {
        Permission.ORGANIZATION_CREATE,
        Permission.ORGANIZATION_ARCHIVE,
        Permission.SEAMLESS_VISIT,
        Permission.KEYS_READ,
        Permission.KEYS_ROTATE,
    }
)
INSIDE: Final = GRANTABLE - OF_INSTANCE
# Who may work in an organization is its own affair: whom it lets in makes, changes and reads nothing by which staff
# come in, so that nothing of a visit outlasts it.
OF_OWN_STAFF: Final = frozenset(
    {
        Permission.STAFF_CREATE,
        Permission.STAFF_CHANGE,
        Permission.GROUP_CHANGE,
        Permission.GROUP_ASSIGN,
        Permission.MAIL_READ,
    }
)
VISITING: Final = INSIDE - OF_OWN_STAFF
# What concerns one device at a time: these reach only marked devices where a security group is narrowed to marks.
ABOUT_DEVICES: Final = frozenset(
    {
        Permission.DEVICE_READ,
        Permission.DEVICE_CHANGE,
        Permission.DEVICE_ASSIGN,
        Permission.DEVICE_REMOVE,
        Permission.SESSION_READ,
        Permission.SESSION_OFFER,
        Permission.SESSION_APPROVE,
        Permission.SESSION_CONTROL,
        Permission.SESSION_UNATTENDED,
        Permission.SESSION_FILES,
        Permission.SESSION_WATCH,
        Permission.SESSION_TERMINATE,
        Permission.SESSION_UNBLOCK,
        Permission.RECORDING_READ,
        Permission.RECORDING_EXPORT,
        Permission.RECORDING_REMOVE,
        Permission.AUDIT_READ,
        Permission.AUDIT_EXPORT,
        Permission.MESSAGE_READ,
        Permission.MESSAGE_WRITE,
        Permission.SCRIPT_RUN,
    }
)
