"""Which value of a setting counts, and where it came from; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from broker.features.settings.catalogue import CATALOGUE, Key, Scope, Setting, Sort
from broker.features.settings.values import Unfit, Value

_INSTANCE: Final = (Scope.CONFIGURATION, Scope.INSTANCE)


class BadSetting(Exception):
    """A setting that does not exist or cannot have this value; the message is one whole sentence."""

    def __init__(self, key: str, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key
        self.code = "settings.wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """What is set in one place, and what may not be set nearer."""

    scope: Scope
    name: str
    values: Mapping[Key, Value] = field(default_factory=dict)
    locks: frozenset[Key] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """The value that counts, the place it came from (None: the default), and the widest place that locks it."""

    value: Value
    origin: Layer | None
    locked_by: Layer | None = None


def resolve(setting: Setting, layers: Sequence[Layer]) -> Resolved:
    """Resolve a setting; the layers come widest first."""
    if setting.sort is Sort.PREFERENCE:
        return _nearest(setting, layers)
    return _strictest(setting, layers)


def _nearest(setting: Setting, layers: Sequence[Layer]) -> Resolved:
    found = Resolved(value=setting.default, origin=None)
    for layer in layers:
        if setting.key in layer.values:
            found = Resolved(value=layer.values[setting.key], origin=layer)
        if setting.key in layer.locks:
            return Resolved(value=found.value, origin=found.origin, locked_by=layer)
    return found


def _strictest(setting: Setting, layers: Sequence[Layer]) -> Resolved:
    """The instance replaces the default; every nearer place can only tighten, below a lock too."""
    value, origin = setting.default, None
    for layer in layers:
        if setting.key not in layer.values:
            continue
        given = layer.values[setting.key]
        replaces = layer.scope in _INSTANCE
        after = given if replaces else setting.form.stricter(value, given)
        if replaces or after != value:
            value, origin = after, layer
    locking = (layer for layer in layers if setting.key in layer.locks)
    return Resolved(value=value, origin=origin, locked_by=next(locking, None))


def read_layer(scope: Scope, name: str, raw: Mapping[str, object]) -> Layer:
    """Read what was written for one place; raises BadSetting with one clear sentence for the first fault."""
    return Layer(scope=scope, name=name, values=dict(_read(key, value) for key, value in raw.items()))


def _read(key: str, raw: object) -> tuple[Key, Value]:
    try:
        setting = CATALOGUE[Key(key)]
    except ValueError:
        known = ", ".join(CATALOGUE)
        raise BadSetting(key, f"There is no setting “{key}”. There are: {known}.") from None
    try:
        return setting.key, setting.form.read(raw)
    except Unfit as fault:
        raise BadSetting(key, f"The setting “{key}” takes {fault}.") from None
