"""The two trees of errors: refusals, which are the other side's to mend, and faults, which are ours."""

from collections.abc import Mapping


class Refusal(Exception):
    """Something asked is not done; the code is stable, the message is a whole sentence for a person."""

    code = "refused"
    status = 400
    message = "That cannot be done."

    def __init__(
        self,
        message: str | None = None,
        *,
        code: str | None = None,
        status: int | None = None,
        fields: Mapping[str, str] | None = None,
        retry_after: int | None = None,
    ) -> None:
        self.code = code or self.code
        self.status = status or self.status
        self.message = message or self.message
        self.fields = dict(fields) if fields else None
        self.retry_after = retry_after
        super().__init__(f"{self.code}: {self.message}")


class BadInput(Refusal):
    """What was sent does not keep the declared form; give the code of the field or body."""

    code = "body.wrong"
    status = 400
    message = "What was sent is not what this page expects."


class SignInNeeded(Refusal):
    code = "sign_in.needed"
    status = 401
    message = "Sign in first."


class PermissionMissing(Refusal):
    """The object is within the actor's reach, the action is not theirs to take."""

    code = "permission.missing"
    status = 403
    message = "You may not do this. An administrator can say why."


class NotFound(Refusal):
    """A missing object, or a foreign one: nobody can tell which."""

    code = "not_found"
    status = 404
    message = "Nothing here for you."


class Conflict(Refusal):
    code = "save.conflict"
    status = 409
    message = "Somebody saved first."


def saved_first(stored: Mapping[str, str], wanted: Mapping[str, str]) -> Conflict:
    """Say to the second writer what the first one left where the two differ."""
    fields = {field: f"Now: {value or '–'}" for field, value in stored.items() if wanted.get(field) != value}
    return Conflict("Somebody saved first. Look at what it is now, and save again.", fields=fields)


class Busy(Refusal):
    """Stored state is asked for more than it can give now; nothing was changed."""

    code = "storage.busy"
    status = 503
    message = "Handrail is very busy. Nothing was changed. Try again in a moment."


class Fault(Exception):
    """This failed by our fault; the edge gives it a reference that the person can quote."""

    code = "internal"
    status = 500
    message = "This failed by our fault. Nothing was changed."

    def __init__(self, detail: str = "", *, code: str | None = None) -> None:
        self.code = code or self.code
        self.detail = detail
        super().__init__(f"{self.code}: {detail}" if detail else self.code)


class ProgrammingFault(Fault):
    """A rule of the house was broken by our own code, such as a change without an audit entry."""

    code = "internal.rule"


class StorageFault(Fault):
    """The database did not take or give what it was asked for."""

    code = "storage.failed"


class SchemaOutdated(Fault):
    """The database is of another version than this program."""

    code = "storage.schema"
