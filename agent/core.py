"""The agent's core process, wired once: link, desktop, sessions and journal, and what passes between them."""

import asyncio
import logging
from dataclasses import dataclass, field
from typing import Final

from agent import clock
from agent.advance import AdvanceKeeper
from agent.advance_desk import AdvanceDesk
from agent.broker_link import BrokerLink
from agent.config import AgentConfig, signed_in_person
from agent.desktop_process import DesktopProcess
from agent.enrolment import tls_context
from agent.facts import agent_version, boot_name, gather_facts
from agent.help_requests import HelpDesk
from agent.identity import Enrolment, Identity
from agent.journal import Journal
from agent.logo import LogoBook
from agent.messages import MessageBook
from agent.policy import PolicyBook
from agent.sessions.keeper import SessionKeeper
from agent.sessions.ports import PeerFactory, PictureFactory
from agent.sessions.record import SessionFiles
from agent.sessions.surroundings import Detail, Surroundings
from agent.standing import introduction_of, look_of, standing_of
from agent.trusted_keys import TrustedKeys
from agent.visitors import Visitors, shown
from agent.witness import AuditWitness
from protocol.errors import ProtocolError
from protocol.grant import LOGIN_TYPE, Login, Proposal
from protocol.identifiers import AccountId
from protocol.links import agent_broker, core_desktop, desktop_messages, desktop_visitors
from protocol.links.agent_broker import LoginFrame, Presence, Welcome
from protocol.links.agent_frames import Contact
from protocol.links.agent_logo import LogoPart
from protocol.links.agent_picture import PictureAnswer
from protocol.links.desktop_advance import GiveAdvance, RevokeAdvance, WantAdvance
from protocol.links.desktop_picture import AddPicture
from protocol.starting import IDLE_AFTER_SECONDS, is_open
from protocol.trust import Purpose

log = logging.getLogger(__name__)

END_SHOWN_SECONDS: Final = 6.0
NOT_KNOWN: Final = "link.not_known"


