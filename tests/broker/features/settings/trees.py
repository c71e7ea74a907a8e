"""Random scope trees: what instance, organization, rules and device may have set of the whole catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from hypothesis import strategies as some

from broker.features.settings.catalogue import CATALOGUE, Key, Scope, Setting
from broker.features.settings.rules import Layer
from broker.features.settings.scope_rules import Condition, ScopeRule, first_matches, matching
from broker.features.settings.values import Addresses, Choice, Hours, Seconds, Subset, Switch, Text, Value

MET = frozenset({Condition("tag:a"), Condition("group:g"), Condition("person:p")})
CONDITIONS = sorted((*MET, Condition("tag:b"), Condition("group:h"), Condition("person:q")))
SCHEDULES = ("UTC mon-fri 08:00-17:00", "Europe/Berlin mon-sun 00:00-24:00", "Asia/Tokyo sat 10:00-12:00")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The places above one device, widest first, and the device itself."""

    configuration: Layer
    instance: Layer
    organization: Layer
    rules: tuple[tuple[ScopeRule, Layer], ...]
    device: Layer

    def layers(self) -> Sequence[Layer]:
        """Give the layers that count on the device, as the server puts them together."""
        of = {rule.id: layer for rule, layer in self.rules}
        applying = matching([rule for rule, _ in self.rules], MET)
        rules = first_matches(of[rule.id] for rule in applying)
        return (self.configuration, self.instance, self.organization, *rules, self.device)


def value_of(setting: Setting, chance: Random) -> Value:
    """Choose a value that a setting can have."""
    form = setting.form
    match form:
        case Switch():
            return chance.random() < 0.5
        case Seconds(low=low, high=high, can_be_off=can_be_off):
            # Small differences matter as much as large ones.
            times = [low, high, low + chance.randrange(5), chance.randint(low, high)]
            return chance.choice([*times, 0] if can_be_off else times)
        case Choice(options=options):
            return chance.choice(options)
        case Subset(options=options):
            return form.read([option for option in options if chance.random() < 0.5])
        case Hours():
            return form.read(chance.sample(SCHEDULES, chance.randrange(3)))
        case Text(pattern=pattern):
            return chance.choice(("", "#112233" if pattern else "Help"))
        case Addresses():
            return chance.choice(((), ("a@example.org",)))


def layer_of(scope: Scope, chance: Random) -> Layer:
    """Choose what is set in a place."""
    keys: list[Key] = [key for key, setting in CATALOGUE.items() if scope in setting.scopes]
    density = chance.random()
    values = {key: value_of(CATALOGUE[key], chance) for key in keys if chance.random() < density}
    locks = frozenset(chance.sample(keys, chance.randrange(3)))
    return Layer(scope=scope, name=scope.value, values=values, locks=locks)


def tree_of(seed: int) -> Tree:
    """Grow a tree; the same one for the same number."""
    chance = Random(seed)
    rules = tuple(
        (
            ScopeRule(
                id=str(number),
                name=f"rule {number}",
                conditions=frozenset(chance.sample(CONDITIONS, chance.randint(1, 3))),
            ),
            layer_of(Scope.RULE, chance),
        )
        for number in range(chance.randrange(5))
    )
    return Tree(
        configuration=layer_of(Scope.CONFIGURATION, chance),
        instance=layer_of(Scope.INSTANCE, chance),
        organization=layer_of(Scope.ORGANIZATION, chance),
        rules=rules,
        device=layer_of(Scope.DEVICE, chance),
    )


def trees() -> some.SearchStrategy[Tree]:
    """Give whole trees."""
    return some.integers(0, 2**63).map(tree_of)
