"""Walks every message to the broker, of every link, with every kind of who may try it, on both databases."""

import importlib
import pkgutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import get_args

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from protocol import links as declared
from protocol.links import agent_broker as agent
from protocol.links import viewer_broker as viewer
from tests.matrix import link_objects as objects
from tests.matrix.actors import Who
from tests.matrix.link_objects import Key, Standing
from tests.matrix.link_stage import OpenLink, first_said, knock, signed_in, ticket_for
from tests.matrix.link_table import (
    AT_OWN_VIEWER,
    AT_PORTAL,
    AT_VIEWER,
    IN,
    LINKS,
    OF_AGENT,
    OF_PORTAL,
    OF_VIEWER,
    UNSIGNED,
    Message,
    Speaker,
)
from tests.matrix.objects import Place, Scene
from tests.matrix.stage import Stage, stage

pytestmark = [pytest.mark.slow, pytest.mark.proof("matrix"), pytest.mark.timeout(600)]
REFUSED = "403 ticket.refused"
ON_POSTGRESQL = list(Who)[1::3]
"""Some of each sort; on PostgreSQL, where each scene takes much longer, all are tried in `make prove`."""


@pytest.fixture
async def on(tmp_path: Path, database_url: str) -> AsyncIterator[Stage]:
    async with stage(tmp_path, database_url) as found:
        yield found


@pytest.fixture
def people(database_url: str, request: pytest.FixtureRequest) -> list[Who]:
    every = not database_url.startswith("postgresql") or request.config.getoption("--prove")
    return list(Who) if every else ON_POSTGRESQL


def test_every_message_to_the_broker_has_its_row() -> None:
    spoken: dict[str, set[type]] = {}
    for module in pkgutil.iter_modules(declared.__path__):
        found = vars(importlib.import_module(f"protocol.links.{module.name}"))
        unions = [union for name, union in found.items() if name.endswith("ToBroker")]
        spoken |= {module.name: set(get_args(unions[0]))} if unions else {}
    assert {link: set(rows) for link, rows in LINKS.items()} == spoken


async def said(on: Stage, here: Place, link: OpenLink, message: Message, speaker: Speaker) -> str:
    """Say a message, and spell what came back and what it did here."""
    before, stored = await objects.what_is_here(on.foundation.work, here)
    answer = await link.say(message.says(speaker))
    after = await objects.kinds_since(on.foundation.work, here, before)
    after += ["device"] if (await objects.what_is_here(on.foundation.work, here))[1] != stored else []
    return f"{answer}: {', '.join(after)}" if after else answer


def wrong(where: str, expected: str, answer: str) -> list[str]:
    return [] if answer == expected else [f"{where}: {answer}, not {expected}"]


async def test_each_message_of_a_device_is_taken_from_the_right_one_and_from_no_other(on: Stage) -> None:
    work, found = on.foundation.work, []
    scene = await on.set_scene(Who.NOBODY)
    devices = {
        "the right agent": scene.here["device"],
        "another agent here": await objects.add_device(work, scene.here["organization"]),
        "an agent elsewhere": scene.elsewhere["device"],
    }
    for who, device in devices.items():
        key = await objects.give_key(work, device)
        link = await signed_in(on, key)
        assert isinstance(link, OpenLink), link
        for kind, message in OF_AGENT.items():
            session = await objects.begin(work, scene.here, message.standing, scene.here["staff"])
            expected = message.right if device == scene.here["device"] else message.other
            if who == "another agent here" and kind.__name__ == "AskHelp":
                expected = message.right  # for itself: a device here asks for help here
            answer = await said(on, scene.here, link, message, Speaker(session=session, key=key))
            found += wrong(f"{kind.__name__} of {who}", expected, answer)
        await link.socket.close()
    assert not found, "\n".join(found)


