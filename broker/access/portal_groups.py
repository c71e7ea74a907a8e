"""Portal groups: what the built-in ones give, and which rights the features of a portal carry; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from broker.access.permissions import PERSON, Permission
from broker.access.portal_features import ALL_FEATURES, PortalFeature

_ID_LENGTH: Final = 26


class BuiltInPortalGroup(StrEnum):
    """The portal groups that exist from the start."""

    NO_ACCESS = "no_access"
    LIMITED = "limited"
    STANDARD = "standard"
    NON_PORTAL = "non_portal"

    @property
    def id(self) -> str:
        """The identifier of its row, the same in every installation."""
        return ("portal" + self.value.replace("_", "")).ljust(_ID_LENGTH, "a")


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalGroupTemplate:
    """The name and the features that a built-in portal group starts with."""

    name: str
    features: frozenset[PortalFeature]


_LIMITED: Final = frozenset({PortalFeature.ASK_FOR_HELP, PortalFeature.OWN_REQUESTS})
BUILT_IN_PORTAL_GROUPS: Final[Mapping[BuiltInPortalGroup, PortalGroupTemplate]] = MappingProxyType(
    {
        BuiltInPortalGroup.NO_ACCESS: PortalGroupTemplate(name="No portal access", features=frozenset()),
        BuiltInPortalGroup.LIMITED: PortalGroupTemplate(name="Limited", features=_LIMITED),
        # What runs on a computer is switched on knowingly, never by an update.
        BuiltInPortalGroup.STANDARD: PortalGroupTemplate(
            name="Standard", features=ALL_FEATURES - {PortalFeature.SCRIPTS}
        ),
        BuiltInPortalGroup.NON_PORTAL: PortalGroupTemplate(
            name="Non-portal users", features=frozenset({PortalFeature.ASK_FOR_HELP})
        ),
    }
)
_SEEING_SESSIONS: Final = frozenset({Permission.OWN_SESSION_READ, Permission.OWN_SESSION_END})
_RIGHTS: Final[Mapping[PortalFeature, frozenset[Permission]]] = MappingProxyType(
    {
        PortalFeature.ASK_FOR_HELP: frozenset({Permission.SESSION_REQUEST}),
        PortalFeature.OWN_REQUESTS: _SEEING_SESSIONS | {Permission.OWN_MESSAGE_READ, Permission.OWN_MESSAGE_WRITE},
        # Who sees their device sees who is on it, and can end that.
        PortalFeature.OWN_DEVICES: _SEEING_SESSIONS | {Permission.OWN_DEVICE_READ},
        PortalFeature.OWN_DEVICE_ACCESS: _SEEING_SESSIONS | {Permission.OWN_DEVICE_READ, Permission.OWN_DEVICE_USE},
        PortalFeature.RECEIPTS: _SEEING_SESSIONS | {Permission.OWN_RECEIPT_READ},
        PortalFeature.SCRIPTS: frozenset({Permission.OWN_SCRIPT_RUN}),
        PortalFeature.ARTICLES: frozenset({Permission.OWN_ARTICLE_READ}),
    }
)


def rights_of(features: Iterable[PortalFeature]) -> frozenset[Permission]:
    """Give what an end user may do who has these features; their own account is theirs in any case."""
    return PERSON.union(*(_RIGHTS[feature] for feature in features))


def write_features(features: Iterable[PortalFeature]) -> str:
    """Spell features as they are stored."""
    return " ".join(sorted(features))


def read_features(stored: str | None) -> frozenset[PortalFeature]:
    """Read features that were stored; those that this version does not know give nothing."""
    known = {feature.value for feature in PortalFeature}
    return frozenset(PortalFeature(word) for word in (stored or "").split() if word in known)
