"""Tests of import and export on both databases: what each row becomes, for whom, and that it is all or nothing."""

import dataclasses
from typing import Any

import pytest
from sqlalchemy import insert, update

from broker.access.grants import Narrowed
from broker.access.groups import Grants
from broker.access.marks import tag_mark
from broker.access.permissions import Permission
from broker.access.scopes import only
from broker.audit.kinds import AuditKind
from broker.errors import BadInput, PermissionMissing
from broker.features.spreadsheets.service import BATCH, MAX_PROBLEMS, PART, ListName, Report
from broker.storage import tables
from broker.storage.unit_of_work import Change
from tests.fakes.actors import SYSTEM, staff
from tests.fakes.spreadsheet_desk import Desk

PEOPLE, PLACES, OWNERS = ListName.END_USERS, ListName.ORGANIZATIONS, ListName.OWNERS
HEADER = "organization,name,email,phone\n"
CREATE, CHANGE = Permission.END_USER_CREATE, Permission.END_USER_CHANGE
PROVIDER = staff(Permission.ORGANIZATION_CREATE, Permission.ORGANIZATION_CHANGE)


def person(number: int, name: str = "Person", place: str = "org-a") -> str:
    return f"{place},{name} {number},p{number}@a.example,+49 {number}\n"


def counts(report: Report) -> tuple[int, int, int, int]:
    return report.created, report.changed, report.unchanged, report.problem_count


def sentences(report: Report) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.sentence) for each in report.problems]


def wrong_cells(report: Report) -> list[tuple[int, str]]:
    return [(each.row, each.column) for each in report.problems]


async def test_people_are_made_changed_and_passed_over(desk: Desk) -> None:
    text = HEADER + person(1) + person(2)
    assert counts(await desk.check(PEOPLE, text)) == (2, 0, 0, 0)
    assert await desk.rows(tables.accounts) == []
    assert counts(await desk.take(PEOPLE, text)) == (2, 0, 0, 0)
    assert counts(await desk.take(PEOPLE, text)) == (0, 0, 2, 0)
    assert counts(await desk.take(PEOPLE, HEADER + person(1, "Renamed") + person(2))) == (0, 1, 1, 0)
    assert {row.name for row in await desk.rows(tables.accounts)} == {"Renamed 1", "Person 2"}
    assert (await desk.count(AuditKind.ACCOUNT_CREATED), await desk.count(AuditKind.ACCOUNT_CHANGED)) == (2, 1)


async def test_what_was_exported_comes_back_and_changes_nothing(desk: Desk) -> None:
    await desk.take(PEOPLE, HEADER + person(1) + 'org-b,"Berg, Ada",ada@b.example,\n')
    await desk.take(PLACES, f"id,name,slug,main_contact\n{desk.here},Org A,org-a,p1@a.example\n")
    await desk.device("DESK-1", desk.here)
    await desk.device("=cmd", desk.there)
    for name in ListName:
        text = await desk.export(name)
        assert (await desk.check(name, text)).unchanged == text.count("\n") - 1 > 0
    people = await desk.export(PEOPLE)
    assert people.startswith('"id","organization","name","email","phone","status"\r\n')
    assert ',"\'+49 1",' in people
    assert ',"\'=cmd",' in await desk.export(OWNERS)
    assert await desk.count(AuditKind.LIST_EXPORTED) == 5


@pytest.mark.slow
async def test_a_long_list_goes_in_and_out_part_by_part(desk: Desk) -> None:
    text = HEADER + "".join(person(number) for number in range(PART + 5))
    first = await desk.take(PEOPLE, text)
    assert (first.created, first.next_row) == (PART, PART + 2)
    second = await desk.take(PEOPLE, text, from_row=first.next_row)
    assert (second.created, second.next_row) == (5, None)
    exported = (await desk.export(PEOPLE)).splitlines()
    assert len({line.split(",")[3] for line in exported[1:]}) == PART + 5


async def test_one_bad_row_of_ten_thousand_is_named_and_nothing_is_done(desk: Desk) -> None:
    lines = [person(number) for number in range(10_000)]
    lines[7_654] = "org-a,,n@a.example,\n"
    text = HEADER + "".join(lines)
    for report in (await desk.check(PEOPLE, text), await desk.take(PEOPLE, text)):
        assert sentences(report) == [(7_656, "name", "A name has 1 to 120 characters that can be read.")]
    assert await desk.rows(tables.accounts) == []


async def test_the_first_hundred_problems_are_told_and_all_are_counted(desk: Desk) -> None:
    text = HEADER + "".join(person(number, place="nowhere") for number in range(150))
    report = await desk.check(PEOPLE, text)
    assert (len(report.problems), report.problem_count) == (MAX_PROBLEMS, 150)


