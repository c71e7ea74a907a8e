"""How fast codes may be tried, by one and by all."""

from collections.abc import Callable
from contextlib import AbstractContextManager, suppress

import pytest

from broker.errors import Conflict, Refusal
from broker.features.devices.slowing import FREE, WINDOW_SECONDS
from broker.features.sessions.join_codes import refused
from broker.features.sessions.join_pace import WRONG_IN_ALL, JoinPace
from tests.fakes.clock import FakeClock

Tries = Callable[[JoinPace], Callable[[str], AbstractContextManager[None]]]
BOTH: list[tuple[Tries, Tries]] = [
    (lambda pace: pace.of_stranger, lambda pace: pace.of_technician),
    (lambda pace: pace.of_technician, lambda pace: pace.of_stranger),
]


def is_wrong(one_try: AbstractContextManager[None]) -> None:
    with suppress(Refusal), one_try:
        raise refused()


@pytest.mark.parametrize(("these", "others"), BOTH)
def test_so_many_wrong_codes_in_all_hold_up_those_of_the_same_kind_and_no_others(these: Tries, others: Tries) -> None:
    clock = FakeClock()
    pace = JoinPace(clock)
    for number in range(WRONG_IN_ALL - 1):
        is_wrong(these(pace)(f"who {number}"))
    with these(pace)("the hundredth"):
        pass
    is_wrong(these(pace)("the hundredth"))
    for _ in range(FREE + 1):
        with pytest.raises(Refusal) as slowed, these(pace)("one more"):
            pass
        assert (slowed.value.code, slowed.value.status) == ("join.wait", 429)
    with others(pace)("one more"):
        pass
    pace.looks.check("one more")
    clock.advance(WINDOW_SECONDS)
    # The ones that were held up by all were not counted as their own.
    for _ in range(FREE):
        with these(pace)("one more"):
            pass


def test_what_is_no_wrong_code_is_given_back_and_what_is_under_way_counts() -> None:
    pace = JoinPace(FakeClock())
    for _ in range(FREE + 1):
        with pytest.raises(Conflict), pace.of_technician("tess"):
            raise Conflict("Show again that it is you.", code="step_up.needed")
    under_way = [pace.of_technician("tess") for _ in range(FREE)]
    for each in under_way:
        each.__enter__()
    with pytest.raises(Refusal, match="Too many"), pace.of_technician("tess"):
        pass
    for each in under_way:
        each.__exit__(None, None, None)
    with pace.of_technician("tess"):
        pass
