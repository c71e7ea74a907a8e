"""The forms of values: what they take, and what is stricter."""

from __future__ import annotations

import pytest

from broker.features.settings.values import Choice, Form, Hours, Seconds, Subset, Switch, Text, Unfit, Value, loosens

SWITCH, SECONDS = Switch(strict=True), Seconds(low=10, high=20)
FREE = Seconds(low=10, high=20, can_be_off=True)
EARLY, LATE = "UTC mon 08:00-09:00", "UTC mon 20:00-21:00"
CHOICE, SUBSET = Choice(options=("off", "on")), Subset(options=("a", "b"))


@pytest.mark.parametrize(
    ("form", "one", "other", "stricter"),
    [
        (SWITCH, False, True, True),
        (SWITCH, False, False, False),
        (SECONDS, 15, 12, 12),
        (FREE, 0, 12, 12),
        (FREE, 0, 0, 0),
        (Hours(), (EARLY,), (), (EARLY,)),
        (Hours(), (LATE,), (EARLY,), (EARLY, LATE)),
        (CHOICE, "on", "off", "on"),
        (SUBSET, ("a", "b"), ("b",), ("b",)),
    ],
)
def test_the_stricter_of_two_allows_less(form: Form, one: Value, other: Value, stricter: Value) -> None:
    assert form.stricter(one, other) == stricter
    assert form.stricter(other, one) == stricter


@pytest.mark.parametrize(
    ("form", "raw"),
    [
        (SWITCH, "yes"),
        (SECONDS, 0),
        (SECONDS, 9),
        (SECONDS, 21),
        (SECONDS, 10.5),
        (FREE, False),
        (CHOICE, None),
        (SUBSET, ["a", 1]),
        (Hours(), "UTC mon 08:00-09:00"),
        (Text(most=3), "abcd"),
        (Text(most=3), 1),
    ],
)
def test_what_does_not_fit_is_refused(form: Form, raw: object) -> None:
    with pytest.raises(Unfit):
        form.read(raw)


def test_a_subset_is_written_in_the_order_of_its_options() -> None:
    assert SUBSET.read(["b", "a", "b"]) == ("a", "b")


def test_only_hours_never_loosen_as_they_add_up() -> None:
    assert loosens(SECONDS, 12, 15)
    assert not loosens(SECONDS, 15, 12)
    assert not loosens(Hours(), (EARLY,), ())