async def test_each_rule_of_a_person_is_told_with_its_column(desk: Desk) -> None:
    def leave(change: Change) -> None:
        row = tables.accounts.c
        change.connection.execute(
            update(tables.accounts).where(row.email == "p1@a.example").values(delete_at=change.now)
        )
        change.record(AuditKind.ACCOUNT_LEAVING, organization=None)

    await desk.take(PEOPLE, HEADER + person(1) + person(2, place="org-b"))
    await desk.work.change(SYSTEM, CHANGE, leave)
    text = "id,organization,name,email,phone\n" + "".join(
        [
            ",org-a,Mia,not-an-address,\n",
            ",org-a,Mia,p2@a.example,\n",
            f"{'a' * 26},org-a,Mia,new@a.example,\n",
            ",org-a,Other name,p1@a.example,\n",
            ",org-a,Twice,twice@a.example,\n",
            ",org-a,Twice,TWICE@A.example,\n",
        ]
    )
    expected = [(2, "email"), (3, "email"), (4, "id"), (5, ""), (7, "")]
    assert wrong_cells(await desk.check(PEOPLE, text)) == expected


async def test_a_foreign_organization_reads_like_one_that_does_not_exist(desk: Desk) -> None:
    await desk.take(PEOPLE, HEADER + person(1, place="org-b"))
    await desk.device("DESK-1", desk.there)
    narrow = staff(CREATE, CHANGE, Permission.ORGANIZATION_CHANGE, Permission.DEVICE_ASSIGN, reach=only(desk.here))
    for name, there, nowhere in (
        (PEOPLE, HEADER + person(1, place="org-b"), HEADER + person(1, place="org-x")),
        (PEOPLE, HEADER + person(1, place=desk.there), HEADER + person(1, place="a" * 26)),
        (PLACES, f"id,name\n{desk.there},Org B\n", f"id,name\n{'a' * 26},Org B\n"),
        (PLACES, "name\nOrg B\n", "name\nOrg X\n"),
        (OWNERS, "name,organization,owner\nDESK-1,org-b,\n", "name,organization,owner\nDESK-1,org-x,\n"),
    ):
        found = sentences(await desk.check(name, there, narrow))
        assert found == sentences(await desk.check(name, nowhere, narrow))
        assert len(found) == 1
        assert sentences(await desk.take(name, there, narrow)) == found
    assert len(await desk.rows(tables.accounts)) == 1
    exported = await desk.export(PEOPLE, staff(Permission.ACCOUNT_READ, reach=only(desk.here)))
    assert exported.count("\n") == 1


async def test_each_row_asks_for_the_right_that_it_needs(desk: Desk) -> None:
    await desk.take(PEOPLE, HEADER + person(1))
    text = HEADER + person(1, "Renamed") + person(2)
    assert wrong_cells(await desk.check(PEOPLE, text, staff(CREATE))) == [(2, "")]
    assert wrong_cells(await desk.check(PEOPLE, text, staff(CHANGE))) == [(3, "organization")]
    assert counts(await desk.take(PEOPLE, text, staff(CREATE, CHANGE))) == (1, 1, 0, 0)
    with pytest.raises(PermissionMissing):
        await desk.check(PEOPLE, text, staff(Permission.ACCOUNT_READ))
    with pytest.raises(PermissionMissing):
        await desk.export(PEOPLE, staff(CREATE))


async def test_rights_of_two_groups_are_not_mixed(desk: Desk) -> None:
    mixed = dataclasses.replace(staff(), grants=Grants({CREATE: only(desk.here), CHANGE: only(desk.there)}))
    await desk.take(PEOPLE, HEADER + person(1) + person(2, place="org-b"))
    text = HEADER + person(1, "Renamed") + person(2, "Renamed", "org-b") + person(3) + person(4, place="org-b")
    assert wrong_cells(await desk.check(PEOPLE, text, mixed)) == [(2, ""), (5, "organization")]
    good = HEADER + person(2, "Renamed", "org-b") + person(3)
    assert counts(await desk.take(PEOPLE, good, mixed)) == (1, 1, 0, 0)


async def test_organizations_are_made_and_changed(desk: Desk) -> None:
    await desk.take(PEOPLE, HEADER + person(1))
    text = "name,slug,main_contact\nOrg A,org-a,p1@a.example\nBirch Clinic,,\n"
    assert counts(await desk.take(PLACES, text, PROVIDER)) == (1, 1, 0, 0)
    rows = {row.slug: row for row in await desk.rows(tables.organizations)}
    assert rows["birch-clinic"].name == "Birch Clinic"
    assert rows["org-a"].main_contact_id is not None
    narrow = staff(Permission.ORGANIZATION_CHANGE, reach=only(desk.here))
    report = await desk.check(PLACES, f"id,name,slug\n{desk.here},Org A,org-z\n", narrow)
    assert wrong_cells(report) == [(2, "slug")]


async def test_each_rule_of_an_organization_is_told_with_its_column(desk: Desk) -> None:
    await desk.take(PEOPLE, HEADER + person(1))
    text = "id,name,slug,main_contact\n,,x,\n,Name,Not a slug!,\n,New,,p1@a.example\n"
    text += f"{desk.here},Org A,org-b,\n,Org B,org-b,p1@a.example\n"
    expected = [(2, "name"), (3, "slug"), (4, "main_contact"), (5, "slug"), (6, "")]
    assert wrong_cells(await desk.check(PLACES, text)) == expected


