"""One token, a hundred uses at once, in several processes: exactly one succeeds, a thousand times over."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from broker.errors import Refusal
from broker.features.accounts.records import Account
from broker.features.invitations.issuing import Issuer
from broker.features.invitations.rules import Purpose
from broker.storage import tables
from broker.storage.unit_of_work import Change
from tests.fakes.clock import FakeClock
from tests.matrix.actors import Who
from tests.matrix.objects import SEALER
from tests.matrix.stage import stage
from tests.one_use.processes import PROCESSES, USES, Use, account_of, changed, neighbours
from tests.one_use.things import THINGS

pytestmark = [pytest.mark.slow, pytest.mark.proof("one-use")]
FULL_COUNT = 1_000
TESTED_COUNT = 4
OVER_HTTP = 100
# Busy is an honest answer of a machine that cannot keep up: nothing was used, and nothing is lost by trying again.
REFUSED = frozenset({"link.gone", "enrolment.refused", "storage.busy", "ticket.refused"})
# Columns that say that something was used up, or whose rows go when they are; each has its thing.
USED_UP = {
    "company_sign_ins": "state_of_a_company_sign_in",
    "enrolment_tokens": "enrolment_token",
    "join_codes": "code_for_joining",
    "one_time_links": "link_of_a_mail",
    "one_time_tickets": "link_ticket",
    "recovery_codes": "recovery_code",
    "set_up_secrets": "set_up_secret",
}


def test_everything_that_is_stored_as_used_up_is_tried() -> None:
    stored = {table.name for table in tables.metadata.sorted_tables if "used_at" in table.columns}
    assert stored == set(USED_UP), "make it a thing of tests/one_use/things.py, and name it here"
    assert set(USED_UP.values()) <= set(THINGS)


@pytest.mark.parametrize("thing", THINGS)
async def test_a_hundred_uses_at_once_of_what_works_once_succeed_exactly_once(
    thing: str, database_url: str, tmp_path: Path, clock: FakeClock, count_of: Callable[..., int]
) -> None:
    async with neighbours(database_url, tmp_path, clock) as on:
        for turn in range(count_of(FULL_COUNT, most=TESTED_COUNT)):
            use: Use = await THINGS[thing](on, turn)
            uses = [use(on.processes[number % PROCESSES], number) for number in range(USES)]
            answers = await asyncio.gather(*uses, return_exceptions=True)
            said = Counter(each.code if isinstance(each, Refusal) else each for each in answers)
            assert said[True] == 1, f"turn {turn}: {said}"
            assert set(said) <= {True, False, *REFUSED}, f"turn {turn}: {said}"


async def test_a_hundred_uses_of_a_link_at_once_over_http_succeed_exactly_once(
    tmp_path: Path, database_url: str, count_of: Callable[[int], int]
) -> None:
    issuer = Issuer(sealer=SEALER, instance="Provider", wake=lambda: None)
    async with stage(tmp_path, database_url) as on:
        scene = await on.set_scene(Who.NOBODY)
        for turn in range(count_of(OVER_HTTP)):
            token = issuer.token()

            def issue(change: Change, token: str = token, turn: int = turn) -> None:
                account: Account = account_of(change, scene.here["person"])
                issuer.issue(change, account, Purpose.EMAIL_CHANGE, f"new.{turn}@customer.example", token)

            await changed(on.foundation.work, issue)
            body = json.dumps({"token": token}).encode()
            answers = await asyncio.gather(*(on.send("POST", "/api/links/email", None, body) for _ in range(USES)))
            assert sorted(answer.said for answer in answers) == ["200", *["410 link.gone"] * (USES - 1)]
