"""Export and import of lists: an import is looked at whole before anything changes, and kept batch by batch."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import Final

from broker.access.actors import AccountActor, Actor, home_of
from broker.access.decision import decide
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.errors import Busy, Conflict, Refusal
from broker.features.accounts.proving import check_fresh
from broker.features.spreadsheets.steps import CHUNK, Act, Problem, Sheet, Step, Verdict, twice_in
from broker.features.spreadsheets.table import Row, read_table, write_row
from broker.storage.unit_of_work import Change, UnitOfWork, View
from broker.web.bearer import not_here

MAX_PROBLEMS: Final = 100
PART: Final = 1_000  # rows done by one call, so that a page can show how far it is
BATCH: Final = 50  # rows kept together; each leaves an entry, and a change has room for a hundred
EXPORTED_AT_ONCE: Final = 1_000
_AT_ONCE: Final = 2
_PATIENCE: Final = 20.0


class ListName(StrEnum):
    """What there are files of."""

    ORGANIZATIONS = "organizations"
    END_USERS = "end-users"
    OWNERS = "owners"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What an import would do, or did: rows by what became of them, the first problems, and where it goes on."""

    rows: int
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: tuple[Problem, ...] = ()
    problem_count: int = 0
    next_row: int | None = None


@dataclass(slots=True)
class _Tally:
    """Counts of one call."""

    counts: dict[Act, int] = field(default_factory=lambda: dict.fromkeys(Act, 0))
    problems: list[Problem] = field(default_factory=list)

    def add(self, act: Act) -> None:
        self.counts[act] += 1

    def report(self, rows: int, next_row: int | None = None) -> Report:
        return Report(
            rows=rows,
            created=self.counts[Act.CREATE],
            changed=self.counts[Act.CHANGE],
            unchanged=self.counts[Act.NOTHING],
            problems=tuple(self.problems[:MAX_PROBLEMS]),
            problem_count=len(self.problems),
            next_row=next_row,
        )


