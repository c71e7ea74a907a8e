"""Scope rules: which apply, in which order, and that nothing loosens on the way down."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as some

from broker.errors import BadInput
from broker.features.settings.catalogue import CATALOGUE, Key, Scope, Sort
from broker.features.settings.rules import Layer, resolve
from broker.features.settings.scope_rules import (
    MAX_CONDITIONS,
    MAX_NAME,
    Condition,
    ScopeRule,
    as_if_of,
    check_conditions,
    conditions_met,
    first_matches,
    matching,
    rule_name,
)
from tests.broker.features.settings.trees import Tree, trees


def rule(name: str, *conditions: str) -> ScopeRule:
    return ScopeRule(id=name, name=name, conditions=frozenset(map(Condition, conditions)))


FINANCE, GROUP, ERIN = rule("finance", "tag:finance", "tag:tax"), rule("group", "group:g"), rule("erin", "person:erin")


@pytest.mark.parametrize(
    ("met", "names"),
    [
        (conditions_met((), None, None), []),
        (conditions_met(("tax",), None, None), ["finance"]),
        (conditions_met(("finance", "tax"), "g", "erin"), ["finance", "group", "erin"]),
        (conditions_met(("other",), "h", "erin"), ["erin"]),
    ],
)
def test_a_rule_applies_where_any_of_its_conditions_is_met(met: frozenset[Condition], names: list[str]) -> None:
    assert [each.name for each in matching((FINANCE, GROUP, ERIN), met)] == names


def test_a_device_can_be_looked_at_as_if_it_belonged_to_somebody_else() -> None:
    met = conditions_met(("finance",), None, "erin")
    assert as_if_of(met, None) == met
    assert as_if_of(met, "max") == {"tag:finance", "person:max"}


def layer(name: str, values: dict[Key, int], *locks: Key) -> Layer:
    return Layer(scope=Scope.RULE, name=name, values=dict(values), locks=frozenset(locks))


def test_of_each_setting_the_first_rule_that_contains_it_counts() -> None:
    first = layer("first", {Key.SESSION_SECONDS: 1800}, Key.CONSENT_SECONDS)
    second = layer("second", {Key.SESSION_SECONDS: 600, Key.CONSENT_SECONDS: 30, Key.RESUME_SECONDS: 10})
    found = first_matches((first, second))
    names = {}
    for key in (Key.SESSION_SECONDS, Key.CONSENT_SECONDS, Key.RESUME_SECONDS):
        resolved = resolve(CATALOGUE[key], found)
        names[key] = (resolved.value, resolved.origin and resolved.origin.name)
    # The stricter second one does not count where the first contains the setting, by a lock alone too.
    assert names == {
        Key.SESSION_SECONDS: (1800, "first"),
        Key.CONSENT_SECONDS: (60, None),
        Key.RESUME_SECONDS: (10, "second"),
    }
    locked = resolve(CATALOGUE[Key.CONSENT_SECONDS], found).locked_by
    assert locked is not None
    assert locked.name == "first"


@given(tree=trees(), order=some.randoms(use_true_random=False))
def test_safeguards_never_loosen_on_the_way_down_whatever_the_order(tree: Tree, order: random.Random) -> None:
    layers = list(tree.layers())
    shuffled = layers[2:]
    order.shuffle(shuffled)
    for setting in CATALOGUE.values():
        if setting.sort is not Sort.SAFEGUARD:
            continue
        for below in (layers[2:], shuffled):
            value = resolve(setting, layers[:2]).value
            for count in range(len(below) + 1):
                after = resolve(setting, [*layers[:2], *below[:count]]).value
                assert setting.form.stricter(value, after) == after
                value = after


@pytest.mark.parametrize("text", ["", "  ", "x" * (MAX_NAME + 1), "a\u202eb"])
def test_a_name_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        rule_name(text)


def test_a_name_and_conditions_at_their_limits_are_taken() -> None:
    assert rule_name(" a  b ") == "a b"
    assert len(rule_name("x" * MAX_NAME)) == MAX_NAME
    most = [Condition(f"tag:t{number}") for number in range(MAX_CONDITIONS)]
    assert len(check_conditions(most)) == MAX_CONDITIONS
    for wrong in ((), (*most, Condition("tag:more"))):
        with pytest.raises(BadInput):
            check_conditions(wrong)
