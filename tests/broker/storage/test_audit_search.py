"""Reading the audit log."""

import functools

import pytest
from sqlalchemy import insert

from broker.access.actors import Actor
from broker.access.permissions import Permission
from broker.access.scopes import INSTANCE, only
from broker.audit.kinds import AuditKind
from broker.audit.query import parse_query
from broker.errors import BadInput
from broker.storage import audit_search, tables
from broker.storage.audit_search import PAGE_LIMIT, AuditPage, read_page, read_timeline
from broker.storage.unit_of_work import Change, UnitOfWork
from tests.fakes.actors import ORG_A, ORG_B, STRANGER, SYSTEM, end_user, named, staff
from tests.fakes.clock import FakeClock

SESSION = named("session")


def write_story(change: Change) -> None:
    for place, name in ((ORG_A, "Org A"), (ORG_B, "Org_B")):
        change.connection.execute(
            insert(tables.organizations).values(id=place, name=name, slug=name[-1].lower(), created_at=change.now)
        )
    change.record(
        AuditKind.SESSION_OFFERED,
        organization=ORG_A,
        actor=staff(),
        device=named("desk"),
        device_name="DESK-014",
        session=SESSION,
        detail={"reason": "Printer 100%"},
    )
    change.record(
        AuditKind.SESSION_CONSENT_REFUSED, organization=ORG_A, device_name="DESK-014", session=SESSION, actor=end_user()
    )
    change.record(AuditKind.SESSION_REQUESTED, organization=ORG_B, person="Reception", device_name="LAP-207")
    change.record(AuditKind.SIGN_IN_FAILED, organization=None, actor=STRANGER, detail={"email": "a@b.example"})


@pytest.fixture
async def story(work: UnitOfWork) -> UnitOfWork:
    """A log of four entries in three chains."""
    await work.change(SYSTEM, Permission.SETTINGS_CHANGE, write_story)
    return work


async def found(work: UnitOfWork, text: str) -> set[str]:
    page = await work.view(SYSTEM, Permission.AUDIT_READ, lambda view: read_page(view, parse_query(text)))
    assert page.total == len(page.entries)
    return {entry.entry.kind for entry in page.entries}


OFFERED, REFUSED, REQUESTED, FAILED = (
    "session.offered",
    "session.consent_refused",
    "session.requested",
    "sign_in.failed",
)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("", {OFFERED, REFUSED, REQUESTED, FAILED}),
        ("printer", {OFFERED}),
        ('"printer 100%"', {OFFERED}),
        ("100_", set()),
        ("desk-014 offered", {OFFERED}),
        ("nothing", set()),
        ("kind:session.*", {OFFERED, REFUSED, REQUESTED}),
        ("kind:session.offered,sign_in.failed", {OFFERED, FAILED}),
        ("-kind:session.*", {FAILED}),
        ("kind:session_*", set()),
        ("device:desk-014", {OFFERED, REFUSED}),
        ("device:DESK*,lap*", {OFFERED, REFUSED, REQUESTED}),
        ("-device:DESK-014", {REQUESTED, FAILED}),
        ('actor:"duty technician"', {OFFERED}),
        ("actor:192.0.2.7", {FAILED}),
        ("person:reception", {REQUESTED}),
        ("person:accounts*", {REFUSED}),
        ('org:"org a"', {OFFERED, REFUSED}),
        ("org:b", {REQUESTED}),
        ("org:Org_*", {REQUESTED}),
        (f"session:{SESSION}", {OFFERED, REFUSED}),
        ("result:ok", {OFFERED, REQUESTED}),
        ("-result:ok", {REFUSED, FAILED}),
        ("result:refused,failed", {REFUSED, FAILED}),
        ("after:1h", {OFFERED, REFUSED, REQUESTED, FAILED}),
        ("before:1h", set()),
        ("after:2030-01-02 before:2030-01-03 device:lap-207", {REQUESTED}),
        ("\x00", set()),
    ],
)
async def test_each_filter_finds_what_it_says(story: UnitOfWork, text: str, kinds: set[str]) -> None:
    if text == "\x00":
        await found(story, text)
        return
    assert await found(story, text) == kinds


@pytest.mark.parametrize("text", ["result:fine", "after:soon", "before:2x"])
async def test_a_wrong_value_says_what_was_expected(story: UnitOfWork, text: str) -> None:
    with pytest.raises(BadInput, match="expects"):
        await found(story, text)


async def test_what_is_foreign_is_neither_shown_nor_counted(story: UnitOfWork) -> None:
    auditor = staff(Permission.AUDIT_READ, reach=only(ORG_B))
    page = await story.view(auditor, Permission.AUDIT_READ, lambda view: read_page(view, parse_query("")))
    assert (page.total, [entry.entry.kind for entry in page.entries]) == (1, [REQUESTED])
    for text in (f"session:{SESSION}", "org:a", "-org:b", "-kind:session.requested"):
        query = parse_query(text)
        page = await story.view(auditor, Permission.AUDIT_READ, functools.partial(read_page, query=query))
        assert page.total == 0
    page = await story.view(
        auditor, Permission.AUDIT_READ, lambda view: read_page(view, parse_query(""), organization=ORG_A)
    )
    assert page == AuditPage(entries=(), next=None, total=0)