class Spreadsheets:
    """Takes files in and gives files out."""

    def __init__(self, work: UnitOfWork, sheets: Mapping[ListName, Sheet]) -> None:
        self._work = work
        self._sheets = sheets
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def check(self, actor: Actor, name: ListName, raw: bytes) -> Report:
        """Say what an import of this file would do; nothing changes."""
        sheet = self._sheets[name]
        opening = _opening(actor, sheet)
        async with self._place():
            rows = await asyncio.to_thread(read_table, raw, sheet.columns)
            verdicts = await self._looked_at(actor, opening, sheet, rows, twice_in(sheet, rows))
        return _tally(verdicts).report(len(rows))

    async def take(self, actor: Actor, name: ListName, raw: bytes, from_row: int | None = None) -> Report:
        """Import a part of a file, from its beginning or a row on; `next_row` says where the next part begins.

        Before the first part the whole file is looked at, and with one bad row nothing is done. Rows that are stored
        as the file has them are passed over, so that the same file can be sent again after whatever came between.
        """
        sheet = self._sheets[name]
        opening = _opening(actor, sheet)
        async with self._place():
            rows = await asyncio.to_thread(read_table, raw, sheet.columns)
            twice = twice_in(sheet, rows)
            left = [row for row in rows if from_row is None or row.number >= from_row]
            part = left[:PART]
            verdicts = await self._looked_at(actor, opening, sheet, rows if from_row is None else part, twice)
            if any(isinstance(each, Problem) for each in verdicts):
                return Report(
                    rows=len(rows),
                    problems=(found := _tally(verdicts)).report(0).problems,
                    problem_count=len(found.problems),
                )
            if any(isinstance(each, Step) and each.is_weighty for each in verdicts):
                await self._check_fresh(actor)
            tally = await self._kept(actor, sheet, verdicts[: len(part)])
        goes_on = len(left) > PART and not tally.problems
        return tally.report(len(rows), left[PART].number if goes_on else None)

    async def _check_fresh(self, actor: Actor) -> None:
        """Ask again who it is, as a person's page does; the operator at the console has shown it by being there."""
        if not isinstance(actor, AccountActor):
            return
        if actor.used_token is not None:
            raise not_here()
        await self._work.view(actor, Permission.OWN_ACCOUNT_READ, lambda view: check_fresh(view, actor))

    async def export(self, actor: Actor, name: ListName) -> AsyncIterator[str]:
        """Give a whole list piece by piece; that it was given is on the audit log."""
        sheet = self._sheets[name]

        def note(change: Change) -> None:
            change.record(AuditKind.LIST_EXPORTED, organization=home_of(actor), detail={"list": name.value})

        await self._work.change(actor, sheet.reading, note)
        yield write_row(column.name for column in sheet.columns)
        after = ""
        while True:
            lines = await self._work.view(actor, sheet.reading, lambda view: sheet.lines(view, after, EXPORTED_AT_ONCE))  # noqa: B023 - awaited at once
            if not lines:
                return
            yield "".join(write_row(cells) for _, cells in lines)
            after = lines[-1][0]

    async def _looked_at(
        self, actor: Actor, opening: Permission, sheet: Sheet, rows: Sequence[Row], twice: Mapping[int, Problem]
    ) -> list[Verdict]:
        def body(view: View) -> list[Verdict]:
            parts = [rows[at : at + CHUNK] for at in range(0, len(rows), CHUNK)]
            return [
                twice.get(row.number, verdict)
                for part in parts
                for row, verdict in zip(part, _verdicts(sheet, view, part), strict=True)
            ]

        return await self._work.view(actor, opening, body)

    async def _kept(self, actor: Actor, sheet: Sheet, verdicts: Sequence[Verdict]) -> _Tally:
        """Do what was decided, in batches that stand or fall together; the first that falls ends it."""
        tally = _Tally()
        steps = [each for each in verdicts if isinstance(each, Step)]
        for permission, several in groupby(steps, key=lambda step: (step.act is Act.NOTHING, step.permission)):
            some = list(several)
            for batch in (some[at : at + BATCH] for at in range(0, len(some), BATCH)):
                if not permission[0]:
                    try:
                        await self._work.change(actor, permission[1], _doing(sheet, batch))
                    except Refusal as refusal:
                        tally.problems.append(Problem(row=batch[0].row.number, column="", sentence=refusal.message))
                        return tally
                for step in batch:
                    tally.add(step.act)
        return tally

    def _place(self) -> "_Place":
        return _Place(self._places)


class _Place:
    """A place among the few that read files at a time."""

    def __init__(self, places: asyncio.Semaphore) -> None:
        self._places = places

    async def __aenter__(self) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._places.acquire()
        except TimeoutError:
            raise Busy from None

    async def __aexit__(self, *_: object) -> None:
        self._places.release()


def _opening(actor: Actor, sheet: Sheet) -> Permission:
    """Give the first of the permissions that the actor holds anywhere; the door refuses where there is none."""
    held = [each for each in sheet.needs if decide(actor, each, None).allowed]
    return held[0] if held else sheet.needs[0]


def _verdicts(sheet: Sheet, view: View, rows: Sequence[Row]) -> list[Verdict]:
    """Look at rows: what they name is looked up wherever it is, and each verdict asks for the right at its place."""
    with view.beyond_reach():
        return sheet.verdicts(view, rows)


def _tally(verdicts: Sequence[Verdict]) -> _Tally:
    tally = _Tally()
    for each in verdicts:
        if isinstance(each, Problem):
            tally.problems.append(each)
        else:
            tally.add(each.act)
    return tally


def _doing(sheet: Sheet, batch: Sequence[Step]) -> Callable[[Change], None]:
    """Make the body of a change: it looks at its rows again, because others may have changed them meanwhile."""

    def body(change: Change) -> None:
        for planned, now in zip(batch, _verdicts(sheet, change, [step.row for step in batch]), strict=True):
            if isinstance(now, Problem) or _what(now) != _what(planned):
                raise Conflict("Somebody changed this meanwhile. Import the file again; what is done stays.")
            now.do(change)

    return body


def _what(step: Step) -> tuple[Act, Permission, bool]:
    return step.act, step.permission, step.is_weighty
