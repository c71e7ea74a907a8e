"""What a row of the matrix says: how a route is called, and what each kind of actor is answered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from string import Formatter
from typing import Any

from broker.access.permissions import Permission
from tests.matrix.actors import END_USERS, OWNERS, STAFF, STRANGERS, Reaching, Who

UNSIGNED = "401 sign_in.needed"
MISSING_RIGHT = "403 permission.missing"
NOTHING_HERE = "404 not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A route's row. `{device}` in path, query or body stands for the id of the device *here*, and so on.

    Answers follow from `needs` (the right that staff need) and `owner` (what the end user it is about is answered, who
    needs no right from a group); `but` says who is answered otherwise. For a route that is open to everybody, `all` is
    what all are answered.
    """

    needs: Permission | None = None
    good: str = "200"
    owner: str | None = None
    elsewhere: str = NOTHING_HERE
    path: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    body: Mapping[str, Any] | None = None
    csv: str | None = None
    """A file to send in place of a body."""
    but: Mapping[Who, str] = field(default_factory=dict)
    all: str | None = None
    for_programs: bool = True
    """Whether an API token is let in at all."""

    def expected(self, who: Who) -> str:
        """Give the answer of one cell: the status, and the code of a refusal."""
        if who is Who.TOKEN_HERE and not self.for_programs:
            return "403 token.not_here"
        if self.all is not None or who in self.but:
            return self.but.get(who) or str(self.all)
        if who in STRANGERS or who is Who.OWNER_SHUT_OUT:
            return UNSIGNED
        if who in END_USERS:
            if self.owner is None:
                return MISSING_RIGHT
            return self.owner if who in OWNERS else self.elsewhere
        holding = STAFF[who]
        if self.needs is None or self.needs not in holding.permissions:
            return MISSING_RIGHT
        return self.elsewhere if holding.reach is Reaching.ELSEWHERE else self.good

    def names(self) -> list[str]:
        """List the objects that a call names, each once."""
        texts = [*self.path.values(), self.query, self.csv or "", *_texts(self.body)]
        found = [name for text in texts for _, name, _, _ in Formatter().parse(text) if name]
        return sorted({name for name in found if name not in {"mark", "unique"}})


def filled(part: Any, ids: Mapping[str, str]) -> Any:
    """Put ids in the place of names, everywhere in a path, query or body."""
    if isinstance(part, str):
        return part.format_map(ids)
    if isinstance(part, Mapping):
        return {key: filled(value, ids) for key, value in part.items()}
    if isinstance(part, list):
        return [filled(each, ids) for each in part]
    return part


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from _texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from _texts(value)


def listed(needs: Permission, **more: object) -> Row:
    """A list: whoever holds the right anywhere gets it, narrowed to their own."""
    return Row(needs=needs, elsewhere="200", **more)  # type: ignore[arg-type]
