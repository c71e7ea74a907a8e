"""The decision whether an actor may act in an organization, with its reason."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from broker.access.actors import (
    AccountActor,
    AccountKind,
    Actor,
    AnonymousActor,
    SystemActor,
    narrowed_of,
    reach_of,
    touches,
)
from broker.access.grants import Narrowed
from broker.access.groups import SecurityGroup
from broker.access.marks import NO_MARKS, Marks, groups_among, tags_among
from broker.access.permissions import ANONYMOUS, DEVICE, END_USER, PERSON, Permission
from broker.access.scopes import NOWHERE, Reach, covers, is_open
from protocol.identifiers import OrganizationId


class Reason(StrEnum):
    """Why a decision came out as it did."""

    HELD_EVERYWHERE = "held_everywhere"
    HELD_HERE = "held_here"
    HELD_ON_DEVICE = "held_on_device"
    HELD_SOMEWHERE = "held_somewhere"
    HELD_ON_OTHERS = "held_on_others"
    HELD_ELSEWHERE = "held_elsewhere"
    NOT_HELD = "not_held"
    FOREIGN = "foreign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Yes or no, why, and how far the permission reaches; `visible` tells whether a no may be told as one."""

    allowed: bool
    reason: Reason
    permission: Permission
    organization: OrganizationId | None
    reach: Reach
    narrowed: frozenset[Narrowed] = frozenset()
    visible: bool = True


def decide(
    actor: Actor, permission: Permission, organization: OrganizationId | None, marks: Marks = NO_MARKS
) -> Decision:
    """Decide one action in one organization; None asks whether it is allowed anywhere at all.

    `marks` are those of the device that it concerns. Without them, what is held over marked devices only gives nothing.
    """
    reach, narrowed = reach_of(actor, permission), narrowed_of(actor, permission)
    visible = True
    if organization is None:
        allowed = reach != NOWHERE or bool(narrowed)
        reason = Reason.HELD_SOMEWHERE if allowed else Reason.NOT_HELD
    elif covers(reach, organization):
        allowed, reason = True, Reason.HELD_EVERYWHERE if is_open(reach) else Reason.HELD_HERE
    elif any(each.takes_in(organization, marks) for each in narrowed):
        allowed, reason = True, Reason.HELD_ON_DEVICE
    else:
        allowed, visible = False, touches(actor, organization)
        reason = _why_not(reach, narrowed, organization) if visible else Reason.FOREIGN
    return Decision(
        allowed=allowed,
        reason=reason,
        permission=permission,
        organization=organization,
        reach=reach,
        narrowed=narrowed,
        visible=visible,
    )


def _why_not(reach: Reach, narrowed: frozenset[Narrowed], organization: OrganizationId) -> Reason:
    if any(covers(each.reach, organization) for each in narrowed):
        return Reason.HELD_ON_OTHERS
    return Reason.NOT_HELD if reach == NOWHERE and not narrowed else Reason.HELD_ELSEWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A decision with what it rests on: the groups that give it, here on other devices only, and only elsewhere."""

    decision: Decision
    giving: tuple[SecurityGroup, ...]
    on_others: tuple[SecurityGroup, ...]
    elsewhere: tuple[SecurityGroup, ...]
    sentence: str


def explain(
    actor: Actor,
    permission: Permission,
    organization: OrganizationId,
    groups: Iterable[SecurityGroup] = (),
    marks: Marks = NO_MARKS,
) -> Explanation:
    """Answer *why may they do that?* and *why not?*; `groups` are the ones the person is a member of.

    `marks` are those of the device that is asked about, if one is.
    """
    holding = [group for group in groups if permission in group.permissions]
    here = [group for group in holding if covers(group.reach, organization)]
    giving = tuple(group for group in here if _gives(group, permission, marks))
    explanation = Explanation(
        decision=decide(actor, permission, organization, marks),
        giving=giving,
        on_others=tuple(group for group in here if group not in giving),
        elsewhere=tuple(group for group in holding if not covers(group.reach, organization)),
        sentence="",
    )
    return replace(explanation, sentence=_sentence(actor, explanation))


def _gives(group: SecurityGroup, permission: Permission, marks: Marks) -> bool:
    narrowing = group.narrowing_of(permission)
    return narrowing is None or not narrowing.isdisjoint(marks)


def _sentence(actor: Actor, found: Explanation) -> str:
    decision, giving = found.decision, found.giving
    own = PERSON | END_USER | DEVICE | ANONYMOUS
    if decision.allowed and isinstance(actor, SystemActor):
        return "Yes: this is a job of Handrail itself."
    if decision.allowed and decision.permission in own:
        return "Yes, with a secret." if isinstance(actor, AnonymousActor) else "Yes: this is about their own things."
    if decision.allowed:
        return f"Yes: by the security group {_names(giving)}." if giving else "Yes: by their security groups."
    if found.on_others:
        return f"Only on some devices here: {', '.join(_narrowed_names(found.on_others))}."
    if found.elsewhere:
        names = _names(found.elsewhere)
        return f"No: the security group {names} gives {decision.permission}, but not in this organization."
    if isinstance(actor, AccountActor) and actor.kind is AccountKind.END_USER:
        if decision.permission in END_USER:
            return _own_sentence(decision)
        return f"No: {decision.permission} comes from security groups, and end users are in none."
    return f"No: none of their security groups gives {decision.permission}."


def _own_sentence(decision: Decision) -> str:
    if decision.reach != NOWHERE:
        return "No: this is about their own things, and theirs are not in this organization."
    return f"No: their portal group does not give {decision.permission}."


def _narrowed_names(groups: tuple[SecurityGroup, ...]) -> Iterator[str]:
    for group in groups:
        marks = group.narrowing or NO_MARKS
        words = [f"tag:{tag}" for tag in tags_among(marks)]
        count = len(groups_among(marks))
        words += [f"{count} device group{'s' if count > 1 else ''}"] if count else []
        yield f"the security group “{group.name}” gives {' or '.join(words) or 'no device'}"


def _names(groups: tuple[SecurityGroup, ...]) -> str:
    return ", ".join(f"“{group.name}”" for group in groups)
