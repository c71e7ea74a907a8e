"""Where a setting can be decided, and which wider places count there too."""

from dataclasses import dataclass
from typing import Final

from broker.access.scopes import INSTANCE
from broker.features.settings.catalogue import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The instance, an organization, a scope rule of one, or a device of one."""

    organization: str | None = None
    device: str | None = None
    rule: str | None = None

    @property
    def scope(self) -> Scope:
        if self.device is not None:
            return Scope.DEVICE
        if self.rule is not None:
            return Scope.RULE
        return Scope.INSTANCE if self.organization is None else Scope.ORGANIZATION

    @property
    def home(self) -> str:
        """Whose this place is: an organization, or the instance."""
        return self.organization or INSTANCE

    @property
    def key(self) -> str:
        """The name of this place in storage."""
        if self.scope is Scope.INSTANCE:
            return self.scope.value
        return f"{self.scope.value}:{self.device or self.rule or self.organization}"

    def with_wider(self) -> tuple["Place", ...]:
        """List the places that count here, widest first; which rules apply to a device is for who knows it."""
        wider: list[Place] = [THE_INSTANCE]
        if self.organization is not None:
            wider.append(Place(organization=self.organization))
        return (*wider, self) if self.scope in (Scope.DEVICE, Scope.RULE) else tuple(wider)

    def takes_in(self, other: "Place") -> bool:
        """Tell whether what is set here counts in another place."""
        if self.scope is Scope.RULE and other.device is not None:
            # It may apply to any device there.
            return self.organization == other.organization
        return self in other.with_wider()


THE_INSTANCE: Final = Place()
