"""HTTP of lists as files: export, check and import."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from broker.access.permissions import Permission
from broker.features.spreadsheets.service import ListName, Report, Spreadsheets
from broker.features.spreadsheets.table import MAX_BYTES, MAX_ROWS
from broker.web.bodies import Upload
from broker.web.call import Call
from broker.web.declare import get, post
from broker.web.downloads import Download
from broker.web.policy import Signed, When

ORGANIZATIONS: Final = Signed(Permission.ORGANIZATION_CHANGE, Permission.ORGANIZATION_CREATE)
# What a file does shows when it is looked at: the service asks again who it is, where a row is as weighty as this.
MOVING: Final = When(words="a row changes the e-mail address of somebody", holds=lambda body: False)
END_USERS: Final = Signed(Permission.END_USER_CHANGE, Permission.END_USER_CREATE, fresh=MOVING)
OWNERS: Final = Signed(Permission.DEVICE_ASSIGN)


class ImportQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whether only to look, and the row on which to go on."""

    dry_run: bool = True
    from_row: Annotated[int, Meta(ge=2, le=10 * MAX_ROWS)] | None = None


class ProblemAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a row, and in which column."""

    row: int
    column: str
    sentence: str


class ImportAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What an import would do, or did; with `next_row` there is more of the file to be sent again from there."""

    rows: int
    created: int
    changed: int
    unchanged: int
    problems: tuple[ProblemAnswer, ...]
    problem_count: int
    next_row: int | None


class SpreadsheetRoutes:
    """Lists as CSV files."""

    def __init__(self, spreadsheets: Spreadsheets) -> None:
        self._spreadsheets = spreadsheets

    @get("/api/exports/organizations", policy=Signed(Permission.ORGANIZATION_READ))
    async def export_organizations(self, call: Call) -> Download:
        """Give the organizations as a file."""
        return self._export(call, ListName.ORGANIZATIONS)

    @get("/api/exports/end-users", policy=Signed(Permission.ACCOUNT_READ))
    async def export_end_users(self, call: Call) -> Download:
        """Give the end users as a file."""
        return self._export(call, ListName.END_USERS)

    @get("/api/exports/owners", policy=Signed(Permission.DEVICE_READ))
    async def export_owners(self, call: Call) -> Download:
        """Give the devices with their owners as a file."""
        return self._export(call, ListName.OWNERS)

    @post("/api/imports/organizations", policy=ORGANIZATIONS, body_bytes=MAX_BYTES)
    async def import_organizations(self, call: Call, query: ImportQuery, body: Upload) -> ImportAnswer:
        """Make and change organizations by a file."""
        return await self._import(call, ListName.ORGANIZATIONS, query, body)

    @post("/api/imports/end-users", policy=END_USERS, body_bytes=MAX_BYTES)
    async def import_end_users(self, call: Call, query: ImportQuery, body: Upload) -> ImportAnswer:
        """Make and change end users by a file."""
        return await self._import(call, ListName.END_USERS, query, body)

    @post("/api/imports/owners", policy=OWNERS, body_bytes=MAX_BYTES)
    async def import_owners(self, call: Call, query: ImportQuery, body: Upload) -> ImportAnswer:
        """Give devices to owners by a file."""
        return await self._import(call, ListName.OWNERS, query, body)

    def _export(self, call: Call, name: ListName) -> Download:
        return Download(name=f"{name.value}.csv", pieces=self._spreadsheets.export(call.person, name))

    async def _import(self, call: Call, name: ListName, query: ImportQuery, body: Upload) -> ImportAnswer:
        if query.dry_run:
            return _answer(await self._spreadsheets.check(call.person, name, body.content))
        return _answer(await self._spreadsheets.take(call.person, name, body.content, query.from_row))


def _answer(report: Report) -> ImportAnswer:
    return ImportAnswer(
        rows=report.rows,
        created=report.created,
        changed=report.changed,
        unchanged=report.unchanged,
        problems=tuple(
            ProblemAnswer(row=each.row, column=each.column, sentence=each.sentence) for each in report.problems
        ),
        problem_count=report.problem_count,
        next_row=report.next_row,
    )
