"""Random calls by people of one organization, against a database of three: not one foreign byte."""

import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.matrix.actors import Who
from tests.matrix.objects import CANARY, Place, Scene
from tests.matrix.rows import Row
from tests.matrix.stage import Stage, stage
from tests.matrix.table import TABLE

FULL_COUNT = 10_000
A_DAY = 200
"""Calls in one scene; then everything is made anew, as calls change what they call."""
WORDS = ("", "person", "org", "desk", CANARY, "%", "a'b", "kind:session.requested", "organization:*")
# Signing out would leave the rest of the day to a stranger.
CALLED = tuple(name for name in TABLE if name not in ("POST /api/sign-out", "POST /api/me/password"))


@pytest.mark.slow
@pytest.mark.proof("foreign-bytes")
@pytest.mark.parametrize("who", [Who.ADMINISTRATOR_HERE, Who.TECHNICIAN_HERE, Who.OWNER, Who.TOKEN_HERE])
async def test_random_calls_give_not_one_foreign_byte(
    who: Who, tmp_path: Path, sqlite_url: str, count_of: Callable[[int], int]
) -> None:
    chance = random.Random(str(who))
    answered: set[int] = set()
    async with stage(tmp_path, sqlite_url) as on:
        scene, third = await _three(on, who)
        for number in range(count_of(FULL_COUNT)):
            if number % A_DAY == A_DAY - 1:
                scene, third = await _three(on, who)
            answered.add(await _call(on, chance, scene, third))
    assert 200 in answered, "the calls have to reach something of one's own"
    assert 500 not in answered


async def _three(on: Stage, who: Who) -> tuple[Scene, Place]:
    third = await on.set_scene(Who.NOBODY)
    return await on.set_scene(who), third.here


async def _call(on: Stage, chance: random.Random, scene: Scene, third: Place) -> int:
    name = chance.choice(CALLED)
    row = TABLE[name]
    places = (scene.here, scene.elsewhere, third)
    ids = {key: chance.choice(places)[key] for key in scene.here.ids} | {"mark": chance.choice(WORDS)}
    answer = await on.call(name, _stirred(row, name, chance), scene, ids)
    said = answer.body.decode()
    for value in ids.values():
        said = said.replace(value, "") if len(value) > 20 else said
    for place in (scene.elsewhere, third):
        for secret in (place["mark"], *(place[key] for key in place.ids if key != "unique")):
            assert secret not in said, f"{name} with {ids} tells {secret}: {said}"
    return answer.status


def _stirred(row: Row, name: str, chance: random.Random) -> Row:
    """Ask for a list in another way than the table does, now and then."""
    queries: Mapping[str, Any] = {
        "GET /api/accounts": ("q={mark}", "kind=staff", "sort=-created_at", "organization={organization}&q={mark}"),
        "GET /api/devices": ("q={mark}", "sort=-last_seen_at", "presence=offline", "organization={organization}"),
        "GET /api/organizations": ("q={mark}", "shown=archived", "sort=-created_at"),
        "GET /api/sessions": ("q={mark}", "state=requested", "device={device}", "mine=true"),
        "GET /api/audit": ("q={mark}", "organization={organization}", "session={session}", "q=person:{mark}"),
    }
    chosen = chance.choice(queries.get(name, (row.query,)))
    return Row(path=row.path, query=chosen.replace("%", "%25"), body=row.body, csv=row.csv)
