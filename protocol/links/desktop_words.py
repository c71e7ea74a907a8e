"""The closed sets that core and desktop speak in: where the device, a session, a request or joining stands."""

from enum import StrEnum


class Standing(StrEnum):
    """Where the device stands while nobody is connected."""

    READY = "ready"
    NOT_CONNECTED = "not_connected"
    SWITCHED_OFF = "switched_off"


class Occasion(StrEnum):
    """What a question asks for."""

    START = "start"
    WIDEN = "widen"
    EXTEND = "extend"


class Condition(StrEnum):
    """How a running session is doing."""

    CONNECTING = "connecting"
    ACTIVE = "active"
    LOST = "lost"
    PAUSED = "paused"


class RequestState(StrEnum):
    """Where a request for help stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"
    TIMED_OUT = "timed_out"
    NOT_COME = "not_come"
    REFUSED = "refused"


class NotSent(StrEnum):
    """Why a request for help was not sent, where no broker was asked."""

    NO_CONNECTION = "no_connection"
    SUPPORT_OFF = "support_off"
    REQUESTS_OFF = "requests_off"


class JoinStage(StrEnum):
    """How far a computer that is not enrolled has come with its code."""

    CODE = "code"
    OVER = "over"
    TYPE = "type"
    JOINED = "joined"
    GONE = "gone"
