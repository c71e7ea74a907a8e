"""The whole core without a display, against a small broker on TLS: what it says of itself, keeps, and passes on."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace
from websockets.asyncio.server import ServerConnection, serve

from agent import core
from agent.config import AgentConfig
from agent.core import Core
from agent.identity import Enrolment, Identity
from agent.journal import Journal
from agent.sessions.record import SessionFiles
from certs.tls import development_certificate, server_context
from protocol.codec import decode, encode
from protocol.envelope import keys_of, open_envelope
from protocol.grant import EVENT_TYPE, LOGIN_TYPE, DeviceEvent, Login
from protocol.identifiers import AccountId, DeviceId, OrganizationId, SessionId
from protocol.links import agent_broker, core_desktop
from protocol.links.agent_broker import AgentToBroker, Challenge, Welcome
from protocol.links.agent_logo import LogoPart, WantLogo
from protocol.links.agent_picture import PictureAnswer, PicturePart
from protocol.links.desktop_logo import ShowLogo
from protocol.links.desktop_picture import AddPicture, PictureFate, PictureOutcome
from protocol.links.desktop_visitors import ForgetVisitor, ShowVisitors
from protocol.policy import POLICY_TYPE, Look, OffBy, Policy, Unattended
from protocol.session.reasons import EndReason
from protocol.trust import TRUST_TYPE, Purpose, SigningKey, Trust
from tests.agent.desktop.messages import receipt
from tests.agent.instance import Signer
from tests.fakes.device import Heard
from tests.fakes.visitors import WHO, let_in

DEVICE = DeviceId("d" * 26)
SESSION = SessionId("s" * 26)


class FakeDesktop:
    """What the person is shown, without a screen."""

    is_up = True

    def __init__(self) -> None:
        self.heard = Heard()

    def send(self, message: core_desktop.FromCore) -> bool:
        self.heard.add(message)
        return True


class House:
    """An instance's keys, its broker, and the core of one of its devices."""

    def __init__(self, folder: Path) -> None:
        self.root, self.grant = Signer(), Signer()
        self.certificate = development_certificate(folder, ("localhost",), datetime.now(UTC))
        self.state = folder / "state"
        self.said = Heard()
        self.sockets: list[ServerConnection] = []
        self.core: Core
        self.running: asyncio.Task[None]
        self.desktop = FakeDesktop()
        self.generation = 2
        self.refusal: agent_broker.Fault | None = None

    def trust(self, generation: int = 1) -> str:
        key = SigningKey(purpose=Purpose.GRANT, generation=generation, public=self.grant.public)
        authority = self.certificate.authority_pem
        table = Trust(generation=generation, instance="Provider", keys=(key,), tls_authority=authority)
        return self.root.seal(TRUST_TYPE, table)

    async def behave(self, socket: ServerConnection) -> None:
        await socket.send(encode(Challenge(challenge=b"c" * 32)).decode())
        self.said.add(decode(await socket.recv(), AgentToBroker))
        if self.refusal is not None:
            await socket.send(encode(self.refusal).decode())
            return
        welcome = Welcome(
            device=DEVICE,
            name="DESK-014",
            organization="Org A",
            instance="Provider",
            portal_url="https://localhost",
            trust=self.trust(self.generation),
        )
        self.sockets.append(socket)
        await socket.send(encode(welcome).decode())
        async for text in socket:
            self.said.add(decode(text, AgentToBroker))

    async def say(self, message: agent_broker.BrokerToAgent) -> None:
        await self.sockets[-1].send(encode(message).decode())

    async def person(self, message: core_desktop.FromDesktop) -> None:
        await self.core._on_desktop(message)


@asynccontextmanager
async def house(folder: Path, *, is_once: bool = False) -> AsyncIterator[House]:
    home = House(folder)
    context = server_context(home.certificate.certificate_file, home.certificate.key_file)
    async with serve(home.behave, "localhost", 0, ssl=context) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        Identity(home.state).keep(
            Enrolment(
                url=f"https://localhost:{port}",
                device=DEVICE,
                organization=OrganizationId("o" * 26),
                name="DESK-014",
                root=home.root.public,
                trust=home.trust(),
            )
        )
        home.core = Core(AgentConfig(state=home.state, with_desktop=False, loopback=False), None, None)  # type: ignore[arg-type]
        home.core.desktop = home.desktop  # type: ignore[assignment]
        home.core.is_once = is_once
        running = home.running = asyncio.create_task(home.core.run())
        try:
            yield home
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


