"""Builds the parts of sessions once, lower ones first, and ties them by what they hand each other."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from broker.clock import Clock
from broker.features.devices.enrolment import Keys as EnrolmentKeys
from broker.features.devices.presence import PresenceBoard
from broker.features.sessions.asking import Asking
from broker.features.sessions.blocks import MOST_OFFERS, Blocks
from broker.features.sessions.courier import Courier
from broker.features.sessions.deadlines import Deadlines
from broker.features.sessions.device_journal import DeviceJournal
from broker.features.sessions.device_side import DeviceSide
from broker.features.sessions.ending import Ending
from broker.features.sessions.errands import Errands
from broker.features.sessions.further import Further
from broker.features.sessions.join_codes import CodeBook
from broker.features.sessions.join_help import JoinHelps
from broker.features.sessions.joining import Joining
from broker.features.sessions.leases import Leases
from broker.features.sessions.own_access import OwnAccess, OwnersLeave
from broker.features.sessions.pictures import Pictures
from broker.features.sessions.policy_desk import PolicyDesk
from broker.features.sessions.relay_credentials import RelayServers
from broker.features.sessions.requests import RequestBoard
from broker.features.sessions.revoking import Revoking
from broker.features.sessions.running import RunningSessions
from broker.features.sessions.service import SessionService
from broker.features.sessions.stage import Keys, Stage
from broker.features.sessions.standing import Standing
from broker.features.sessions.steps import Outward, Stepper
from broker.features.sessions.telling import Teller
from broker.features.sessions.tightening import Tightening
from broker.features.sessions.viewer_side import ViewerSide
from broker.features.sessions.visiting import Visiting
from broker.features.settings.service import Settings
from broker.storage.sealing import Sealer
from broker.storage.unit_of_work import UnitOfWork
from protocol.session.effects import Effect, TellState
from protocol.session.states import Approved, Session


class InstanceSigner(Keys, EnrolmentKeys, Protocol):
    """What signs proposals, and the documents of devices that join."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionNeeds:
    """What sessions stand on."""

    work: UnitOfWork
    clock: Clock
    keys: InstanceSigner
    settings: Settings
    courier: Courier
    presences: PresenceBoard
    new_id: Callable[[], str]
    random_bytes: Callable[[int], bytes]
    instance_name: str
    sealer: Sealer
    url: Callable[[], str]
    relay: RelayServers | None
    most_offers: int = MOST_OFFERS


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionParts:
    """What sessions offer to routes, links and the process."""

    service: SessionService
    asking: Asking
    visiting: Visiting
    own_access: OwnAccess
    owners_leave: OwnersLeave
    joining: Joining
    join_helps: JoinHelps
    viewers: ViewerSide
    devices: DeviceSide
    further: Further
    blocks: Blocks
    journal: DeviceJournal
    requests: RequestBoard
    pictures: Pictures
    ending: Ending
    revoking: Revoking
    tightening: Tightening
    policies: PolicyDesk
    deadlines: Deadlines
    leases: Leases
    errands: Errands
    stage: Stage

    async def keep_deadlines(self) -> None:
        """End what is over, for ever."""
        await self.deadlines.run(self.ending.passed, self.stage.reread)

    async def keep_leases(self) -> None:
        """Keep what runs alive, for ever, while its technician may."""
        await self.leases.run(Standing(stage=self.stage).reread)


