"""Reading and changing what is set in one place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest
from sqlalchemy import insert, select

from broker.access.permissions import Permission
from broker.access.scopes import only
from broker.audit.kinds import AuditKind
from broker.errors import BadInput, Conflict, NotFound, PermissionMissing, Refusal
from broker.features.settings.answers import Origin, SettingAnswer, SettingsAnswer
from broker.features.settings.catalogue import Key, Scope
from broker.features.settings.editing import SettingsEditing, Wanted
from broker.features.settings.places import THE_INSTANCE, Place
from broker.features.settings.service import Settings
from broker.storage import tables
from broker.storage.audit_log import entry_of
from broker.storage.unit_of_work import Change, UnitOfWork
from tests.fakes.actors import ORG_A, ORG_B, SYSTEM, named, staff

READ, CHANGE = Permission.SETTINGS_READ, Permission.SETTINGS_CHANGE
ADMINISTRATOR = staff(READ, CHANGE)
OF_A = staff(READ, CHANGE, reach=only(ORG_A))
A, B = Place(organization=ORG_A), Place(organization=ORG_B)
DESK = Place(device=named("desk"))
FOREIGN_DESK, MISSING_DESK = Place(device=named("theirs")), Place(device=named("none"))


@dataclass
class Desk:
    """The service, and what it told."""

    work: UnitOfWork
    editing: SettingsEditing
    told: list[tuple[Place, frozenset[Key]]] = field(default_factory=list)

    async def set(self, place: Place, key: Key, value: object, version: int = 0, **more: Any) -> SettingAnswer:
        actor = more.pop("actor", ADMINISTRATOR)
        wanted = Wanted(key=key, value=value, locked=more.pop("locked", False), version=version)
        return one(await self.editing.change(actor, place, (wanted,)), key)

    async def read(self, place: Place, key: Key) -> SettingAnswer:
        return one(await self.editing.read(ADMINISTRATOR, place), key)

    async def entries(self) -> list[Any]:
        rows = tables.audit_entries
        query = select(rows).where(rows.c.kind == AuditKind.SETTINGS_CHANGED.value).order_by(rows.c.sequence)
        found = await self.work.view(SYSTEM, Permission.AUDIT_READ, lambda view: view.connection.execute(query).all())
        return [entry_of(row).entry for row in found]


def one(answer: SettingsAnswer, key: Key) -> SettingAnswer:
    return next(each for each in answer.settings if each.key is key)


@pytest.fixture
async def desk(work: UnitOfWork) -> Desk:
    def body(change: Change) -> None:
        for identifier, name in ((ORG_A, "Org A"), (ORG_B, "Org B")):
            row = {"id": identifier, "name": name, "slug": identifier[:10], "created_at": change.now}
            change.connection.execute(insert(tables.organizations).values(**row))
        for place, home in ((DESK, ORG_A), (FOREIGN_DESK, ORG_B)):
            row = {"id": place.device, "organization_id": home, "name": "DESK-014", "public_key": b"",
                   "key_hash": str(place.device), "enrolled_at": change.now}  # fmt: skip
            change.connection.execute(insert(tables.devices).values(**row))
        change.record(AuditKind.ORGANIZATION_CREATED, organization=ORG_A)

    await work.change(SYSTEM, Permission.ORGANIZATION_CREATE, body)
    told: list[tuple[Place, frozenset[Key]]] = []
    editing = SettingsEditing(
        work=work, settings=Settings({"consent_seconds": 50}), changed=lambda *said: told.append(said)
    )
    return Desk(work=work, editing=editing, told=told)


async def test_each_value_says_where_it_comes_from(desk: Desk) -> None:
    await desk.set(THE_INSTANCE, Key.SESSION_SECONDS, 1800)
    await desk.set(A, Key.SESSION_SECONDS, 900)
    on_desk = await desk.read(DESK, Key.SESSION_SECONDS)
    assert (on_desk.value, on_desk.origin) == (900, Origin(scope=Scope.ORGANIZATION, name="Org A"))
    assert (on_desk.here, on_desk.version) == (None, 0)
    here = await desk.read(A, Key.SESSION_SECONDS)
    assert (here.here, here.wider, here.wider_origin) == (900, 1800, Origin(scope=Scope.INSTANCE, name=""))
    configured = await desk.read(A, Key.CONSENT_SECONDS)
    assert (configured.value, configured.origin) == (50, Origin(scope=Scope.CONFIGURATION, name=""))
    assert (await desk.read(A, Key.CODE_MODE)).origin is None
    answer = await desk.editing.read(OF_A, DESK)
    assert answer.organization is not None
    assert answer.organization.name == "Org A"
    assert answer.device is not None
    assert answer.device.name == "DESK-014"
    assert answer.may_change
    assert {each.key for each in answer.settings}.isdisjoint({Key.IDLE_SECONDS, Key.MFA_REQUIRED})


async def test_a_change_is_written_down_with_before_and_after_and_told(desk: Desk) -> None:
    await desk.set(A, Key.SESSION_SECONDS, 900)
    await desk.set(A, Key.SESSION_SECONDS, None, version=1)
    first, second = [msgspec.json.decode(each.detail) for each in await desk.entries()]
    said = {"setting": "session_seconds", "place": "Org A", "before": "nothing set here", "after": "15 minutes"}
    assert first == said
    assert (second["before"], second["after"]) == ("15 minutes", "nothing set here")
    assert [each.organization for each in await desk.entries()] == [ORG_A, ORG_A]
    assert desk.told == [(A, frozenset({Key.SESSION_SECONDS}))] * 2


async def test_what_is_as_it_was_is_no_change(desk: Desk) -> None:
    await desk.set(A, Key.SESSION_SECONDS, 900)
    again = await desk.set(A, Key.SESSION_SECONDS, 900)
    assert (again.version, len(await desk.entries()), len(desk.told)) == (1, 1, 1)


@pytest.mark.parametrize(
    ("place", "key", "value", "locked", "sentence"),
    [
        (THE_INSTANCE, Key.SESSION_SECONDS, 59, False, "whole seconds from 60"),
        (A, Key.SESSION_SECONDS, 3601, False, "The default is 1 hour; a nearer place can only be stricter."),
        (A, Key.CONSENT_SECONDS, 51, False, "The instance says 50 seconds; a nearer place can only be stricter."),
        (DESK, Key.IDLE_SECONDS, 600, False, "This cannot be set here."),
        (DESK, Key.SESSION_SECONDS, 600, True, "There is nothing nearer than a device"),
        (A, Key.IDLE_SECONDS, 299, False, "whole seconds from 300 to 2592000"),
        (THE_INSTANCE, Key.IDLE_SECONDS, 2_592_001, False, "whole seconds from 300 to 2592000"),
        (A, Key.CAPABILITIES_OFFERED, ["files"], False, "a list of control"),
        (A, Key.ALLOW_REMOTE_SUPPORT, "no", False, "true or false"),
    ],
)
async def test_what_cannot_be_is_one_clear_sentence(
    desk: Desk, place: Place, key: Key, value: object, locked: bool, sentence: str
) -> None:
    with pytest.raises(BadInput) as refused:
        await desk.set(place, key, value, locked=locked)
    assert sentence in (refused.value.fields or {})[key]
    assert desk.told == []


@pytest.mark.parametrize(("key", "value"), [(Key.SESSION_SECONDS, 3600), (Key.IDLE_SECONDS, 300)])
async def test_what_is_just_as_strict_can_be_set(desk: Desk, key: Key, value: int) -> None:
    assert (await desk.set(A, key, value)).here == value


async def test_what_is_locked_above_can_only_be_given_back(desk: Desk) -> None:
    await desk.set(A, Key.SESSION_SECONDS, 900)
    await desk.set(THE_INSTANCE, Key.SESSION_SECONDS, 1800, locked=True)
    found = await desk.read(A, Key.SESSION_SECONDS)
    assert (found.value, found.locked_by) == (900, Origin(scope=Scope.INSTANCE, name=""))
    with pytest.raises(BadInput, match="The instance has locked this"):
        await desk.set(A, Key.SESSION_SECONDS, 600, version=1, actor=OF_A)
    assert (await desk.set(A, Key.SESSION_SECONDS, None, version=1, actor=OF_A)).value == 1800


async def test_the_second_of_two_is_told_what_the_first_one_left(desk: Desk) -> None:
    await desk.set(A, Key.SESSION_SECONDS, 900)
    with pytest.raises(Conflict) as conflict:
        await desk.set(A, Key.SESSION_SECONDS, 600)
    assert conflict.value.fields == {"session_seconds": "Now: 15 minutes."}
    await desk.set(A, Key.SESSION_SECONDS, None, version=1)
    with pytest.raises(Conflict):
        await desk.set(A, Key.SESSION_SECONDS, 600, version=1)
    assert (await desk.set(A, Key.SESSION_SECONDS, 600, version=2)).version == 3
    # Another setting of the same place is nobody's conflict.
    assert (await desk.set(A, Key.CONSENT_SECONDS, 30)).here == 30


async def test_of_several_changes_all_are_made_or_none(desk: Desk) -> None:
    good = Wanted(key=Key.CONSENT_SECONDS, value=30, locked=False, version=0)
    bad = Wanted(key=Key.SESSION_SECONDS, value=1, locked=False, version=0)
    with pytest.raises(BadInput):
        await desk.editing.change(ADMINISTRATOR, A, (good, bad))
    with pytest.raises(BadInput, match="once"):
        await desk.editing.change(ADMINISTRATOR, A, (good, good))
    assert (await desk.read(A, Key.CONSENT_SECONDS)).here is None


@pytest.mark.parametrize("place", [THE_INSTANCE, B, Place(organization=named("none")), FOREIGN_DESK, MISSING_DESK])
async def test_what_is_out_of_reach_does_not_exist(desk: Desk, place: Place) -> None:
    with pytest.raises(NotFound) as reading:
        await desk.editing.read(OF_A, place)
    with pytest.raises(NotFound) as changing:
        await desk.set(place, Key.SESSION_SECONDS, 600, actor=OF_A)
    assert str(reading.value) == str(changing.value) == str(NotFound())
    assert desk.told == []


async def test_whoever_may_only_read_changes_nothing(desk: Desk) -> None:
    reader = staff(READ)
    assert not (await desk.editing.read(reader, A)).may_change
    for place in (A, DESK, THE_INSTANCE):
        with pytest.raises(PermissionMissing):
            await desk.set(place, Key.SESSION_SECONDS, 600, actor=reader)
    with pytest.raises(Refusal):
        await desk.editing.read(staff(Permission.DEVICE_READ), A)


async def test_the_longest_values_fit_into_an_entry(desk: Desk) -> None:
    longest = [f"{'😀' * 60}{number:02}@{'ü' * 170}.example" for number in range(20)]
    told = [Wanted(key=Key.SESSION_TOLD, value=longest, locked=False, version=0)]
    await desk.editing.change(ADMINISTRATOR, A, told)