async def test_it_signs_in_with_its_key_and_says_who_is_there_and_what_it_is(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        frame = await home.said.next(agent_broker.LoginFrame)
        login, _ = open_envelope(frame.login.encode(), LOGIN_TYPE, keys_of(home.core.identity.key().public), Login)
        assert (login.device, login.challenge, login.counter) == (DEVICE, b"c" * 32, 1)
        assert (await home.said.next(agent_broker.PresenceFrame)).presence is agent_broker.Presence.EMPTY
        assert (await home.said.next(agent_broker.FactsFrame)).facts.displays == ()
        await home.person(core_desktop.Presence(locked=True, person="erin", idle_seconds=0, displays=()))
        locked = await home.said.next(agent_broker.PresenceFrame, 2)
        assert locked.presence is agent_broker.Presence.LOCKED
        assert (await home.said.next(agent_broker.FactsFrame, 2)).facts.person == "erin"


async def test_each_state_of_the_desktop_is_told_once_it_begins(tmp_path: Path) -> None:
    here = core_desktop.Presence(locked=False, person="erin", idle_seconds=0, displays=())
    async with house(tmp_path) as home:
        await home.said.next(agent_broker.PresenceFrame)
        states = agent_broker.Presence
        for number, (message, expected) in enumerate(
            [
                (replace(here, idle_seconds=599), states.ONLINE),
                (replace(here, idle_seconds=600), states.IDLE),
                (replace(here, idle_seconds=900, locked=True), states.LOCKED),
                (replace(here, sign_in=True, locked=True), states.SIGN_IN),
                (here, states.ONLINE),
            ],
            start=2,
        ):
            await home.person(message)
            assert (await home.said.next(agent_broker.PresenceFrame, number)).presence is expected
        await home.person(here)
        await home.person(replace(here, idle_seconds=601))
        assert (await home.said.next(agent_broker.PresenceFrame, 7)).presence is states.IDLE, "nothing is told twice"


async def test_whoever_is_there_again_is_told_who_was_here_until_they_have_read_it(tmp_path: Path) -> None:
    visit = receipt(session="s1", unasked=True)
    async with house(tmp_path) as home:
        await home.said.next(agent_broker.PresenceFrame)
        SessionFiles(home.state).add_receipt(visit)
        await home.person(core_desktop.Presence(locked=True, person="erin", idle_seconds=0, displays=()))
        assert not home.desktop.heard.all(core_desktop.ShowVisits), "nobody reads a locked screen"
        await home.person(core_desktop.Presence(locked=False, person="erin", idle_seconds=0, displays=()))
        assert home.desktop.heard.all(core_desktop.ShowVisits)[-1].receipts == (visit,)
        await home.person(core_desktop.VisitsSeen(sessions=("s1",)))
        assert SessionFiles(home.state).visits() == ()


async def test_a_newer_table_of_keys_is_kept(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        await home.said.next(agent_broker.PresenceFrame)
        assert Identity(home.state).enrolment().trust == home.core.trusted.sealed
        assert home.core.trusted.trust.generation == 2


@pytest.mark.slow
async def test_an_older_table_of_keys_is_refused_and_the_broker_tried_again(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        await home.said.next(agent_broker.PresenceFrame)
        home.generation = 1
        await home.sockets[-1].close()
        await home.said.next(agent_broker.LoginFrame, 2)
        home.generation = 3
        await home.said.next(agent_broker.LoginFrame, 3)
        await home.said.next(agent_broker.PresenceFrame, 2)
        assert home.core.trusted.trust.generation == 3


async def test_what_was_not_acknowledged_is_sent_again_after_the_link_broke(tmp_path: Path) -> None:
    Identity(tmp_path / "state")
    Journal(tmp_path / "state", lambda: 0.0).add(SESSION, "ended", {"reason": "done_at_device"})
    async with house(tmp_path) as home:
        frame = await home.said.next(agent_broker.EventFrame)
        event, _ = open_envelope(
            frame.event.encode(), EVENT_TYPE, keys_of(home.core.identity.key().public), DeviceEvent
        )
        assert (event.session, event.kind) == (SESSION, "ended")
        await home.sockets[-1].close()
        again = await home.said.next(agent_broker.EventFrame, 2)
        assert again.number == frame.number
        await home.say(agent_broker.Acknowledged(number=frame.number))
        async with asyncio.timeout(10):
            while home.core.journal.waiting():
                await asyncio.sleep(0.01)


async def test_help_is_asked_for_answered_and_withdrawn(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        await home.said.next(agent_broker.PresenceFrame)
        await home.person(core_desktop.RequestHelp(name="Erin", email="e@example.test", phone="214", reason="No print"))
        asked = await home.said.next(agent_broker.AskHelp)
        assert (asked.number, asked.reason) == (1, "No print")
        note = "There is a request already."
        await home.say(agent_broker.HelpAnswer(number=1, session=None, code="session.request_open", message=note))
        shown = await home.desktop.heard.next(core_desktop.ShowRequest)
        assert (shown.state, shown.note) == (core_desktop.RequestState.REFUSED, note)
        request = agent_broker.RequestState(
            session=SESSION, state="requested", reason="No print", waiting_seconds=1, place_in_line=2, note=None
        )
        await home.say(agent_broker.Requests(request=request))
        waiting = await home.desktop.heard.next(core_desktop.ShowRequest, 2)
        assert (waiting.state, waiting.place_in_line) == (core_desktop.RequestState.WAITING, 2)
        await home.person(core_desktop.WithdrawRequest(request=SESSION))
        assert (await home.said.next(agent_broker.WithdrawHelp)).session == SESSION


async def test_a_picture_follows_the_request_that_was_kept_and_its_fate_is_told(tmp_path: Path) -> None:
    asked = core_desktop.RequestHelp(name="Erin", email="e@example.test", phone="", reason="No print", picture=True)
    async with house(tmp_path) as home:
        await home.said.next(agent_broker.PresenceFrame)
        await home.person(asked)
        await home.person(AddPicture(part=1, of=1, content=b"picture"))
        await home.said.next(agent_broker.AskHelp)
        await home.say(agent_broker.HelpAnswer(number=1, session=SESSION, code=None, message=None))
        sent = await home.said.next(PicturePart)
        assert (sent.session, sent.part, sent.of, sent.content) == (SESSION, 1, 1, b"picture")
        await home.say(PictureAnswer(session=SESSION, part=1))
        assert (await home.desktop.heard.next(PictureOutcome)).fate is PictureFate.SENT
        await home.person(asked)
        await home.person(AddPicture(part=1, of=1, content=b"picture"))
        await home.said.next(agent_broker.AskHelp, 2)
        await home.say(agent_broker.HelpAnswer(number=2, session=SESSION, code=None, message=None))
        await home.said.next(PicturePart, 2)
        await home.sockets[-1].close()
        assert (await home.desktop.heard.next(PictureOutcome, 2)).fate is PictureFate.NOT_SENT


async def test_a_policy_counts_at_once_and_an_older_or_foreign_one_never(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        standings = core_desktop.ShowStanding
        assert (await home.said.next(agent_broker.PolicyHeld)).number == 0
        assert (await home.desktop.heard.next(standings)).standing is core_desktop.Standing.READY
        off = Policy(device=DEVICE, number=5, support_allowed=False, support_off_by=OffBy.ORGANIZATION)
        await home.say(agent_broker.PolicyFrame(policy=home.grant.seal(POLICY_TYPE, off)))
        shown = await home.desktop.heard.next(standings, 2)
        assert (shown.standing, shown.off_by) == (core_desktop.Standing.SWITCHED_OFF, OffBy.ORGANIZATION)
        await home.person(core_desktop.RequestHelp(name="Erin", email="e@x", phone="", reason="No print"))
        refused = await home.desktop.heard.next(core_desktop.ShowRequest)
        assert refused.state is core_desktop.RequestState.REFUSED
        older, foreign = Policy(device=DEVICE, number=4), Policy(device=DEVICE, number=6)
        await home.say(agent_broker.PolicyFrame(policy=home.grant.seal(POLICY_TYPE, older)))
        assert (await home.said.next(agent_broker.Fault)).code == "policy.older"
        assert (await home.said.next(agent_broker.PolicyHeld, 2)).number == 5
        await home.say(agent_broker.PolicyFrame(policy=Signer().seal(POLICY_TYPE, foreign)))
        assert (await home.said.next(agent_broker.Fault, 2)).code == "envelope.unknown_key"
        assert home.core.policy.current == off
        on = Policy(device=DEVICE, number=6)
        await home.say(agent_broker.PolicyFrame(policy=home.grant.seal(POLICY_TYPE, on)))
        assert (await home.desktop.heard.next(standings, 3)).standing is core_desktop.Standing.READY
        assert not home.said.all(agent_broker.AskHelp)


async def test_the_logo_that_the_policy_names_is_asked_for_and_shown_also_to_a_desktop_that_comes_anew(
    tmp_path: Path,
) -> None:
    logo = b"a picture"
    named = hashlib.sha256(logo).hexdigest()
    async with house(tmp_path) as home:
        await home.said.next(agent_broker.PresenceFrame)
        policy = Policy(device=DEVICE, number=1, look=Look(logo=named))
        await home.say(agent_broker.PolicyFrame(policy=home.grant.seal(POLICY_TYPE, policy)))
        assert await home.said.next(WantLogo) == WantLogo(hash=named, at=0)
        await home.say(LogoPart(hash=named, at=0, size=len(logo), content=logo))
        assert (await home.desktop.heard.next(ShowLogo, 2)).content == logo
        await home.person(READY)
        assert (await home.desktop.heard.next(ShowLogo, 3)).content == logo


async def test_quit_ends_it(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        await home.said.next(agent_broker.PresenceFrame)
        await home.person(core_desktop.Quit())
        async with asyncio.timeout(10):
            await home.sockets[-1].wait_closed()


READY = core_desktop.Ready(person="erin", displays=(), locked=False, idle_seconds=0, tray=True, process=1)


async def test_a_device_for_one_session_comes_when_its_person_is_there_and_ends_with_the_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core, "END_SHOWN_SECONDS", 0.0)
    async with house(tmp_path, is_once=True) as home:
        await home.person(READY)
        assert (await home.said.next(agent_broker.PresenceFrame)).presence is agent_broker.Presence.ONLINE
        await home.say(agent_broker.EndSession(session=SessionId("s" * 26), reason=EndReason.WITHDRAWN))
        async with asyncio.timeout(10):
            await home.running


async def test_a_device_for_one_session_that_is_not_known_any_more_ends(tmp_path: Path) -> None:
    async with house(tmp_path, is_once=True) as home:
        home.refusal = agent_broker.Fault(code="link.not_known", message="This device is not known here.")
        await home.person(READY)
        async with asyncio.timeout(10):
            await home.running


async def test_who_may_come_in_is_told_and_taken_back_at_the_device_and_the_server_hears_of_it(tmp_path: Path) -> None:
    async with house(tmp_path) as home:
        await home.said.next(agent_broker.PresenceFrame)
        told = home.desktop.heard
        home.core.policy._current = Policy(device=DEVICE, number=1, unattended=Unattended(allowed=True, owner="erin"))
        tina = AccountId("t" * 26)
        home.core.visitors.remember(let_in(tina, session=SESSION), "erin")
        (shown,) = told.all(ShowVisitors)[-1].visitors
        assert (shown.account, shown.who, shown.seconds) == (tina, WHO, 3600)
        await home.person(ForgetVisitor(account="o" * 26))
        assert not home.said.all(agent_broker.EventFrame), "nobody was forgotten"
        await home.person(ForgetVisitor(account=tina))
        assert told.all(ShowVisitors)[-1].visitors == ()
        frame = await home.said.next(agent_broker.EventFrame)
        event, _ = open_envelope(
            frame.event.encode(), EVENT_TYPE, keys_of(home.core.identity.key().public), DeviceEvent
        )
        assert (event.session, event.kind) == (SESSION, "visitor_forgotten")
        assert not home.core.visitors.known(tina, "erin")
