"""Scope rules: settings for the devices of an organization that have a mark or belong to a person; pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NewType, TypeAlias

from broker.access.marks import group_mark, tag_mark
from broker.errors import BadInput
from broker.features.settings.rules import Layer

Condition = NewType("Condition", str)
"""`tag:` and a tag, `group:` and the id of a device group, or `person:` and the id of the assigned user."""
Conditions: TypeAlias = frozenset[Condition]

MAX_RULES: Final = 50
MAX_CONDITIONS: Final = 20
MAX_NAME: Final = 80
PERSON: Final = "person:"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeRule:
    """A rule in its place of the list: it applies where any of its conditions is met."""

    id: str
    name: str
    conditions: Conditions


def conditions_met(tags: Iterable[str], group: str | None, person: str | None) -> Conditions:
    """Say what a device meets: its tags, its group, and whose it is."""
    met = {Condition(tag_mark(tag)) for tag in tags}
    if group is not None:
        met.add(Condition(group_mark(group)))
    if person is not None:
        met.add(Condition(PERSON + person))
    return frozenset(met)


def as_if_of(met: Conditions, person: str | None) -> Conditions:
    """Say what a device would meet if it belonged to somebody else; None leaves it as it is."""
    if person is None:
        return met
    return frozenset(each for each in met if not each.startswith(PERSON)) | {Condition(PERSON + person)}


def matching(rules: Sequence[ScopeRule], met: Conditions) -> tuple[ScopeRule, ...]:
    """Pick the rules that apply, in their order."""
    return tuple(rule for rule in rules if rule.conditions & met)


def first_matches(layers: Iterable[Layer]) -> tuple[Layer, ...]:
    """Leave what counts of the layers of rules that apply: of each setting, the first that contains it."""
    kept: list[Layer] = []
    taken: set[str] = set()
    for layer in layers:
        values = {key: value for key, value in layer.values.items() if key not in taken}
        locks = frozenset(key for key in layer.locks if key not in taken)
        taken |= set(layer.values) | layer.locks
        kept.append(Layer(scope=layer.scope, name=layer.name, values=values, locks=locks))
    return tuple(kept)


def rule_name(text: str) -> str:
    """Read the name of a rule; raises BadInput."""
    kept = " ".join(text.split())
    if not kept or len(kept) > MAX_NAME or not kept.isprintable():
        sentence = f"A name has 1 to {MAX_NAME} characters."
        raise BadInput(sentence, code="field.name", fields={"name": sentence})
    return kept


def check_conditions(conditions: Collection[Condition]) -> Conditions:
    """Refuse none and too many; raises BadInput."""
    found = frozenset(conditions)
    if not 1 <= len(found) <= MAX_CONDITIONS:
        sentence = f"A rule has 1 to {MAX_CONDITIONS} conditions."
        raise BadInput(sentence, code="field.conditions", fields={"conditions": sentence})
    return found
