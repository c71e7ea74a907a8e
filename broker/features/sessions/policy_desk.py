"""Hands every connected device the policy that its settings come to, signed and numbered, as soon as it is another."""

import hashlib
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from msgspec.structs import replace
from sqlalchemy import select

from broker.access.permissions import Permission
from broker.features.portal.store import logos_at_devices
from broker.features.sessions import policy_store
from broker.features.sessions.policy_store import NEVER, Issued
from broker.features.sessions.stage import JOB, Stage
from broker.features.settings.places import Place
from broker.storage import tables
from broker.storage.work import Change, Upkeep, View
from protocol.identifiers import DeviceId
from protocol.links.agent_broker import PolicyFrame, PolicyHeld
from protocol.policy import MAX_NUMBER, POLICY_TYPE, Policy, content_of
from protocol.trust import Purpose

AT_ONCE: Final = 500
"""Devices that are looked at together."""


class PolicyDesk:
    """Issues policies; which devices a change concerns is found by comparing, so that none can be forgotten."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    async def held(self, device: DeviceId, held: PolicyHeld) -> None:
        """A device says what it holds: send what is newer, above any number that it has ever seen."""
        await self._issue((device,), held)

    async def refresh(self, place: Place) -> None:
        """Look at the connected devices of a place again after something changed there."""
        for part in self.parts(place):
            await self.look(place, part)

    def parts(self, place: Place) -> tuple[Sequence[DeviceId], ...]:
        """Divide the connected devices that may belong to a place into those that are looked at together."""
        if place.device is not None:
            connected = self._stage.presences.presence(DeviceId(place.device)) is not None
            return ((DeviceId(place.device),),) if connected else ()
        return tuple(_parts(tuple(self._stage.presences.connected())))

    async def look(self, place: Place, devices: Sequence[DeviceId]) -> None:
        """Issue what is another policy now to those of these devices that belong to the place."""
        await self._issue(await self._of(place, devices))

    async def _of(self, place: Place, devices: Sequence[DeviceId]) -> Sequence[DeviceId]:
        """Leave out devices of other organizations than the place's."""
        if place.organization is None:
            return devices
        columns = tables.devices.c
        query = select(columns.id).where(columns.id.in_(devices), columns.organization_id == place.organization)
        return await self._stage.work.view(
            JOB,
            Permission.DEVICE_READ,
            lambda view: [DeviceId(each) for each in view.connection.execute(query).scalars()],
        )

    async def _issue(self, devices: Sequence[DeviceId], held: PolicyHeld | None = None) -> None:
        now = await self._stage.work.view(JOB, Permission.DEVICE_READ, lambda view: self._policies(view, devices))
        if held is None:
            due = {device for device, (policy, last) in now.items() if content_of(policy) != last.content}
        else:
            due = {device for device, (policy, last) in now.items() if not _is_held(policy, last, held)}
        if not due:
            return
        floor = held.number if held is not None else 0
        for policy in await self._number(sorted(due), floor):
            sealed = self._stage.keys.sign(Purpose.GRANT, POLICY_TYPE, policy).decode()
            self._stage.courier.to_agent(policy.device, PolicyFrame(policy=sealed))

    async def _number(self, devices: Sequence[DeviceId], floor: int) -> list[Policy]:
        """Give each policy its number, the next one where it says something else than the last."""

        def body(change: Change) -> list[Policy]:
            change.needs_no_entry(Upkeep.POLICY)
            numbered = []
            for device, (policy, last) in self._policies(change, devices).items():
                content = content_of(policy)
                number = last.number
                if content != last.content or floor >= number:
                    # Only a device that lies about what it holds gets there; nothing is signed that no device can read.
                    number = min(max(last.number, floor) + 1, MAX_NUMBER)
                    policy_store.keep(change, device, Issued(number=number, content=content))
                numbered.append(replace(policy, number=number))
            return numbered

        return await self._stage.work.change(JOB, Permission.DEVICE_READ, body)

    def _policies(self, view: View, devices: Sequence[DeviceId]) -> dict[DeviceId, tuple[Policy, Issued]]:
        """Write what the settings come to on each device now, beside what it was given last."""
        columns = tables.devices.c
        query = select(columns.id, columns.organization_id, columns.assigned_account_id).where(
            columns.id.in_(devices), columns.revoked_at.is_(None)
        )
        rows = view.connection.execute(query).all()
        places = {DeviceId(row.id): Place(organization=row.organization_id, device=row.id) for row in rows}
        owners = {DeviceId(row.id): owner_mark(row.organization_id, row.assigned_account_id) for row in rows}
        logos = logos_at_devices(view, {row.organization_id for row in rows})
        applying = self._stage.settings.at_each(view, places.values())
        last = policy_store.issued(view, places)
        return {
            device: (
                _with_logo(_owned(applying[place].policy(device, 0), owners[device]), logos.get(place.home, "")),
                last.get(device, NEVER),
            )
            for device, place in places.items()
        }


def owner_mark(organization: str, owner: str | None) -> str:
    """Name whose a device is, to the device, without saying who that is."""
    return hashlib.sha256(f"{organization} {owner or ''}".encode()).hexdigest()[:32]


def _owned(policy: Policy, owner: str) -> Policy:
    return replace(policy, unattended=replace(policy.unattended, owner=owner))


def _with_logo(policy: Policy, logo: str) -> Policy:
    """Name the logo of the portal, where the settings have it shown at the device."""
    return replace(policy, look=replace(policy.look, logo=logo)) if policy.look.tray_logo else policy


def _is_held(policy: Policy, last: Issued, held: PolicyHeld) -> bool:
    content = content_of(policy)
    return held.number == last.number > 0 and content == last.content == held.content


def _parts(devices: Sequence[DeviceId]) -> Iterator[Sequence[DeviceId]]:
    waiting = iter(devices)
    while part := tuple(islice(waiting, AT_ONCE)):
        yield part
