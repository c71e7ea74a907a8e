"""The only wiring: builds every part of the broker once, and hands each what it needs."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry
from sqlalchemy import text

from broker.access.actors import SystemActor
from broker.access.permissions import Permission
from broker.clock import Clock
from broker.config import Config, program_version
from broker.entropy import new_id, new_nonce
from broker.features.accounts.administration import Administration
from broker.features.accounts.assembly import assemble_factors
from broker.features.accounts.gate import AccountGate
from broker.features.accounts.hashing import PasswordHashes
from broker.features.accounts.known_browsers import KnownBrowsers
from broker.features.accounts.people import People
from broker.features.accounts.routes import PeopleRoutes, SignInRoutes
from broker.features.accounts.rules import PasswordProfile
from broker.features.accounts.sign_in import SignIns
from broker.features.api_tokens.routes import TokenRoutes
from broker.features.api_tokens.service import ApiTokens
from broker.features.company_sign_in.assembly import assemble_company
from broker.features.invitations.assembly import MailParts, assemble_mail
from broker.features.invitations.issuing import Issuer
from broker.features.open_portal.assembly import assemble_portals
from broker.features.organizations.routes import OrganizationRoutes
from broker.features.organizations.service import Organizations
from broker.features.people.acts import Acts
from broker.features.people.bulk import Bulk
from broker.features.people.bulk_routes import BulkRoutes
from broker.features.people.factor_routes import PeoplesFactorRoutes
from broker.features.people.factors import PeoplesFactors
from broker.features.people.remote_access_routes import open_remote_access_routes
from broker.features.people.routes import AccountRoutes
from broker.features.people.service import PeopleService
from broker.features.people.sign_in_routes import open_sign_in_routes
from broker.features.portal_groups.routes import PortalGroupRoutes
from broker.features.portal_groups.service import PortalGroups
from broker.features.seamless.assembly import SeamlessParts, assemble_seamless
from broker.features.security_groups.routes import SecurityGroupRoutes
from broker.features.security_groups.service import SecurityGroups
from broker.features.security_groups.why import Explaining
from broker.features.see_as.portals import SeeingPortals
from broker.features.see_as.routes import SeeAsRoutes
from broker.features.see_as.service import Seeing
from broker.features.sessions.relay_credentials import RelayServers
from broker.features.sessions.revoking import Withdrawn
from broker.features.settings.editing import SettingsEditing
from broker.features.settings.routes import SettingsRoutes
from broker.features.settings.rule_editing import RuleEditing
from broker.features.settings.rule_routes import RuleRoutes
from broker.features.settings.service import Settings
from broker.features.spreadsheets.assembly import assemble_spreadsheets
from broker.features.spreadsheets.routes import SpreadsheetRoutes
from broker.features.webhooks.assembly import assemble_telling
from broker.jobs import Job, again_and_again, within
from broker.links.assembly import Live, Needs, assemble
from broker.storage.database import Database, open_database
from broker.storage.sealing import Sealer
from broker.storage.unit_of_work import Limits, UnitOfWork
from broker.upkeep import Housekeeping
from broker.web.application import WebParts, web_application
from broker.web.connection_guard import Guard
from broker.web.connection_watch import Limits as ConnectionLimits
from broker.web.declare import Route, routes_of
from broker.web.edge import Edge
from broker.web.health import Health
from broker.web.listening import Listener
from broker.web.meters import Meters
from broker.web.static_files import FOLDER, FrontEnd
from broker.web.wiring import Wiring
from certs.instance import InstanceKeys, open_instance_keys
from certs.tls import ServerCertificate, development_certificate, own_certificate, server_context

_log = structlog.get_logger(__name__)

MINUTE: Final = 60.0
HOUR: Final = 3600.0
_UPKEEP: Final = SystemActor(job="upkeep")


@dataclass(frozen=True, slots=True, kw_only=True)
class Foundation:
    """What every feature stands on; commands that need no port use it alone."""

    config: Config
    clock: Clock
    keys: InstanceKeys
    database: Database
    work: UnitOfWork
    hashes: PasswordHashes
    sealer: Sealer
    settings: Settings

    def administration(self) -> Administration:
        profile = PasswordProfile(self.config.password_profile)
        return Administration(work=self.work, hashes=self.hashes, sealer=self.sealer, profile=profile)

    def organizations(self) -> Organizations:
        return Organizations(self.work)

    async def close(self) -> None:
        await self.work.close()
        self.hashes.close()
        self.database.close()


def lay_foundation(config: Config, clock: Clock, *, migrate: bool = True, limits: Limits | None = None) -> Foundation:
    """Open keys and database, making what is missing; raises KeysFault, StorageFault, BadSetting.

    It blocks; call it before serving begins, inside a running loop.
    """
    settings = Settings(config.settings)
    keys = open_instance_keys(config.state_dir, clock.now())
    database = open_database(config.database_url, migrate=migrate)
    return Foundation(
        config=config,
        clock=clock,
        keys=keys,
        database=database,
        work=UnitOfWork(database, clock, limits=limits),
        hashes=PasswordHashes(),
        sealer=Sealer(keys.sealing_key),
        settings=settings,
    )


def open_certificate(config: Config, clock: Clock, *, renew: bool = False) -> ServerCertificate:
    """Open the operator's own certificate, or that of the development authority."""
    if config.tls_certificate and config.tls_key:
        return own_certificate(config.tls_certificate, config.tls_key)
    return development_certificate(config.state_dir, config.certificate_names(), clock.now(), renew=renew)


