"""Which layer decides, by table and by chance."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from broker.features.settings.catalogue import CATALOGUE, Key, Scope, Setting, Sort
from broker.features.settings.rules import BadSetting, Layer, read_layer, resolve
from broker.features.settings.values import Choice, Seconds, Subset, Switch, Value

ALLOW = Setting(key=Key.ALLOW_REMOTE_SUPPORT, form=Switch(strict=False), default=True, help="")
TIME = Setting(key=Key.SESSION_SECONDS, form=Seconds(low=60, high=7200), default=3600, help="")
WORDS = Setting(key=Key.CAPABILITIES_OFFERED, form=Subset(options=("a", "b", "c")), default=("a", "b"), help="")
MODE = Setting(key=Key.CODE_MODE, form=Choice(options=("off", "show", "type")), default="show", help="")
LOOK = Setting(key=Key.CODE_MODE, form=Choice(options=("x", "y")), default="x", help="", sort=Sort.PREFERENCE)


def layer(scope: Scope, value: Any = None, key: Key = Key.SESSION_SECONDS, *, lock: bool = False) -> Layer:
    values: dict[Key, Value] = {} if value is None else {key: value}
    return Layer(scope=scope, name=scope.value, values=values, locks=frozenset({key} if lock else ()))


I, O, D = Scope.INSTANCE, Scope.ORGANIZATION, Scope.DEVICE  # noqa: E741 - as short as the table needs them


@pytest.mark.parametrize(
    ("layers", "value", "origin"),
    [
        ([], 3600, None),
        ([layer(I, 7200)], 7200, "instance"),
        ([layer(I, 7200), layer(O, 600)], 600, "organization"),
        ([layer(I, 600), layer(O, 7200)], 600, "instance"),
        ([layer(I, 600), layer(O, 7200), layer(D, 60)], 60, "device"),
        ([layer(O, 7200)], 3600, None),
        ([layer(O, 900)], 900, "organization"),
    ],
)
def test_the_strictest_time_counts_and_says_where_it_is_from(
    layers: list[Layer], value: int, origin: str | None
) -> None:
    found = resolve(TIME, layers)
    assert (found.value, found.origin and found.origin.name) == (value, origin)


def test_an_allow_can_only_be_taken_away() -> None:
    key = Key.ALLOW_REMOTE_SUPPORT
    off_above = resolve(ALLOW, [layer(I, False, key), layer(O, True, key)])
    assert (off_above.value, off_above.origin) == (False, layer(I, False, key))
    assert resolve(ALLOW, [layer(I, True, key), layer(O, False, key)]).value is False


def test_of_two_sets_only_what_both_hold_remains() -> None:
    key = Key.CAPABILITIES_OFFERED
    assert resolve(WORDS, [layer(I, ("a", "b", "c"), key), layer(O, ("b", "c"), key)]).value == ("b", "c")
    assert resolve(WORDS, [layer(I, ("a",), key), layer(O, ("c",), key)]).value == ()


def test_of_two_words_the_later_in_the_list_is_stricter() -> None:
    assert resolve(MODE, [layer(I, "type", Key.CODE_MODE), layer(O, "off", Key.CODE_MODE)]).value == "type"


def test_the_nearest_preference_counts_unless_it_is_locked_above() -> None:
    key = Key.CODE_MODE
    assert resolve(LOOK, [layer(I, "x", key), layer(O, "y", key)]).value == "y"
    locked = resolve(LOOK, [layer(I, "x", key, lock=True), layer(O, "y", key)])
    assert (locked.value, locked.origin, locked.locked_by) == ("x", above := layer(I, "x", key, lock=True), above)


def test_what_is_set_for_the_instance_replaces_what_its_configuration_says() -> None:
    layers = [layer(Scope.CONFIGURATION, 600), layer(I, 7200)]
    assert resolve(TIME, layers).value == 7200
    assert resolve(TIME, [*layers, layer(O, 900)]).value == 900


def test_below_a_lock_a_tighter_value_still_counts() -> None:
    found = resolve(TIME, [layer(I, 7200, lock=True), layer(O, 900)])
    assert (found.value, found.locked_by) == (900, layer(I, 7200, lock=True))


times = some.integers(min_value=60, max_value=7200)


@given(instance=times, others=some.lists(times, max_size=5))
def test_no_layer_ever_widens_what_is_above_it(instance: int, others: list[int]) -> None:
    layers = [layer(I, instance), *(layer(O, each) for each in others)]
    found = resolve(TIME, layers).value
    assert found == min([instance, *others])


@given(instance=times, values=some.lists(some.tuples(some.sampled_from((O, Scope.RULE, D)), times), max_size=6))
def test_more_layers_are_never_looser_than_fewer(instance: int, values: list[tuple[Scope, int]]) -> None:
    order = list(Scope)
    nearer = [layer(scope, value) for scope, value in sorted(values, key=lambda pair: order.index(pair[0]))]
    layers = [layer(I, instance), *nearer]
    found = [resolve(TIME, layers[:count]).value for count in range(1, len(layers) + 1)]
    assert all(
        isinstance(before, int) and isinstance(after, int) and after <= before for before, after in pairwise(found)
    )


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ({"no_such": 1}, "There is no setting “no_such”."),
        ({"consent_seconds": 9}, "whole seconds from 10 to 600"),
        ({"consent_seconds": 601}, "whole seconds from 10 to 600"),
        ({"consent_seconds": True}, "whole seconds"),
        ({"consent_seconds": "60"}, "whole seconds"),
        ({"allow_remote_support": 1}, "true or false"),
        ({"code_mode": "read_out"}, "one of off, show, type"),
        ({"capabilities_offered": ["fly"]}, "a list of control"),
        ({"capabilities_offered": "control"}, "a list of"),
    ],
)
def test_a_setting_that_cannot_be_is_one_clear_sentence(raw: dict[str, object], sentence: str) -> None:
    with pytest.raises(BadSetting) as fault:
        read_layer(Scope.INSTANCE, "Instance", raw)
    assert sentence in str(fault.value)


@pytest.mark.parametrize("seconds", [10, 600])
def test_both_ends_of_a_range_are_taken(seconds: int) -> None:
    assert read_layer(Scope.INSTANCE, "", {"consent_seconds": seconds}).values[Key.CONSENT_SECONDS] == seconds


def test_every_default_is_a_value_its_setting_can_have() -> None:
    for setting in CATALOGUE.values():
        assert setting.form.read(setting.default) == setting.default
        assert setting.help.endswith(".")
