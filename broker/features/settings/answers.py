"""Settings as the API gives them: each with the value that counts, where it came from, and what could be set here."""

from collections.abc import Mapping
from enum import StrEnum
from typing import assert_never

import msgspec

from broker.features.settings.catalogue import Key, Scope, Section, Setting, Sort
from broker.features.settings.hours import MAX_SCHEDULES
from broker.features.settings.rules import Layer, Resolved, resolve
from broker.features.settings.store import Stored
from broker.features.settings.values import Addresses, Choice, Hours, Seconds, Subset, Switch, Text, Value

NOTHING_STORED = Stored()


class FormKind(StrEnum):
    """How a value is chosen."""

    SWITCH = "switch"
    SECONDS = "seconds"
    CHOICE = "choice"
    SUBSET = "subset"
    HOURS = "hours"
    TEXT = "text"
    COLOUR = "colour"
    ADDRESSES = "addresses"


class FormAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What a value can be: bounds of a time, the words to choose from, or how long a text or list can be."""

    kind: FormKind
    low: int | None = None
    high: int | None = None
    options: tuple[str, ...] = ()
    strict: bool | None = None
    """The side of a switch that wins."""
    can_be_off: bool = False
    """Whether a time of 0 stands for none of its own."""


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """A place that decides, with its name where it has one."""

    scope: Scope
    name: str


class SettingAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One setting in one place."""

    key: Key
    help: str
    section: Section
    sort: Sort
    has_effect: bool
    """False while what it decides does not exist yet."""
    form: FormAnswer
    value: Value
    """What counts here."""
    origin: Origin | None
    """Where that comes from; none is the default."""
    here: Value | None
    """What is set in this very place."""
    wider: Value
    """What would count if nothing were set here."""
    wider_origin: Origin | None
    locked_here: bool
    locked_by: Origin | None
    """The wider place that keeps this one from being changed here."""
    version: int


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """A thing with its name."""

    id: str
    name: str


class SettingsAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """All settings of one place; organization, rule and device say which it is."""

    scope: Scope
    organization: Named | None
    device: Named | None
    rule: Named | None
    person: Named | None
    """Whose device it is looked at as, where that is asked."""
    applying: tuple[str, ...]
    """The names of the rules that apply to the device, in their order."""
    may_change: bool
    settings: tuple[SettingAnswer, ...]


def setting_answer(
    setting: Setting, wider: tuple[Layer, ...], here: Layer, stored: Mapping[Key, Stored]
) -> SettingAnswer:
    """Write one setting, from the layers above a place and its own."""
    above, found = resolve(setting, wider), resolve(setting, (*wider, here))
    own = stored.get(setting.key, NOTHING_STORED)
    return SettingAnswer(
        key=setting.key,
        help=setting.help,
        section=setting.section,
        sort=setting.sort,
        has_effect=setting.has_effect,
        form=_form(setting),
        value=found.value,
        origin=_origin(found.origin),
        here=own.value,
        wider=above.value,
        wider_origin=_origin(above.origin),
        locked_here=own.locked,
        locked_by=locked_by(above),
        version=own.version,
    )


def locked_by(above: Resolved) -> Origin | None:
    """Name the wider place that locks a setting."""
    return _origin(above.locked_by)


def _origin(layer: Layer | None) -> Origin | None:
    return None if layer is None else Origin(scope=layer.scope, name=layer.name)


def _form(setting: Setting) -> FormAnswer:
    form = setting.form
    match form:
        case Switch(strict=strict):
            return FormAnswer(kind=FormKind.SWITCH, strict=strict)
        case Seconds(low=low, high=high, can_be_off=can_be_off):
            return FormAnswer(kind=FormKind.SECONDS, low=low, high=high, can_be_off=can_be_off)
        case Choice(options=options):
            return FormAnswer(kind=FormKind.CHOICE, options=options)
        case Subset(options=options):
            return FormAnswer(kind=FormKind.SUBSET, options=options)
        case Hours():
            return FormAnswer(kind=FormKind.HOURS, high=MAX_SCHEDULES)
        case Text(most=most, pattern=pattern):
            return FormAnswer(kind=FormKind.COLOUR if pattern else FormKind.TEXT, high=most)
        case Addresses(most=most):
            return FormAnswer(kind=FormKind.ADDRESSES, high=most)
        case _:
            assert_never(form)