def build_sessions(needs: SessionNeeds) -> SessionParts:
    """Build everything about sessions."""
    outward, running = Outward(), RunningSessions()
    stage = _stage(needs, Stepper(needs.work, outward), running)
    teller = _registered(_teller(needs, running), stage, outward)
    codes = CodeBook(needs.sealer, needs.random_bytes)
    asking = Asking(work=needs.work, settings=needs.settings, new_id=needs.new_id, told=teller.tell, codes=codes)
    revoking, policies = Revoking(stage, teller.errands), PolicyDesk(stage)
    return SessionParts(
        service=_service(needs, asking, stage.stepper, teller),
        asking=asking,
        visiting=_visiting(needs, asking),
        own_access=_own_access(needs, asking),
        owners_leave=OwnersLeave(stage=stage, errands=teller.errands, revoking=revoking),
        joining=_joining(needs, asking, codes, teller, running),
        join_helps=JoinHelps(needs.work, codes, url=needs.url, root=needs.keys.root_public, issue=asking.issue_code),
        viewers=ViewerSide(stage, tell_viewer=teller.tell_viewer),
        devices=DeviceSide(
            stage, policies, tell_viewer=teller.tell_viewer, keep_alive=teller.leases.keep, let_go=revoking.soon
        ),
        further=Further(stage, let_go=revoking.soon),
        blocks=Blocks(work=needs.work, courier=needs.courier),
        journal=DeviceJournal(stage, let_go=revoking.soon),
        requests=teller.requests,
        pictures=Pictures(work=needs.work, clock=needs.clock, told=teller.tell),
        ending=Ending(stage, teller.deadlines),
        revoking=revoking,
        tightening=Tightening(stage, teller.errands, revoking, policies),
        policies=policies,
        deadlines=teller.deadlines,
        leases=teller.leases,
        errands=teller.errands,
        stage=stage,
    )


def _service(needs: SessionNeeds, asking: Asking, stepper: Stepper, teller: Teller) -> SessionService:
    return SessionService(
        asking=asking,
        work=needs.work,
        stepper=stepper,
        settings=needs.settings,
        presences=needs.presences,
        new_id=needs.new_id,
        told=teller.tell,
        most_offers=needs.most_offers,
    )


def _visiting(needs: SessionNeeds, asking: Asking) -> Visiting:
    return Visiting(
        work=needs.work,
        settings=needs.settings,
        presences=needs.presences,
        asking=asking,
        new_id=needs.new_id,
        most_offers=needs.most_offers,
    )


def _own_access(needs: SessionNeeds, asking: Asking) -> OwnAccess:
    return OwnAccess(
        work=needs.work,
        settings=needs.settings,
        presences=needs.presences,
        asking=asking,
        new_id=needs.new_id,
        most_offers=needs.most_offers,
    )


def _registered(teller: Teller, stage: Stage, outward: Outward) -> Teller:
    teller.register(outward)
    outward.register(TellState, partial(_tell_and_begin, teller, stage))
    return teller


def _tell_and_begin(teller: Teller, stage: Stage, session: Session, _effect: Effect) -> None:
    """Tell of a step; a visit that got its yes begins at once, where its technician's page waits for that."""
    teller.tell(session)
    if isinstance(session.state, Approved):
        stage.set_up(session)


def _joining(needs: SessionNeeds, asking: Asking, codes: CodeBook, teller: Teller, running: RunningSessions) -> Joining:
    def joined(session: Session, name: str) -> None:
        found = running.find(session.id)
        if found is not None:
            found.device_name = name
        teller.tell(session)

    return Joining(
        work=needs.work,
        clock=needs.clock,
        keys=needs.keys,
        settings=needs.settings,
        asking=asking,
        codes=codes,
        new_id=needs.new_id,
        joined=joined,
    )


def _stage(needs: SessionNeeds, stepper: Stepper, running: RunningSessions) -> Stage:
    return Stage(
        work=needs.work,
        stepper=stepper,
        clock=needs.clock,
        courier=needs.courier,
        presences=needs.presences,
        running=running,
        keys=needs.keys,
        settings=needs.settings,
        random_bytes=needs.random_bytes,
        new_id=needs.new_id,
        call_later=lambda seconds, call: asyncio.get_running_loop().call_later(seconds, call),
        instance_name=needs.instance_name,
        relay=needs.relay,
    )


def _teller(needs: SessionNeeds, running: RunningSessions) -> Teller:
    return Teller(
        clock=needs.clock,
        courier=needs.courier,
        presences=needs.presences,
        running=running,
        leases=Leases(clock=needs.clock, courier=needs.courier, signer=needs.keys),
        deadlines=Deadlines(needs.clock),
        requests=RequestBoard(needs.work, needs.courier),
        errands=Errands(),
    )