async def test_one_chain_or_one_session_can_be_asked_for(story: UnitOfWork) -> None:
    page = await story.view(
        SYSTEM, Permission.AUDIT_READ, lambda view: read_page(view, parse_query(""), organization=INSTANCE)
    )
    assert [entry.entry.kind for entry in page.entries] == [FAILED]
    page = await story.view(
        SYSTEM, Permission.AUDIT_READ, lambda view: read_page(view, parse_query(""), session=SESSION)
    )
    assert page.total == 2


async def test_a_timeline_is_a_sessions_entries_oldest_first(story: UnitOfWork) -> None:
    entries = await story.view(SYSTEM, Permission.SESSION_READ, lambda view: read_timeline(view, SESSION))
    assert [entry.entry.kind for entry in entries] == [OFFERED, REFUSED]
    foreign = staff(Permission.SESSION_READ, reach=only(ORG_B))
    assert await story.view(foreign, Permission.SESSION_READ, lambda view: read_timeline(view, SESSION)) == []


async def test_pages_follow_each_other_without_gap_or_repeat_while_entries_come_in(
    work: UnitOfWork, clock: FakeClock
) -> None:
    def record(change: Change) -> None:
        for place in (ORG_A, ORG_B):
            change.record(AuditKind.SETTINGS_CHANGED, organization=place)

    for _ in range(12):
        await work.change(SYSTEM, Permission.SETTINGS_CHANGE, record)
        clock.advance(0.5)
    before = await work.view(
        SYSTEM, Permission.AUDIT_READ, lambda view: read_page(view, parse_query(""), limit=PAGE_LIMIT)
    )
    seen: list[str] = []
    cursor: str | None = None
    while True:
        read = functools.partial(read_page, query=parse_query(""), cursor=cursor, limit=5)
        page = await work.view(SYSTEM, Permission.AUDIT_READ, read)
        seen += [entry.entry.id for entry in page.entries]
        await work.change(SYSTEM, Permission.SETTINGS_CHANGE, record)
        clock.advance(0.5)
        cursor = page.next
        if cursor is None:
            break
    assert seen == [entry.entry.id for entry in before.entries]


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "1.2",
        "1.2.3",
        "9" * 30 + ".1." + "a" * 26,
        "9" * 15 + ".1." + "a" * 26,
        "1." + "9" * 19 + "." + "a" * 26,
        "1.2." + "A" * 26,
    ],
)
async def test_a_cursor_that_was_not_given_out_is_refused(work: UnitOfWork, cursor: str) -> None:
    with pytest.raises(BadInput) as refused:
        await work.view(SYSTEM, Permission.AUDIT_READ, lambda view: read_page(view, parse_query(""), cursor=cursor))
    assert refused.value.code == "field.cursor"


async def test_the_farthest_cursor_there_can_be_is_read(work: UnitOfWork) -> None:
    farthest = f"{'9' * 14}.{'9' * 18}.{'z' * 26}"
    read = functools.partial(read_page, query=parse_query(""), cursor=farthest)
    assert (await work.view(SYSTEM, Permission.AUDIT_READ, read)).entries == ()


@pytest.mark.parametrize(("limit", "allowed"), [(0, False), (1, True), (PAGE_LIMIT, True), (PAGE_LIMIT + 1, False)])
async def test_a_page_has_a_limit(work: UnitOfWork, limit: int, allowed: bool) -> None:
    reading = work.view(SYSTEM, Permission.AUDIT_READ, lambda view: read_page(view, parse_query(""), limit=limit))
    if allowed:
        assert (await reading).total == 0
        return
    with pytest.raises(BadInput):
        await reading


async def test_a_search_looks_at_so_many_entries_a_page_and_says_where_it_goes_on(
    story: UnitOfWork, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def record(change: Change) -> None:
        change.record(AuditKind.SETTINGS_CHANGED, organization=ORG_A, device=named("desk"), device_name="DESK-014")

    monkeypatch.setattr(audit_search, "LOOKED_AT", 5)
    for _ in range(6):
        clock.advance(1)
        await story.change(SYSTEM, Permission.SETTINGS_CHANGE, record)

    async def read(text: str, cursor: str | None = None, actor: Actor = SYSTEM) -> AuditPage:
        reading = functools.partial(read_page, query=parse_query(text), cursor=cursor)
        return await story.view(actor, Permission.AUDIT_READ, reading)

    first = await read("reception")
    assert (first.entries, first.total, first.at_least) == ((), 0, True)
    second = await read("reception", first.next)
    assert ([entry.entry.kind for entry in second.entries], second.next, second.at_least) == ([REQUESTED], None, False)
    # Whoever reaches one organization is told nothing by how far a page goes: only its own entries are counted.
    assert (await read("reception", actor=staff(Permission.AUDIT_READ, reach=only(ORG_B)))).total == 1
    # Times and identifiers narrow what is looked at, so that what they name is found however old it is.
    assert [each.entry.kind for each in (await read(f"session:{SESSION} -kind:{REFUSED}")).entries] == [OFFERED]