async def test_no_message_of_a_device_is_taken_before_it_has_shown_its_key(on: Stage) -> None:
    work, found = on.foundation.work, []
    scene = await on.set_scene(Who.NOBODY)
    right = await objects.give_key(work, scene.here["device"])
    unknown = Key(device=right.device, private=Ed25519PrivateKey.generate())
    for kind, message in OF_AGENT.items():
        session = await objects.begin(work, scene.here, message.standing, scene.here["staff"])
        before, _ = await objects.what_is_here(work, scene.here)
        # The right device's own words too, but for the login: over a link that has not signed in.
        by = unknown if kind.__name__ == "LoginFrame" else right
        answer = await first_said(on, message.says(Speaker(session=session, key=by)))
        expected = "closed link.not_known" if kind.__name__ == "LoginFrame" else "closed link.login_first"
        found += wrong(f"{kind.__name__} of nobody", expected, answer)
        assert not await objects.kinds_since(work, scene.here, before)
    assert not found, "\n".join(found)


async def test_a_device_that_is_revoked_or_signs_for_another_is_not_known(on: Stage) -> None:
    work = on.foundation.work
    scene = await on.set_scene(Who.NOBODY)
    right = await objects.give_key(work, scene.here["device"])
    other = await objects.give_key(work, scene.elsewhere["device"])
    assert await signed_in(on, other, names=right.device) == "fault link.not_known"
    on.clock.advance(3600)
    await objects.revoke(work, right.device)
    assert await signed_in(on, right) == "fault link.not_known"


async def test_no_browser_and_no_token_speaks_as_a_device(on: Stage, people: list[Who]) -> None:
    found = []
    for who in people:
        cookie = (await on.set_scene(who)).cookie
        found += wrong(
            f"{who} from a page",
            "403 link.no_browsers",
            str(await knock(on, "agent", cookie=cookie, origin=on.web.url)),
        )
        if who is Who.TOKEN_HERE:
            # Let in to the first question, as any program is; a token is no key.
            link = await knock(on, "agent", cookie=cookie)
            assert isinstance(link, OpenLink)
            found += wrong(f"{who}", "closed link.login_first", await link.say(agent.Ping(number=1)))
        elif cookie is not None:
            found += wrong(f"{who}", "403 link.no_browsers", str(await knock(on, "agent", cookie=cookie)))
    assert not found, "\n".join(found)


async def test_each_message_of_a_page_is_taken_from_whoever_is_signed_in(on: Stage, people: list[Who]) -> None:
    found = []
    for who in people:
        scene = await on.set_scene(who)
        ticket, answer = await ticket_for(on, scene.cookie, "portal")
        found += wrong(f"a ticket for {who}", AT_PORTAL[who], answer)
        link = await knock(on, "portal", cookie=scene.cookie, ticket=ticket, origin=on.web.url)
        if answer != IN:
            found += wrong(f"the link for {who}", UNSIGNED, str(link))
            continue
        assert isinstance(link, OpenLink), link
        for kind, message in OF_PORTAL.items():
            answer = await said(on, scene.here, link, message, Speaker(session=""))
            found += wrong(f"{kind.__name__} of {who}", message.right, answer)
        found += wrong(f"a message of another link of {who}", "closed body.unexpected", await link.say(viewer.Off()))
    assert not found, "\n".join(found)


async def test_no_message_of_a_viewer_is_taken_from_who_does_not_hold_its_session(on: Stage, people: list[Who]) -> None:
    """Neither with a ticket of their own, which they are not given, nor with one of whoever holds it."""
    found = []
    for who in people:
        scene = await on.set_scene(who)
        holder, cookie = await objects.add_holder(on.foundation.work, scene.here)
        session = await objects.begin(on.foundation.work, scene.here, Standing.APPROVED, holder)
        _, answer = await ticket_for(on, scene.cookie, "viewer", session)
        found += wrong(f"a ticket for {who}", AT_VIEWER[who], answer)
        stolen, _ = await ticket_for(on, cookie, "viewer", session)
        link = await knock(on, "viewer", cookie=scene.cookie, ticket=stolen, origin=on.web.url)
        expected = UNSIGNED if AT_PORTAL[who] != IN else REFUSED
        found += wrong(f"a stolen ticket in the hands of {who}", expected, str(link))
        own, is_given = await ticket_for(on, scene.cookie, "portal")
        if is_given == IN:
            link = await knock(on, "viewer", cookie=scene.cookie, ticket=own, origin=on.web.url)
            found += wrong(f"a page's ticket of {who}", REFUSED, str(link))
    assert not found, "\n".join(found)


