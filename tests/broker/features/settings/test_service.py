"""The settings that apply somewhere."""

from __future__ import annotations

from datetime import timedelta

from broker.access.permissions import Permission
from broker.features.settings.catalogue import Key, Scope
from broker.features.settings.places import THE_INSTANCE, Place
from broker.features.settings.service import Applying, SessionSettings, Settings
from broker.storage.unit_of_work import UnitOfWork
from protocol.capabilities import Capability
from protocol.grant import CodeMode
from tests.broker.features.settings.conftest import Set
from tests.fakes.actors import ORG_A, ORG_B, SYSTEM, named

DESK, LAPTOP = named("desk"), named("laptop")


async def applying(
    work: UnitOfWork, settings: Settings, organization: str | None = None, device: str | None = None
) -> Applying:
    return await work.view(SYSTEM, Permission.SETTINGS_READ, lambda view: settings.at(view, organization, device))


async def for_session(work: UnitOfWork, settings: Settings, device: str | None) -> SessionSettings:
    return await work.view(SYSTEM, Permission.SETTINGS_READ, lambda view: settings.for_session(view, ORG_A, device))


async def test_without_a_word_the_defaults_apply(work: UnitOfWork) -> None:
    found = await for_session(work, Settings(), DESK)
    assert found.allow_remote_support
    assert (found.consent_seconds, found.session_seconds, found.resume_seconds) == (60, 3600, 60)
    assert found.lease_ttl_seconds == 90
    assert found.capabilities == {Capability.VIEW, Capability.CONTROL}
    assert found.code is CodeMode.SHOW
    people = await applying(work, Settings(), ORG_A)
    assert (people.idle_time, people.mfa_required) == (timedelta(days=7), False)


async def test_the_configuration_is_what_the_instance_begins_with(work: UnitOfWork, set_value: Set) -> None:
    settings = Settings({"session_seconds": 600, "capabilities_offered": []})
    found = await for_session(work, settings, DESK)
    assert (found.session_seconds, found.capabilities) == (600, frozenset({Capability.VIEW}))
    origin = (await applying(work, settings)).resolve(Key.SESSION_SECONDS).origin
    assert origin is not None
    assert origin.scope is Scope.CONFIGURATION
    assert (await applying(work, settings)).resolve(Key.CONSENT_SECONDS).origin is None
    await set_value(THE_INSTANCE, Key.SESSION_SECONDS, 1800)
    assert (await for_session(work, settings, DESK)).session_seconds == 1800


async def test_an_organization_and_a_device_tighten_for_themselves(work: UnitOfWork, set_value: Set) -> None:
    await set_value(THE_INSTANCE, Key.SESSION_SECONDS, 1800)
    await set_value(Place(organization=ORG_A), Key.SESSION_SECONDS, 900)
    await set_value(Place(organization=ORG_A, device=DESK), Key.SESSION_SECONDS, 7200)
    await set_value(Place(organization=ORG_A, device=DESK), Key.ALLOW_REMOTE_SUPPORT, False)
    settings = Settings()
    on_desk, on_laptop = await for_session(work, settings, DESK), await for_session(work, settings, LAPTOP)
    assert (on_desk.session_seconds, on_laptop.session_seconds) == (900, 900)
    assert (on_desk.allow_remote_support, on_laptop.allow_remote_support) == (False, True)
    assert (await for_session(work, settings, None)).session_seconds == 900
    elsewhere = await work.view(
        SYSTEM, Permission.SETTINGS_READ, lambda view: settings.for_session(view, ORG_B, named("theirs"))
    )
    assert elsewhere.session_seconds == 1800


async def test_many_places_are_read_at_once(work: UnitOfWork, set_value: Set) -> None:
    desk, laptop = (Place(organization=ORG_A, device=each) for each in (DESK, LAPTOP))
    await set_value(desk, Key.ALLOW_REMOTE_SUPPORT, False)
    found = await work.view(SYSTEM, Permission.SETTINGS_READ, lambda view: Settings().at_each(view, (desk, laptop)))
    assert {place: each.allow_remote_support for place, each in found.items()} == {desk: False, laptop: True}
