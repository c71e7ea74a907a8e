"""What a portal group may give, and what the second of two writers is told; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from broker.access.portal_features import PortalFeature
from broker.access.portal_groups import BuiltInPortalGroup
from broker.errors import BadInput, Conflict
from protocol.identifiers import OrganizationId

MAX_GROUPS: Final = 200
# Visitors have no account, so nothing that is somebody's own but what they ask.
VISITORS_CAN_HAVE: Final = frozenset({PortalFeature.ASK_FOR_HELP, PortalFeature.OWN_REQUESTS, PortalFeature.ARTICLES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A portal group as it is stored; its home is an organization, or the instance."""

    id: str
    home: OrganizationId
    name: str
    description: str
    built_in: BuiltInPortalGroup | None
    features: frozenset[PortalFeature]
    version: int

    @property
    def is_fixed(self) -> bool:
        """Whether it stays as it is: to have no portal means the same everywhere."""
        return self.built_in is BuiltInPortalGroup.NO_ACCESS

    @property
    def takes_people(self) -> bool:
        """Whether people with accounts can be in it."""
        return self.built_in is not BuiltInPortalGroup.NON_PORTAL


def check_features(features: Iterable[PortalFeature], built_in: BuiltInPortalGroup | None) -> frozenset[PortalFeature]:
    """Refuse a group that gives nothing, or gives visitors what only people with an account can have."""
    chosen = frozenset(features)
    if not chosen:
        raise _wrong("Choose at least one feature. Who is to have none belongs in No portal access.")
    if built_in is BuiltInPortalGroup.NON_PORTAL and chosen - VISITORS_CAN_HAVE:
        raise _wrong("Visitors have no account: they can ask for help, see what they asked, and read articles.")
    return chosen


def check_changeable(group: Group) -> None:
    """Refuse to change or copy the one group that stays as it is."""
    if group.is_fixed:
        raise Conflict("No portal access stays as it is.", code="portal_group.fixed")


def refuse_stale(version: int, stored: Group, asked: Group) -> None:
    """Raise Conflict where the group was saved after it was read, and say how it now differs from what is asked."""
    if version == stored.version:
        return
    fields: dict[str, str] = {}
    if stored.name != asked.name:
        fields["name"] = f"The name is now “{stored.name}”."
    if stored.description != asked.description:
        fields["description"] = "The description is another one now."
    if stored.features != asked.features:
        fields["features"] = "The features are others now."
    said = " ".join(fields.values()) or "It is now just as you want it."
    raise Conflict(f"Somebody saved first. {said}", fields=fields or {"version": "Read it again."})


def _wrong(sentence: str) -> BadInput:
    return BadInput(sentence, code="field.features", fields={"features": sentence})
