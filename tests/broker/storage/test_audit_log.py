"""Growing the chains."""

from datetime import timedelta

from sqlalchemy import select

from broker.access.actors import title_of
from broker.audit.chain import EMPTY, Verified, verify
from broker.audit.entry import Entry, new_entry
from broker.audit.kinds import AuditKind
from broker.entropy import new_id
from broker.storage.audit_log import append, entry_of, lock_head, read_head
from broker.storage.database import Database
from broker.storage.tables import audit_entries
from protocol.identifiers import DeviceId, OrganizationId, SessionId
from tests.fakes.actors import ORG_A, ORG_B, named, staff
from tests.fakes.clock import START


def entry(organization: OrganizationId, number: int = 0) -> Entry:
    return new_entry(
        id=new_id(),
        organization=organization,
        at=START + timedelta(seconds=number),
        kind=AuditKind.SESSION_OFFERED,
        actor=title_of(staff()),
        device=DeviceId(named("desk")),
        device_name="DESK-014",
        person="Jürgen “日本” 🦊",
        session=SessionId(named("session")),
        subject="subject",
        detail={"text": "ÄÖÜ \x00 \u2028", "number": 2**60, "none": None, "list": [True, "x"]},
    )


def write(database: Database, *entries: Entry) -> None:
    with database.write() as connection:
        append(connection, entries)


def test_an_entry_comes_back_exactly_as_it_was_written(database: Database) -> None:
    written = entry(ORG_A)
    write(database, written)
    with database.read() as connection:
        read = entry_of(connection.execute(select(audit_entries)).one())
    assert read.entry == written
    assert (read.sequence, read.previous) == (1, EMPTY.hash)


def test_each_organization_has_a_chain_of_its_own(database: Database) -> None:
    write(database, entry(ORG_A), entry(ORG_B), entry(ORG_A))
    write(database, entry(ORG_B), entry(OrganizationId("")))
    with database.read() as connection:
        heads = {place: read_head(connection, OrganizationId(place)) for place in (ORG_A, ORG_B, "", "none")}
        assert {place: head.sequence for place, head in heads.items()} == {ORG_A: 2, ORG_B: 2, "": 1, "none": 0}
        for place in (ORG_A, ORG_B, OrganizationId("")):
            query = select(audit_entries).where(audit_entries.c.organization_id == place)
            rows = connection.execute(query.order_by(audit_entries.c.sequence))
            verdict = verify(map(entry_of, rows), organization=place, head=heads[place])
            assert verdict == Verified(head=heads[place])


def test_locking_the_head_of_a_chain_that_is_not_there_makes_it(database: Database) -> None:
    with database.write() as connection:
        assert lock_head(connection, ORG_A) == EMPTY
        assert lock_head(connection, ORG_A) == EMPTY


def test_nothing_to_write_writes_nothing(database: Database) -> None:
    write(database)
    with database.read() as connection:
        assert connection.execute(select(audit_entries)).all() == []
