"""Which devices are connected now, and who is at them; kept in memory, because it is true only while a link is."""

from dataclasses import dataclass

from protocol.identifiers import DeviceId
from protocol.links.agent_broker import Presence


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """A device that is connected: who is there, and how its link signed in."""

    presence: Presence
    boot: str
    counter: int


class PresenceBoard:
    """The connected devices of this process."""

    def __init__(self) -> None:
        self._here: dict[DeviceId, Here] = {}

    def came(self, device: DeviceId, here: Here) -> None:
        """Note that a device has signed in."""
        self._here[device] = here

    def changed(self, device: DeviceId, presence: Presence) -> bool:
        """Note who is there; tells whether that is news."""
        before = self._here.get(device)
        if before is None or before.presence is presence:
            return False
        self._here[device] = Here(presence=presence, boot=before.boot, counter=before.counter)
        return True

    def went(self, device: DeviceId) -> None:
        """Note that a device's link is gone."""
        self._here.pop(device, None)

    def presence(self, device: DeviceId) -> Presence | None:
        """Say who is at a device; None where it is not connected."""
        here = self._here.get(device)
        return here.presence if here else None

    def link_of(self, device: DeviceId) -> Here | None:
        """Say how a device's link signed in."""
        return self._here.get(device)

    def connected(self) -> tuple[DeviceId, ...]:
        """List the connected devices."""
        return tuple(self._here)

    def with_presence(self, presence: Presence) -> tuple[DeviceId, ...]:
        """List the devices at which this is so."""
        return tuple(device for device, here in self._here.items() if here.presence is presence)