def wire(foundation: Foundation) -> tuple[Wiring, SignIns]:
    """Build the features on the foundation, lower ones first."""
    work, settings = foundation.work, foundation.settings
    wiring = Wiring()
    mail = _wire_mail(foundation, wiring)
    sign_ins = SignIns(work=work, hashes=foundation.hashes, sealer=foundation.sealer, settings=settings, tell=mail.tell)
    wiring.owners += [
        SignInRoutes(sign_ins, KnownBrowsers(work)),
        *assemble_factors(
            work=work,
            hashes=foundation.hashes,
            settings=foundation.settings,
            sign_ins=sign_ins,
            tell=mail.tell,
            url=lambda: foundation.config.url(wiring.port),
            instance=foundation.config.name,
        ),
        PeopleRoutes(People(work), version=program_version(), instance=foundation.config.name),
    ]
    _wire_company(foundation, wiring, sign_ins)
    live = _wire_live(foundation, wiring, AccountGate(sign_ins, work))
    sign_ins.ended = live.check_links
    seeing = Seeing(work, settings=foundation.settings, new_id=new_id)
    wiring.owners += [
        TokenRoutes(ApiTokens(work, foundation.settings)),
        SeeAsRoutes(seeing, SeeingPortals(work, new_id=new_id)),
    ]
    wiring.jobs.append(Job(name="see_as", seconds=MINUTE, work=seeing.end_overdue))
    wiring.owners += [*_settings(foundation, live), open_sign_in_routes(work, settings, live.check_links)]
    groups = SecurityGroups(work, new_id=new_id, told=live.rights_changed)
    wiring.owners.append(SecurityGroupRoutes(groups, Explaining(work)))
    wiring.owners.append(PortalGroupRoutes(PortalGroups(work, told=live.rights_changed)))
    seamless = _wire_seamless(work, wiring, live, mail.issuer)
    _wire_people(foundation, wiring, live, mail, seamless)
    _wire_portals(foundation, wiring, live)
    _wire_notifications(foundation, wiring, live, mail)
    return wiring, sign_ins


def _settings(foundation: Foundation, live: Live) -> tuple[object, ...]:
    """Build what people do with settings, place by place, and with scope rules."""
    work, changed = foundation.work, live.settings_changed
    editing = SettingsEditing(work=work, settings=foundation.settings, changed=changed)
    return SettingsRoutes(editing), RuleRoutes(RuleEditing(work=work, new_id=new_id, changed=changed), editing)


def _wire_portals(foundation: Foundation, wiring: Wiring, live: Live) -> None:
    """Wire how portals look, and those that are open."""
    portals = assemble_portals(
        foundation.work,
        foundation.config.name,
        live.portal_changed,
        live.asking,
        live.messages,
        live.join_helps,
        foundation.settings,
    )
    wiring.owners += portals.owners
    wiring.sockets[portals.logo_path] = portals.serve_logo
    wiring.jobs.append(Job(name="visitors", seconds=HOUR, work=portals.forget_visitors))


