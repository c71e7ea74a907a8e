"""HTTP of settings: what applies in a place, and where it comes from."""

from typing import Annotated

import msgspec
from msgspec import Meta

from broker.access.permissions import Permission
from broker.features.settings.answers import SettingsAnswer
from broker.features.settings.catalogue import CATALOGUE, Key
from broker.features.settings.editing import SettingsEditing, Wanted
from broker.features.settings.places import THE_INSTANCE, Place
from broker.web.bodies import Id
from broker.web.call import Call
from broker.web.declare import get, patch
from broker.web.policy import Signed, When

MOST_CHANGES = 100
READING = Signed(Permission.SETTINGS_READ)
Word = Annotated[str, Meta(max_length=400)]


class SettingChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One setting as it is to be in a place; a value of null leaves it to the wider places."""

    key: Key
    value: bool | int | Word | Annotated[tuple[Word, ...], Meta(max_length=50)] | None
    locked: bool = False
    version: Annotated[int, Meta(ge=0, le=2**31 - 1)]


class SettingsChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is to be changed in a place, together."""

    changes: Annotated[tuple[SettingChange, ...], Meta(min_length=1, max_length=MOST_CHANGES)]


class AsIfOf(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose device it is to be looked at as; without, it is looked at as it is."""

    person: Id | None = None


def wanted_of(body: SettingsChange) -> tuple[Wanted, ...]:
    """Read what is to be changed."""
    return tuple(
        Wanted(key=each.key, value=each.value, locked=each.locked, version=each.version) for each in body.changes
    )


def _is_dangerous(body: SettingsChange) -> bool:
    return any(CATALOGUE[each.key].is_dangerous for each in body.changes)


_DANGEROUS = " or ".join(f"`{key}`" for key, setting in CATALOGUE.items() if setting.is_dangerous)
CHANGING = Signed(
    Permission.SETTINGS_CHANGE, fresh=When(words=f"{_DANGEROUS} is among the changes", holds=_is_dangerous)
)


class SettingsRoutes:
    """Settings of the instance, of organizations, of devices."""

    def __init__(self, editing: SettingsEditing) -> None:
        self._editing = editing

    @get("/api/settings", policy=READING)
    async def read_instance_settings(self, call: Call) -> SettingsAnswer:
        """Read the settings of the instance."""
        return await self._editing.read(call.person, THE_INSTANCE)

    @patch("/api/settings", policy=CHANGING)
    async def change_instance_settings(self, call: Call, body: SettingsChange) -> SettingsAnswer:
        """Change settings of the instance."""
        return await self._change(call, THE_INSTANCE, body)

    @get("/api/organizations/{organization_id}/settings", policy=READING)
    async def read_organization_settings(self, call: Call, organization_id: str) -> SettingsAnswer:
        """Read the settings of an organization."""
        return await self._editing.read(call.person, Place(organization=organization_id))

    @patch("/api/organizations/{organization_id}/settings", policy=CHANGING)
    async def change_organization_settings(
        self, call: Call, organization_id: str, body: SettingsChange
    ) -> SettingsAnswer:
        """Change settings of an organization."""
        return await self._change(call, Place(organization=organization_id), body)

    @get("/api/devices/{device_id}/settings", policy=READING)
    async def read_device_settings(self, call: Call, device_id: str, query: AsIfOf) -> SettingsAnswer:
        """Read the settings of a device, or what would apply there if it belonged to another person."""
        return await self._editing.read(call.person, Place(device=device_id), query.person)

    @patch("/api/devices/{device_id}/settings", policy=CHANGING)
    async def change_device_settings(self, call: Call, device_id: str, body: SettingsChange) -> SettingsAnswer:
        """Change settings of a device."""
        return await self._change(call, Place(device=device_id), body)

    async def _change(self, call: Call, place: Place, body: SettingsChange) -> SettingsAnswer:
        return await self._editing.change(call.person, place, wanted_of(body))
