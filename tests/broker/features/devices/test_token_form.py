"""An enrolment token survives being pasted into a command line."""

from datetime import UTC, datetime
from typing import Any

import pytest

from agent.__main__ import _parser
from broker.access.actors import SystemActor
from broker.features.devices.enrolment import Enrolment
from protocol.enrolment import read_token
from tests.fakes.clock import FakeClock


class Door:
    """Lets every change through without a database: the token's form does not depend on one."""

    async def change(self, *_: object, **__: object) -> str:
        return datetime(2026, 1, 1, tzinfo=UTC).isoformat()


class Keys:
    root_public = b"r" * 32


@pytest.mark.parametrize("first_byte", range(0, 256, 4))
async def test_no_token_looks_like_an_option(first_byte: int) -> None:
    door: Any = Door()
    keys: Any = Keys()
    enrolment = Enrolment(
        work=door,
        clock=FakeClock(),
        keys=keys,
        new_id=lambda: "a" * 26,
        random_bytes=lambda count: bytes([first_byte] * count),
        told=lambda *_: None,
    )
    made = await enrolment.make_token(SystemActor(job="test"), "o" * 26)
    assert read_token(made.token) is not None
    assert _parser().parse_args(["enroll", "https://broker.example", made.token]).token == made.token