def _wire_notifications(foundation: Foundation, wiring: Wiring, live: Live, mail: MailParts) -> None:
    """Wire who is told of what happens in sessions: people, and other systems."""
    parts = assemble_telling(
        foundation.config,
        work=foundation.work,
        clock=foundation.clock,
        sealer=foundation.sealer,
        url=lambda: foundation.config.url(wiring.port),
        told=live.notices_changed,
        wake_mail=mail.wake,
        settings=foundation.settings,
    )
    wiring.owners += parts.owners
    wiring.add_jobs(parts.jobs)
    live.hear(parts.wake)


def _wire_company(foundation: Foundation, wiring: Wiring, sign_ins: SignIns) -> None:
    """Wire the sign-in at the company's own provider, where there is one."""
    routes = assemble_company(
        foundation.config,
        work=foundation.work,
        clock=foundation.clock,
        sealer=foundation.sealer,
        sign_ins=sign_ins,
        url=lambda: foundation.config.url(wiring.port),
    )
    wiring.owners.append(routes)


def _wire_seamless(work: UnitOfWork, wiring: Wiring, live: Live, issuer: Issuer) -> SeamlessParts:
    """Wire what an organization allows the provider."""
    parts = assemble_seamless(
        work,
        issuer,
        over=lambda account, place: live.revoke(Withdrawn(account=account, organization=place)),
        rights_changed=live.rights_changed,
    )
    wiring.owners.append(parts.routes)
    wiring.jobs.append(Job(name="visits", seconds=MINUTE, work=parts.end_visits))
    return parts


def _wire_people(foundation: Foundation, wiring: Wiring, live: Live, mail: MailParts, seamless: SeamlessParts) -> None:
    """Wire organizations and the people in them."""
    work = foundation.work
    organizations = Organizations(
        work, revoked=lambda each: live.revoke(Withdrawn(organization=each)), administrators=seamless.administrators
    )
    acts = Acts(
        inviting=mail.issuer,
        revoked=lambda each, trays: live.revoke(Withdrawn(account=each, trays=trays)),
        told=live.account_changed,
        look_again=live.check_links,
        wait_again=seamless.wait_again,
    )
    people = PeopleService(work=work, acts=acts)
    factors = PeoplesFactors(people, acts, work=work, settings=foundation.settings, tell=mail.tell)
    wiring.owners += [OrganizationRoutes(organizations), AccountRoutes(people), BulkRoutes(Bulk(work, acts))]
    wiring.owners.append(PeoplesFactorRoutes(factors))
    wiring.owners.append(open_remote_access_routes(work, foundation.settings, live.account_changed, live.check_links))
    wiring.owners.append(SpreadsheetRoutes(assemble_spreadsheets(work, people, live.devices)))
    wiring.jobs.append(Job(name="purge", seconds=HOUR, work=people.purge))


def _wire_live(foundation: Foundation, wiring: Wiring, gate: AccountGate) -> Live:
    """Wire devices, sessions, audit trail and the live links."""
    relay = foundation.config.relay
    live = assemble(
        Needs(
            work=foundation.work,
            clock=foundation.clock,
            keys=foundation.keys,
            settings=foundation.settings,
            gate=gate,
            sealer=foundation.sealer,
            url=lambda: foundation.config.url(wiring.port),
            instance_name=foundation.config.name,
            relay=RelayServers(urls=relay.urls, secret=relay.secret) if relay else None,
            most_offers=foundation.config.offers_in_ten_minutes,
        )
    )
    wiring.owners += live.owners
    wiring.sockets |= live.sockets
    wiring.add_jobs(live.jobs)
    wiring.opening.append(live.open)
    wiring.closing.append(live.close)
    return live