@dataclass(slots=True)
class Core:
    """The agent's parts and the few values they share."""

    config: AgentConfig
    make_peer: PeerFactory
    make_picture: PictureFactory
    is_once: bool = False
    """Whether this device is one for a single session, after which the agent ends."""
    identity: Identity = field(init=False)
    enrolment: Enrolment = field(init=False)
    trusted: TrustedKeys = field(init=False)
    link: BrokerLink = field(init=False)
    desktop: DesktopProcess = field(init=False)
    keeper: SessionKeeper = field(init=False)
    journal: Journal = field(init=False)
    witness: AuditWitness = field(init=False)
    policy: PolicyBook = field(init=False)
    visitors: Visitors = field(init=False)
    messages: MessageBook = field(init=False)
    help_desk: HelpDesk = field(init=False)
    logo: LogoBook = field(init=False)
    advance: AdvanceDesk = field(init=False)
    _counter: int = 0
    _there: core_desktop.Presence | core_desktop.Ready | None = None
    _touched_at: float = float("-inf")
    _told_presence: Presence | None = None
    _told: agent_broker.Facts | None = None
    _welcome: Welcome | None = None
    _contact: Contact | None = None
    _quit: asyncio.Event = field(default_factory=asyncio.Event)
    _ready: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.identity = Identity(self.config.state)
        self.enrolment = self.identity.enrolment()
        self.trusted = TrustedKeys(self.enrolment.root, self.enrolment.trust)
        self.journal = Journal(self.config.state, lambda: clock.now().timestamp())
        self.witness = AuditWitness(self.config.state, self.enrolment.organization)
        self.policy = PolicyBook(directory=self.config.state, device=self.enrolment.device)
        key = self.identity.key().hash
        self.visitors = Visitors(self.config.state, self.enrolment.device, key, changed=self._tell_visitors)
        self.desktop = DesktopProcess(self._on_desktop, self._on_desktop_gone, lambda: self.keeper.is_busy)
        self.link = BrokerLink(
            url=self.enrolment.url,
            tls=lambda: tls_context(self.trusted.trust),
            login=self._login,
            on_message=self._on_broker,
            on_up=self._on_up,
            on_down=self._on_down,
            is_live=lambda: self.keeper.is_live,
            on_unwelcome=self._on_unwelcome,
        )
        self.messages = MessageBook(self._show, self._say)
        self.help_desk = HelpDesk(self._show, self._say, lambda: self.policy.current)
        self.logo = LogoBook(self.config.state, self._show, self._say)
        kept = AdvanceKeeper(directory=self.config.state, key=self.identity.key(), boot=boot_name())
        self.advance = AdvanceDesk(
            keeper=kept,
            files=SessionFiles(self.config.state),
            show=self._show,
            is_busy=lambda: self.keeper.is_busy,
            revoked=self._took_back,
        )
        self.keeper = SessionKeeper(
            device=self.enrolment.device,
            around=self._surroundings(),
            counter=lambda: self._counter,
            over=self._on_over,
            offers=self.config.offers,
        )

    def _took_back(self, window: str) -> None:
        self.keeper.take_back(window)

    def _show(self, message: core_desktop.FromCore) -> bool:
        return self.desktop.send(message)

    def _say(self, message: agent_broker.AgentToBroker) -> bool:
        return self.link.send(message)

    async def run(self) -> None:
        """Run until cancelled or the person quits, then end what runs and let the desktop leave."""
        tasks: list[asyncio.Task[object]] = [
            asyncio.create_task(self._run_link(), name="link"),
            asyncio.create_task(self._quit.wait(), name="quit"),
        ]
        if self.config.with_desktop:
            tasks.append(asyncio.create_task(self.desktop.run(), name="desktop"))
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            await self.keeper.close()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _run_link(self) -> None:
        if self.is_once:
            # A technician waits already: they must not meet a device that says that nobody is there.
            await self._ready.wait()
        await self.link.run()

    def _surroundings(self) -> Surroundings:
        return Surroundings(
            key=self.identity.key(),
            boot=boot_name(),
            broker=self.link,
            desktop=self.desktop,
            files=SessionFiles(self.config.state),
            advance=self.advance.keeper,
            make_peer=self.make_peer,
            make_picture=self.make_picture,
            presence=self._presence,
            displays=lambda: self._there.displays if self._there is not None else (),
            surely_locked=lambda: self._there is not None and self._there.surely_locked,
            tell_visits=self._tell_visits,
            touched_at=lambda: self._touched_at,
            journal=self._write_down,
            policy=lambda: self.policy.current,
            visitors=self.visitors,
            grant_keys=lambda: self.trusted.keys(Purpose.GRANT),
            witness=self.witness.seen,
        )

    def _login(self, challenge: bytes) -> LoginFrame:
        self._counter = self.identity.next_connection()
        login = Login(
            device=self.enrolment.device,
            challenge=challenge,
            boot=boot_name(),
            counter=self._counter,
            witness=self.witness.seen(),
        )
        return LoginFrame(login=self.identity.key().seal(LOGIN_TYPE, login), agent_version=agent_version())

    async def _on_up(self, welcome: Welcome) -> None:
        self._welcome = welcome
        if self.trusted.renew(welcome.trust):
            self.identity.keep(
                Enrolment(
                    url=self.enrolment.url,
                    device=self.enrolment.device,
                    organization=self.enrolment.organization,
                    name=welcome.name,
                    root=self.enrolment.root,
                    trust=self.trusted.sealed,
                )
            )
        if welcome.checkpoint is not None:
            self.witness.see(welcome.checkpoint, self.trusted.keys(Purpose.CHECKPOINT))
        self._told = None
        self.link.send(self.policy.held())
        self._tell_facts()
        self._tell_presence()
        for kept in self.journal.waiting():
            self.link.send(self.journal.frame(kept, self.identity.key()))
        self.keeper.link_up()
        self._tell_standing()

    def _on_over(self) -> None:
        """No session runs any more: an agent for one session has nothing left to do, once its end was read."""
        if self.is_once and not self.keeper.is_busy:
            asyncio.get_running_loop().call_later(END_SHOWN_SECONDS, self._quit.set)

    def _on_unwelcome(self, code: str) -> None:
        """The broker does not know this device: an agent for one session has had it."""
        if self.is_once and code == NOT_KNOWN:
            self._quit.set()

    def _on_down(self) -> None:
        self._welcome = None
        self.messages.link_down()
        self.logo.link_down()
        self.help_desk.link_down()
        self._tell_standing()

    async def _on_broker(self, message: agent_broker.BrokerToAgent) -> None:
        match message:
            case agent_broker.Acknowledged(number=number):
                self.journal.acknowledge(number)
            case agent_broker.Requests(request=request, contact=contact):
                self._contact = contact
                self._introduce()
                self.help_desk.heard(request)
            case agent_broker.PolicyFrame(policy=sealed):
                self._on_policy(sealed)
            case LogoPart():
                self.logo.heard(message)
            case agent_broker.HelpAnswer():
                self.help_desk.answered(message)
            case PictureAnswer():
                self.help_desk.picture_answered(message)
            case agent_broker.Messages():
                self.messages.heard(message)
            case agent_broker.MessageAnswer():
                self.messages.answered(message)
            case agent_broker.Fault(code=code):
                log.warning("the broker did not take a message: %s", code)
                self.help_desk.fault(message)
            case _:
                await self.keeper.on_broker(message)
                if isinstance(message, agent_broker.EndSession):
                    self._on_over()

    async def _on_desktop(self, message: core_desktop.FromDesktop) -> None:
        match message:
            case core_desktop.Ready() | core_desktop.Presence():
                self._on_presence(message)
            case core_desktop.RequestHelp():
                self.help_desk.ask(message)
            case AddPicture():
                self.help_desk.add_picture(message)
            case core_desktop.WithdrawRequest():
                self.help_desk.withdraw()
            case desktop_messages.WriteMessage():
                self.messages.write(message)
            case desktop_messages.ReadMessages():
                self.messages.read(message)
            case core_desktop.WantReceipts():
                receipts = SessionFiles(self.config.state).receipts(running=self.keeper.session)
                self.desktop.send(core_desktop.ShowReceipts(receipts=receipts))
            case core_desktop.VisitsSeen(sessions=sessions):
                SessionFiles(self.config.state).see(sessions)
            case desktop_visitors.ForgetVisitor(account=account):
                self._forget_visitor(account)
            case core_desktop.WantCheck():
                self._check()
            case WantAdvance() | GiveAdvance() | RevokeAdvance():
                self.advance.heard(message)
            case core_desktop.Quit():
                self._quit.set()
            case _:
                await self.keeper.on_desktop(message)

    async def _on_desktop_gone(self) -> None:
        self._there = None
        self._tell_presence()
        await self.keeper.desktop_gone()

    def _on_presence(self, message: core_desktop.Ready | core_desktop.Presence) -> None:
        self._there = message
        self._touched_at = clock.monotonic() - message.idle_seconds
        if isinstance(message, core_desktop.Ready):
            self._ready.set()
            self._tell_standing()
            self.logo.tell()
            self.help_desk.tell()
            self._tell_visitors()
            self.messages.tell_all()
        if self._presence() is not self._told_presence:
            self._tell_presence()
            self.keeper.heed_lock()
            self._tell_visits()
        self._tell_facts()

    def _presence(self) -> Presence:
        there = self._there
        if there is None:
            return Presence.EMPTY
        if there.sign_in:
            return Presence.SIGN_IN
        if there.locked:
            return Presence.LOCKED
        idle = clock.monotonic() - self._touched_at >= IDLE_AFTER_SECONDS
        return Presence.IDLE if idle else Presence.ONLINE

    def _tell_presence(self) -> None:
        self._told_presence = self._presence()
        self.link.send(agent_broker.PresenceFrame(presence=self._told_presence))

    def _tell_visits(self) -> None:
        """Tell whoever is there now who was here while nobody could be asked, until they have seen it."""
        visits = SessionFiles(self.config.state).visits(running=self.keeper.session)
        if visits and is_open(self._presence()):
            self.desktop.send(core_desktop.ShowVisits(receipts=visits))

    def _tell_visitors(self) -> None:
        """Tell whoever is there who may come in while nobody can be asked."""
        known = self.visitors.listed(self.policy.current.unattended.owner)
        self.desktop.send(desktop_visitors.ShowVisitors(visitors=shown(known)))

    def _forget_visitor(self, account: str) -> None:
        """The person takes it back: the device forgets first, and what rests on it ends; then the server is told."""
        known = self.visitors.forget(AccountId(account))
        if known is None:
            self._tell_visitors()
            return
        self.keeper.heed_policy()
        kept = self.journal.add(known.session, "visitor_forgotten", {})
        self.link.send(self.journal.frame(kept, self.identity.key()))

    def _tell_facts(self) -> None:
        displays = tuple(
            agent_broker.Display(name=one.name, width=max(0, one.width), height=max(0, one.height))
            for one in (self._there.displays if self._there else ())
        )
        person = self._there.person if self._there else None
        facts = gather_facts(person or (signed_in_person() if self._there else None), displays)
        if facts != self._told and self.link.send(agent_broker.FactsFrame(facts=facts)):
            self._told = facts

    def _tell_standing(self) -> None:
        self._introduce()
        policy, is_connected = self.policy.current, self._welcome is not None
        self.desktop.send(look_of(policy, is_once=self.is_once))
        self.logo.follow(policy.look)
        self.desktop.send(standing_of(policy, is_connected=is_connected, now=clock.now()))

    def _on_policy(self, sealed: str) -> None:
        """Take another policy; one that is older or not ours changes nothing, and the broker is told what is held."""
        try:
            is_news = self.policy.take(sealed, self.trusted.keys(Purpose.GRANT))
        except ProtocolError as fault:
            log.error("a policy was refused: %s", fault.code)
            self.link.send(agent_broker.Fault(code=fault.code, message="This device refused the policy."))
            self.link.send(self.policy.held())
            return
        if is_news:
            self.visitors.heed(self.policy.current.unattended.owner)
            self.keeper.heed_policy()
            self._tell_standing()
            self._tell_visitors()

    def _introduce(self) -> None:
        if self._welcome is not None:
            person = signed_in_person() or ""
            self.desktop.send(introduction_of(self.policy.current, self._welcome, self._contact, person))

    def _check(self) -> None:
        connected = self._welcome is not None
        self.desktop.send(core_desktop.ShowCheck(connected=connected, address=self.enrolment.url))

    def _write_down(self, proposal: Proposal, kind: str, detail: Detail) -> None:
        kept = self.journal.add(proposal.session, kind, detail)
        self.link.send(self.journal.frame(kept, self.identity.key()))
