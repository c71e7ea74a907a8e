"""Walks every route with every kind of actor, over real objects of two organizations, on both databases."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from broker.entropy import new_id
from tests.matrix.actors import FOREIGN, STRANGERS, Who
from tests.matrix.objects import CANARY
from tests.matrix.rows import MISSING_RIGHT, UNSIGNED, Row
from tests.matrix.stage import Answer, Stage, stage
from tests.matrix.table import TABLE

pytestmark = pytest.mark.slow
POSTGRESQL_SHARE = 12
SQLITE_SHARE = 3
PARTS = 4
"""Kinds of actor are walked in parts, so that several workers can take them."""


@pytest.fixture
async def the_stage(tmp_path: Path, database_url: str) -> AsyncIterator[Stage]:
    async with stage(tmp_path, database_url) as found:
        yield found


@pytest.fixture
def rows(database_url: str, request: pytest.FixtureRequest) -> dict[str, Row]:
    """All rows on SQLite; on PostgreSQL, where each scene takes much longer, some of them, and all in `make prove`."""
    every = not database_url.startswith("postgresql") or request.config.getoption("--prove")
    return dict(list(TABLE.items())[:: 1 if every else POSTGRESQL_SHARE])


@pytest.fixture(params=range(PARTS))
def people(request: pytest.FixtureRequest) -> list[Who]:
    return list(Who)[request.param :: PARTS]


@pytest.fixture
def share(database_url: str, request: pytest.FixtureRequest) -> int:
    """Of the rows that each kind of actor compares, one in so many: all in `make prove`, as each takes two scenes."""
    sampled = not database_url.startswith("postgresql") and not request.config.getoption("--prove")
    return SQLITE_SHARE if sampled else 1


@pytest.mark.proof("matrix")
@pytest.mark.timeout(1800)
async def test_each_kind_of_actor_is_answered_as_the_table_says(
    the_stage: Stage, rows: dict[str, Row], people: list[Who]
) -> None:
    wrong: list[str] = []
    for who in people:
        for name, row in rows.items():
            scene = await the_stage.scene(who)
            answer = await the_stage.call(name, row, scene, scene.here.ids)
            if answer.said != row.expected(who):
                wrong.append(f"{name} for {who}: {answer.said}, not {row.expected(who)}")
            if who in FOREIGN | STRANGERS and scene.here["mark"] in answer.body.decode():
                wrong.append(f"{name} for {who}: tells something of an organization that is not theirs")
    assert not wrong, "\n".join(wrong)


@pytest.mark.proof("matrix")
@pytest.mark.timeout(1800)
async def test_a_foreign_object_is_answered_like_a_missing_one_to_the_byte_and_by_as_many_queries(
    the_stage: Stage, rows: dict[str, Row], people: list[Who], share: int
) -> None:
    told: list[str] = []
    for who in people:
        # Each kind of actor tries other rows, so that each row is tried by some.
        for name, row in list(rows.items())[list(Who).index(who) % share :: share]:
            for thing in row.names() if _might_tell(row, who) else ():
                told += await _difference(the_stage, name, row, who, thing)
    assert not told, "\n".join(told)


async def _difference(the_stage: Stage, name: str, row: Row, who: Who, thing: str) -> list[str]:
    """Compare a call that names one thing of the other organization with one that names what there is not."""
    answers: list[Answer] = []
    for is_foreign in (True, False):
        # A fresh one for each: of the same refusal in the same place the second is only counted, by fewer statements.
        scene = await the_stage.set_scene(who)
        own, other = (scene.elsewhere, scene.here) if who in FOREIGN else (scene.here, scene.elsewhere)
        ids = {**own.ids, "mark": CANARY, thing: other[thing] if is_foreign else new_id()}
        answer = await the_stage.call(name, row, scene, ids)
        answers.append(replace(answer, body=answer.body.replace(ids[thing].encode(), b"that one")))
    foreign, missing = answers
    where = f"{name} for {who}, {thing} of another organization"
    if foreign != missing:
        return [f"{where}: {foreign.said} {foreign.body!r}, missing: {missing.said} {missing.body!r}"]
    if foreign.statements != missing.statements:
        return [f"{where}: {len(foreign.statements)} statements, missing: {len(missing.statements)}"]
    return []


def _might_tell(row: Row, who: Who) -> bool:
    """Tell whether an answer could depend on the thing that is named, and somebody be a stranger to it."""
    reaches_both = who in (Who.AUDITOR, Who.PROVIDER_ADMINISTRATOR)
    return not reaches_both and row.expected(who) not in (UNSIGNED, MISSING_RIGHT)