def _wire_mail(foundation: Foundation, wiring: Wiring) -> MailParts:
    """Wire the outbox, and the links that its mails carry."""
    mail = assemble_mail(
        foundation.config,
        work=foundation.work,
        clock=foundation.clock,
        hashes=foundation.hashes,
        sealer=foundation.sealer,
        url=lambda: foundation.config.url(wiring.port),
        language=foundation.settings.letter_language,
    )
    wiring.owners += mail.owners
    wiring.add_jobs(mail.jobs)
    return mail


def declared_routes(foundation: Foundation) -> tuple[Route, ...]:
    """List every route, as they are served and described."""
    return routes_of(*wire(foundation)[0].owners)


class Broker:
    """One broker process: foundation, features, port and jobs."""

    def __init__(self, foundation: Foundation, limits: ConnectionLimits | None = None) -> None:
        self.foundation = foundation
        self.certificate = open_certificate(foundation.config, foundation.clock)
        foundation.keys.publish_authority(self.certificate.authority_pem)
        self._meters = Meters(CollectorRegistry())
        self._wiring, sign_ins = wire(foundation)
        self._context = server_context(self.certificate.certificate_file, self.certificate.key_file)
        guard = Guard(limits=limits, per_address=foundation.config.connections_per_address, refused=self._count_cut)
        self._listener = Listener(self._application(sign_ins), guard)
        self._jobs: list[asyncio.Task[None]] = []
        self.housekeeping = Housekeeping(
            work=foundation.work,
            keys=foundation.keys,
            clock=foundation.clock,
            renew_certificate=self._renew_certificate,
        )

    async def start(self) -> int:
        """Open the port, begin the jobs, and give the port's number; raises OSError where it is taken."""
        config = self.foundation.config
        for opening in self._wiring.opening:
            await opening()
        port = await self._listener.start(config.host, config.port, self._context)
        self._wiring.port = port
        jobs = [*self.housekeeping.jobs(), *self._wiring.jobs]
        self._jobs = [asyncio.create_task(again_and_again(job), name=job.name) for job in jobs]
        return port

    async def stop(self) -> None:
        """End links, port, jobs and database, within seconds."""
        for close in self._wiring.closing:
            await within(2.0, close)
        await self._listener.stop()
        for job in self._jobs:
            job.cancel()
        await asyncio.gather(*self._jobs, return_exceptions=True)
        await self.foundation.close()

    def ready_content(self, port: int) -> Mapping[str, object]:
        """Say where the broker is, for programs that started it."""
        authority = self.certificate.authority_file
        return {
            "url": self.foundation.config.url(port),
            "port": port,
            "ca_file": str(authority) if authority else None,
            "root_fingerprint": self.foundation.keys.root_fingerprint,
        }

    def _application(self, sign_ins: SignIns) -> web.Application:
        foundation = self.foundation
        hosts = self.certificate.names | frozenset(foundation.config.certificate_names())
        parts = WebParts(
            routes=routes_of(*self._wiring.owners),
            gate=AccountGate(
                sign_ins,
                foundation.work,
                ApiTokens(foundation.work, foundation.settings),
                Seeing(foundation.work, settings=foundation.settings, new_id=new_id),
            ),
            edge=Edge(hosts=hosts, meters=self._meters, strict_transport=self.certificate.authority_pem is None),
            health=Health({"database": self._database_works, "keys": self._keys_work}, self._meters),
            front_end=FrontEnd(FOLDER, new_nonce),
            version=program_version(),
            sockets=self._wiring.sockets,
        )
        return web_application(parts)

    def _count_cut(self, reason: str) -> None:
        self._meters.cut.labels(reason).inc()

    async def _database_works(self) -> None:
        await self.foundation.work.view(
            _UPKEEP, Permission.AUDIT_READ, lambda view: view.connection.execute(text("SELECT 1")).scalar_one()
        )

    async def _keys_work(self) -> None:
        await asyncio.to_thread(lambda: self.foundation.keys.trusted)

    async def _renew_certificate(self) -> None:
        renewed = await asyncio.to_thread(open_certificate, self.foundation.config, self.foundation.clock)
        # New connections get the renewed certificate, those that are open stay. Exchanged here, where all handshakes
        # are: one that meets half a pair fails, or takes the whole process with it.
        self._context.load_cert_chain(renewed.certificate_file, renewed.key_file)
