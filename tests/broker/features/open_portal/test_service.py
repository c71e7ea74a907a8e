"""Tests of visitors on both databases: behind PostgreSQL's own walls, too, a visitor asks and reads."""

from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import Update, update

from broker.access.permissions import Permission
from broker.access.portal_features import PortalFeature
from broker.access.portal_groups import BuiltInPortalGroup, write_features
from broker.audit.kinds import AuditKind
from broker.entropy import new_id, random_bytes
from broker.errors import NotFound, Refusal
from broker.features.accounts.administration import CONSOLE
from broker.features.open_portal import rules
from broker.features.open_portal.service import OpenPortals
from broker.features.organizations.service import Organizations
from broker.features.portal.rules import Portal
from broker.features.portal.service import Portals, Wanted
from broker.features.sessions.asking import Asking, Contact
from broker.features.sessions.join_codes import CodeBook
from broker.features.sessions.join_help import JoinHelps
from broker.features.settings.service import Settings
from broker.storage import tables
from broker.storage.unit_of_work import Change, UnitOfWork
from protocol.identifiers import OrganizationId
from tests.fakes.clock import FakeClock
from tests.fakes.message_desk import MessageDesk
from tests.matrix.objects import SEALER

ADDRESS = "192.0.2.7"
CONTACT = Contact(name="Vera", email="", phone="214", reason="The printer jams")


def _give_messages(change: Change) -> None:
    row = tables.portal_groups
    features = write_features({PortalFeature.ASK_FOR_HELP, PortalFeature.OWN_REQUESTS})
    given = update(row).where(row.c.id == BuiltInPortalGroup.NON_PORTAL.id).values(features=features)
    change.connection.execute(given)
    change.record(AuditKind.PORTAL_GROUP_CHANGED, organization=None, subject="test")


async def _writes_while_it_is_open(visitors: OpenPortals, work: UnitOfWork, home: OrganizationId, secret: str) -> None:
    """Shut the portal in every way, one after the other: what was written is read, and nothing more is written."""
    portals, organizations = tables.portals, tables.organizations
    at_home = organizations.c.id == home
    far = datetime(2026, 1, 1, tzinfo=UTC)
    ways = (
        (update(portals).values(is_open=False), update(portals).values(is_open=True)),
        (update(portals).values(redirect_url="https://x.example"), update(portals).values(redirect_url="")),
        (
            update(organizations).where(at_home).values(archived_at=far),
            update(organizations).where(at_home).values(archived_at=None),
        ),
    )
    for shut, opened in ways:
        await work.change(CONSOLE, Permission.PORTAL_CHANGE, partial(_put, shut))
        with pytest.raises(NotFound):
            await visitors.write(secret, "Still here", ADDRESS)
        thread = (await visitors.state(secret, ADDRESS)).thread
        assert thread is not None
        assert ([each.text for each in thread.items], thread.may_write) == (["Are you there?"], False)
        await work.change(CONSOLE, Permission.PORTAL_CHANGE, partial(_put, opened))
    thread = (await visitors.state(secret, ADDRESS)).thread
    assert thread is not None
    assert thread.may_write


def _put(statement: Update, change: Change) -> None:
    change.connection.execute(statement)
    change.record(AuditKind.PORTAL_GROUP_CHANGED, organization=None, subject="test")


async def test_a_visitor_asks_reads_and_waits_for_their_turn(work: UnitOfWork, clock: FakeClock) -> None:
    home = (await Organizations(work).add(CONSOLE, "Org A")).id
    opened = Wanted(portal=Portal(is_open=True), version=0)
    await Portals(work, instance_name="Handrail").change(CONSOLE, home, opened)
    codes = CodeBook(SEALER, random_bytes)
    asking = Asking(work=work, settings=Settings(), new_id=new_id, told=lambda session: None, codes=codes)
    helps = JoinHelps(work, codes, url=lambda: "https://support.example", root=b"r" * 32, issue=asking.issue_code)
    messages = MessageDesk(work=work).messages
    visitors = OpenPortals(work, asking, random_bytes, helps=helps, settings=Settings(), messages=messages)
    assert (await visitors.look("org-a", ADDRESS)).organization == "Org A"
    secrets = []
    for _ in range(rules.MOST_BY_ADDRESS):
        secrets.append(await visitors.ask("org-a", CONTACT, ADDRESS))
        clock.advance(1)
    last = await visitors.state(secrets[-1], ADDRESS)
    assert (last.organization, last.state, last.place_in_line) == ("Org A", "waiting", rules.MOST_BY_ADDRESS)
    assert last.thread is None, "out of the box, visitors submit a request and nothing else"
    with pytest.raises(NotFound):
        await visitors.write(secrets[-1], "Hello", ADDRESS)
    await work.change(CONSOLE, Permission.PORTAL_CHANGE, _give_messages)
    await visitors.write(secrets[-1], "Are you there?", ADDRESS)
    await visitors.mark_read(secrets[-1], 1, ADDRESS)
    thread = (await visitors.state(secrets[-1], ADDRESS)).thread
    assert thread is not None
    assert [(each.name, each.mine, each.text) for each in thread.items] == [("Vera", True, "Are you there?")]
    await _writes_while_it_is_open(visitors, work, home, secrets[-1])
    other = (await visitors.state(secrets[0], ADDRESS)).thread
    assert other is not None
    assert other.items == ()
    with pytest.raises(Refusal) as refused:
        await visitors.ask("org-a", CONTACT, ADDRESS)
    assert refused.value.code == "open_portal.too_often"
    assert await visitors.ask("org-a", CONTACT, "198.51.100.1") not in secrets
    clock.advance(rules.KEPT.total_seconds() + 1)
    await visitors.forget()
    with pytest.raises(NotFound):
        await visitors.state(secrets[0], ADDRESS)
    with pytest.raises(NotFound):
        await visitors.look("org-b", ADDRESS)
    assert (await visitors.help_now("org-a", ADDRESS)).command.startswith(
        "handrail-agent once https://support.example#"
    )
    for closed in ("org-b", ""):
        with pytest.raises(NotFound):
            await visitors.help_now(closed, ADDRESS)
    opened_to_all = Settings({"get_help_now_open": True})
    everybody = OpenPortals(work, asking, random_bytes, helps=helps, settings=opened_to_all, messages=messages)
    assert await everybody.help_now("", ADDRESS) == await visitors.help_now("org-a", ADDRESS)
