"""The actions `import` and `export` that several subcommands have."""

import argparse
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final, TextIO

import msgspec

from broker.app import Foundation
from broker.commands.offline import print_item, spreadsheets_of
from broker.commands.options import FAILED
from broker.features.accounts.administration import CONSOLE
from broker.features.spreadsheets.service import ListName, Report
from broker.features.spreadsheets.table import MAX_BYTES

ACTIONS: Final = ("import", "export")
STANDARD: Final = "-"


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What an import did, or would do."""

    rows: int
    created: int
    changed: int
    unchanged: int
    problems: int


def add_file_actions(actions: "argparse._SubParsersAction[argparse.ArgumentParser]") -> list[argparse.ArgumentParser]:
    """Add both actions to a subcommand."""
    taking = actions.add_parser("import", help="make and change by a CSV file; with one bad row nothing is done")
    taking.add_argument("file", metavar="FILE", help="the file, or - for standard input")
    taking.add_argument("--dry-run", action="store_true", help="only say what would be done")
    giving = actions.add_parser("export", help="write the list as a CSV file")
    giving.add_argument("file", metavar="FILE", help="the file, which must not be there yet, or - for standard output")
    return [taking, giving]


async def do_file_action(foundation: Foundation, chosen: argparse.Namespace, name: ListName) -> int:
    """Import or export; gives the exit status."""
    if chosen.action == "export":
        await _export(foundation, chosen.file, name)
        return 0
    raw = _read(chosen.file)
    report = await (_checked if chosen.dry_run else _imported)(foundation, raw, name)
    print_item(
        Summary(
            rows=report.rows,
            created=report.created,
            changed=report.changed,
            unchanged=report.unchanged,
            problems=report.problem_count,
        )
    )
    return FAILED if _complaints(report) else 0


async def _checked(foundation: Foundation, raw: bytes, name: ListName) -> Report:
    return await spreadsheets_of(foundation).check(CONSOLE, name, raw)


async def _imported(foundation: Foundation, raw: bytes, name: ListName) -> Report:
    spreadsheets, from_row, created, changed, unchanged = spreadsheets_of(foundation), None, 0, 0, 0
    while True:
        part = await spreadsheets.take(CONSOLE, name, raw, from_row)
        created, changed, unchanged = created + part.created, changed + part.changed, unchanged + part.unchanged
        from_row = part.next_row
        if from_row is None:
            break
        print(f"up to row {from_row - 1}: {created} made, {changed} changed", file=sys.stderr)
    return Report(
        rows=part.rows,
        created=created,
        changed=changed,
        unchanged=unchanged,
        problems=part.problems,
        problem_count=part.problem_count,
    )


async def _export(foundation: Foundation, place: str, name: ListName) -> None:
    pieces = spreadsheets_of(foundation).export(CONSOLE, name)
    if place == STANDARD:
        await _write(sys.stdout, pieces)
        return
    # Nothing else runs in this process, so that nobody waits for the disk.
    with Path(place).open("x", encoding="utf-8", newline="") as file:  # noqa: ASYNC230
        await _write(file, pieces)


async def _write(file: TextIO, pieces: AsyncIterator[str]) -> None:
    async for piece in pieces:
        file.write(piece)


def _read(place: str) -> bytes:
    if place == STANDARD:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    with Path(place).open("rb") as file:
        return file.read(MAX_BYTES + 1)


def _complaints(report: Report) -> int:
    for problem in report.problems:
        where = f"row {problem.row}, {problem.column}" if problem.column else f"row {problem.row}"
        print(f"{where}: {problem.sentence}", file=sys.stderr)
    if report.problem_count > len(report.problems):
        print(f"and {report.problem_count - len(report.problems)} more", file=sys.stderr)
    return report.problem_count