async def test_devices_get_owners_and_the_former_ones_let_go(desk: Desk) -> None:
    await desk.take(PEOPLE, HEADER + person(1) + person(2))
    first, second = await desk.device("DESK-1", desk.here), await desk.device("DESK-2", desk.here)
    text = f"id,name,organization,owner\n,DESK-1,org-a,p1@a.example\n{second},,,P1@A.example\n"
    assert counts(await desk.take(OWNERS, text)) == (0, 2, 0, 0)
    assert counts(await desk.take(OWNERS, text)) == (0, 0, 2, 0)
    owner = {row.id: row.assigned_account_id for row in await desk.rows(tables.devices)}
    assert owner[first] is not None
    assert owner[first] == owner[second]
    assert counts(await desk.take(OWNERS, f"id,owner\n{first},p2@a.example\n{second},\n")) == (0, 2, 0, 0)
    assert sorted(desk.let_go) == sorted([(owner[first], first), (owner[first], second)])


async def test_whose_rights_reach_marked_devices_only_takes_in_those_and_learns_of_no_other(desk: Desk) -> None:
    await desk.take(PEOPLE, HEADER + person(1))
    marked, other = await desk.device("DESK-1", desk.here), await desk.device("DESK-2", desk.here)
    twin = await desk.device("DESK-1", desk.here)

    def tag(change: Change) -> None:
        row = {"device_id": marked, "organization_id": desk.here, "tag": "finance"}
        change.connection.execute(insert(tables.device_tags).values(**row))
        change.record(AuditKind.DEVICE_TAGGED, organization=desk.here, device=marked)

    await desk.work.change(SYSTEM, CHANGE, tag)
    finance = [Narrowed(reach=only(desk.here), marks=frozenset({tag_mark("finance")}))]
    rights = Grants({}, {Permission.DEVICE_READ: finance, Permission.DEVICE_ASSIGN: finance})
    narrow = dataclasses.replace(staff(), grants=rights)
    exported = await desk.export(OWNERS, narrow)
    assert [line.split(",")[0].strip('"') for line in exported.splitlines()[1:]] == [marked]
    assert counts(await desk.check(OWNERS, exported, narrow)) == (0, 0, 1, 0)
    by_id = f"id,owner\n{marked},p1@a.example\n"
    assert counts(await desk.take(OWNERS, by_id, narrow)) == (0, 1, 0, 0)
    assert counts(await desk.take(OWNERS, "name,organization,owner\nDESK-1,org-a,\n", narrow)) == (0, 1, 0, 0)
    assert {each.assigned_account_id for each in await desk.rows(tables.devices)} == {None}
    for unseen, missing in (
        (f"id,owner\n{other},\n", f"id,owner\n{'a' * 26},\n"),
        (f"id,owner\n{twin},\n", f"id,owner\n{'a' * 26},\n"),
        ("name,organization,owner\nDESK-2,org-a,\n", "name,organization,owner\nDESK-9,org-a,\n"),
        ("name,organization,owner\nDESK-1,org-b,\n", "name,organization,owner\nDESK-1,org-x,\n"),
    ):
        found = sentences(await desk.take(OWNERS, unseen, narrow))
        assert len(found) == 1
        assert found == sentences(await desk.take(OWNERS, missing, narrow))


async def test_each_rule_of_an_owner_is_told_with_its_column(desk: Desk) -> None:
    await desk.take(PEOPLE, HEADER + person(3, place="org-b"))
    first = await desk.device("DESK-1", desk.here)
    for _ in range(2):
        await desk.device("TWIN", desk.here)
    text = f"id,name,organization,owner\n,TWIN,org-a,\n,NO,org-a,\n{first},,,p3@a.example\n{'a' * 26},,,\n"
    assert wrong_cells(await desk.check(OWNERS, text)) == [(2, "name"), (3, "name"), (4, "owner"), (5, "id")]


async def test_a_batch_stands_or_falls_together_when_somebody_was_faster(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = HEADER + "".join(person(number) for number in range(BATCH * 2))
    looked_at = desk.spreadsheets._looked_at

    async def then_somebody_adds(*arguments: Any) -> Any:
        verdicts = await looked_at(*arguments)
        monkeypatch.undo()
        await desk.take(PEOPLE, HEADER + person(BATCH + 3))
        return verdicts

    monkeypatch.setattr(desk.spreadsheets, "_looked_at", then_somebody_adds)
    report = await desk.take(PEOPLE, text)
    assert (report.created, report.problem_count, report.problems[0].row) == (BATCH, 1, BATCH + 2)
    assert len(await desk.rows(tables.accounts)) == BATCH + 1
    assert counts(await desk.take(PEOPLE, text)) == (BATCH - 1, 0, BATCH + 1, 0)


async def test_a_file_that_cannot_be_read_is_refused_whole(desk: Desk) -> None:
    with pytest.raises(BadInput):
        await desk.take(PEOPLE, "organization,name\norg-a,Mia\n")
