"""Two who edit one group: the second is told what the first changed."""

from broker.access.marks import Marks, groups_among, tags_among
from broker.access.scopes import Reach
from broker.errors import Conflict
from broker.features.security_groups import store
from broker.features.security_groups.store import Group
from broker.storage.unit_of_work import View
from protocol.identifiers import OrganizationId

MOST_NAMED = 5


def refuse_stale(view: View, version: int, stored: Group, asked: Group) -> None:
    """Raise Conflict where the group was saved after it was read, and say how it now differs from what is asked."""
    if version == stored.version:
        return
    fields: dict[str, str] = {}
    if stored.name != asked.name:
        fields["name"] = f"The name is now “{stored.name}”."
    if stored.description != asked.description:
        fields["description"] = "The description is another one now."
    if stored.requires_factor != asked.requires_factor:
        now = "must now" if stored.requires_factor else "need not any more"
        fields["requires_factor"] = f"Its members {now} have a second step."
    if stored.given.permissions != asked.given.permissions:
        fields["permissions"] = "The permissions are now others: " + _words(
            stored.given.permissions - asked.given.permissions, asked.given.permissions - stored.given.permissions
        )
    if stored.given.reach != asked.given.reach:
        fields["organizations"] = _reach_words(view, stored.given.reach, asked.given.reach)
    if stored.given.narrowing != asked.given.narrowing:
        fields["devices"] = _narrowing_words(stored.given.narrowing)
    said = " ".join(fields.values()) or "It is now just as you want it."
    raise Conflict(f"Somebody saved first. {said}", fields=fields or {"version": "Read it again."})


def _narrowing_words(marks: Marks | None) -> str:
    if marks is None:
        return "It is not narrowed to any devices now."
    tags, groups = tags_among(marks), len(groups_among(marks))
    named = [*(f"tag:{tag}" for tag in tags), *([f"{groups} device groups"] if groups else [])]
    return f"It is narrowed to other devices now: {_listed(frozenset(named)) or 'none'}."


def _words(more: frozenset[str], less: frozenset[str]) -> str:
    parts = [f"with {_listed(more)}"] if more else []
    parts += [f"without {_listed(less)}"] if less else []
    return ", ".join(parts) + "."


def _reach_words(view: View, stored: Reach, asked: Reach) -> str:
    if not isinstance(stored, frozenset):
        return "It now reaches all organizations."
    wanted: frozenset[OrganizationId] = asked if isinstance(asked, frozenset) else frozenset()
    names = store.organizations(view, stored | wanted)
    more = frozenset(names[each] for each in stored - wanted if each in names)
    less = frozenset(names[each] for each in wanted - stored if each in names)
    return "The organizations are now others: " + _words(more, less)


def _listed(words: frozenset[str]) -> str:
    named = sorted(map(str, words))
    rest = len(named) - MOST_NAMED
    return ", ".join(named[:MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")
