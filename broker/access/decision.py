"""The decision whether an actor may act in an organization, with its reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from broker.access.actors import AccountActor, AccountKind, Actor, AnonymousActor, SystemActor, permissions_of, reach_of
from broker.access.groups import SecurityGroup
from broker.access.permissions import ANONYMOUS, DEVICE, END_USER, PERSON, Permission
from broker.access.scopes import NOWHERE, Reach, covers, is_open
from protocol.identifiers import OrganizationId


class Reason(StrEnum):
    """Why a decision came out as it did."""

    HELD_EVERYWHERE = "held_everywhere"
    HELD_HERE = "held_here"
    HELD_SOMEWHERE = "held_somewhere"
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
    visible: bool = True


def decide(actor: Actor, permission: Permission, organization: OrganizationId | None) -> Decision:
    """Decide one action in one organization; None asks whether it is allowed anywhere at all."""
    reach = reach_of(actor, permission)
    if organization is None:
        allowed, reason, visible = reach != NOWHERE, Reason.HELD_SOMEWHERE, True
        reason = reason if allowed else Reason.NOT_HELD
    elif covers(reach, organization):
        allowed, reason, visible = True, Reason.HELD_EVERYWHERE if is_open(reach) else Reason.HELD_HERE, True
    else:
        allowed, visible = False, permissions_of(actor).touches(organization)
        reason = (Reason.NOT_HELD if reach == NOWHERE else Reason.HELD_ELSEWHERE) if visible else Reason.FOREIGN
    return Decision(
        allowed=allowed,
        reason=reason,
        permission=permission,
        organization=organization,
        reach=reach,
        visible=visible,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A decision with what it rests on: the groups that give it, and the groups that give it only elsewhere."""

    decision: Decision
    giving: tuple[SecurityGroup, ...]
    elsewhere: tuple[SecurityGroup, ...]
    sentence: str


def explain(
    actor: Actor, permission: Permission, organization: OrganizationId, groups: Iterable[SecurityGroup] = ()
) -> Explanation:
    """Answer *why may they do that?* and *why not?*; `groups` are the ones the person is a member of."""
    decision = decide(actor, permission, organization)
    holding = [group for group in groups if permission in group.permissions]
    giving = tuple(group for group in holding if covers(group.reach, organization))
    elsewhere = tuple(group for group in holding if not covers(group.reach, organization))
    return Explanation(
        decision=decision,
        giving=giving,
        elsewhere=elsewhere,
        sentence=_sentence(actor, decision, giving, elsewhere),
    )


def _sentence(
    actor: Actor, decision: Decision, giving: tuple[SecurityGroup, ...], elsewhere: tuple[SecurityGroup, ...]
) -> str:
    own = PERSON | END_USER | DEVICE | ANONYMOUS
    if decision.allowed and isinstance(actor, SystemActor):
        return "Yes: this is a job of Handrail itself."
    if decision.allowed and decision.permission in own:
        return "Yes, with a secret." if isinstance(actor, AnonymousActor) else "Yes: this is about their own things."
    if decision.allowed:
        return f"Yes: by the security group {_names(giving)}." if giving else "Yes: by their security groups."
    if elsewhere:
        return f"No: the security group {_names(elsewhere)} gives {decision.permission}, but not in this organization."
    if isinstance(actor, AccountActor) and actor.kind is AccountKind.END_USER:
        if decision.permission in END_USER:
            return _own_sentence(decision)
        return f"No: {decision.permission} comes from security groups, and end users are in none."
    return f"No: none of their security groups gives {decision.permission}."


def _own_sentence(decision: Decision) -> str:
    if decision.reach != NOWHERE:
        return "No: this is about their own things, and theirs are not in this organization."
    return f"No: their portal group does not give {decision.permission}."


def _names(groups: tuple[SecurityGroup, ...]) -> str:
    return ", ".join(f"“{group.name}”" for group in groups)
