"""Where a setting can be decided, and which wider places count there too."""

from dataclasses import dataclass
from typing import Final

from broker.access.scopes import INSTANCE
from broker.features.settings.catalogue import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The instance, an organization, or a device of one."""

    organization: str | None = None
    device: str | None = None

    @property
    def scope(self) -> Scope:
        if self.device is not None:
            return Scope.DEVICE
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
        return f"{self.scope.value}:{self.device or self.organization}"

    def with_wider(self) -> tuple["Place", ...]:
        """List the places that count here, widest first."""
        wider: list[Place] = [THE_INSTANCE]
        if self.organization is not None:
            wider.append(Place(organization=self.organization))
        return (*wider, self) if self.device is not None else tuple(wider)

    def takes_in(self, other: "Place") -> bool:
        """Tell whether what is set here counts in another place."""
        return self in other.with_wider()


THE_INSTANCE: Final = Place()