async def test_each_message_of_a_viewer_is_taken_from_who_holds_its_session_and_still_may(
    on: Stage, people: list[Who]
) -> None:
    found = []
    for who in people:
        scene = await on.set_scene(who)
        person = await objects.person_of(on.foundation.work, scene)
        session = await objects.begin(on.foundation.work, scene.here, Standing.APPROVED, person)
        link = await viewing(on, scene, session)
        found += wrong(f"the link of {who}", AT_OWN_VIEWER[who], IN if isinstance(link, OpenLink) else link)
        for kind, message in OF_VIEWER.items():
            if isinstance(link, str):
                break
            answer = await said(on, scene.here, link, message, Speaker(session=session))
            found += wrong(f"{kind.__name__} of {who}", message.right, answer)
    assert not found, "\n".join(found)


async def test_no_message_of_a_viewer_is_taken_from_who_lost_the_right_or_signed_out_meanwhile(
    on: Stage, people: list[Who]
) -> None:
    work, found = on.foundation.work, []
    for kind, message in list(OF_VIEWER.items())[:: 1 if Who.OWNER in people else 4]:
        for meanwhile, expected in (("lost the right", message.untitled), ("signed out", message.signed_out)):
            scene = await on.set_scene(Who.TECHNICIAN_HERE)
            person = await objects.person_of(work, scene)
            session = await objects.begin(work, scene.here, Standing.APPROVED, person)
            link = await viewing(on, scene, session)
            assert isinstance(link, OpenLink), link
            await (objects.end_sign_ins if meanwhile == "signed out" else objects.leave_groups)(work, person)
            answer = await said(on, scene.here, link, message, Speaker(session=session))
            found += wrong(f"{kind.__name__} of who {meanwhile}", expected, answer)
            await link.socket.close()
    assert not found, "\n".join(found)


async def viewing(on: Stage, scene: Scene, session: str) -> OpenLink | str:
    ticket, answer = await ticket_for(on, scene.cookie, "viewer", session)
    if answer != IN:
        return answer
    link = await knock(on, "viewer", cookie=scene.cookie, ticket=ticket, origin=on.web.url)
    if isinstance(link, OpenLink):
        await link.settle()
    return link


async def test_a_ticket_opens_one_link_once_from_our_own_page_in_the_browser_that_asked_for_it(on: Stage) -> None:
    scene = await on.set_scene(Who.TECHNICIAN_HERE)
    person = await objects.person_of(on.foundation.work, scene)
    session = await objects.begin(on.foundation.work, scene.here, Standing.APPROVED, person)
    second = await objects.sign_in_again(on.foundation.work, person)
    found = []
    for link, other, named in (("viewer", "portal", session), ("portal", "viewer", None)):
        ticket, _ = await ticket_for(on, scene.cookie, link, named)
        page, cookie = on.web.url, scene.cookie
        tries = {
            "no ticket": (await knock(on, link, cookie=cookie, origin=page), REFUSED),
            "a ticket made by hand": (await knock(on, link, cookie=cookie, origin=page, ticket="A" * 43), REFUSED),
            "another link": (await knock(on, other, cookie=cookie, origin=page, ticket=ticket), REFUSED),
            "another browser": (await knock(on, link, cookie=second, origin=page, ticket=ticket), REFUSED),
            "no browser": (await knock(on, link, origin=page, ticket=ticket), UNSIGNED),
            "another site": (
                await knock(on, link, cookie=cookie, origin="https://evil.example", ticket=ticket),
                "403 origin.foreign",
            ),
            "no site": (await knock(on, link, cookie=cookie, ticket=ticket), "403 origin.foreign"),
        }
        opened = await knock(on, link, cookie=cookie, origin=page, ticket=ticket)
        assert isinstance(opened, OpenLink), opened
        tries["a second time"] = (await knock(on, link, cookie=cookie, origin=page, ticket=ticket), REFUSED)
        late, _ = await ticket_for(on, cookie, link, named)
        on.clock.advance(31)
        tries["too late"] = (await knock(on, link, cookie=cookie, origin=page, ticket=late), REFUSED)
        for how, (answer, expected) in tries.items():
            found += wrong(f"{link}, {how}", expected, str(answer))
    assert not found, "\n".join(found)
