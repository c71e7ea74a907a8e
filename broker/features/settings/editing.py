"""Reading and changing what is set in one place, on behalf of somebody."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from broker.access.actors import AccountActor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.errors import BadInput, Conflict, NotFound
from broker.features.settings import rule_store, store
from broker.features.settings.answers import NOTHING_STORED, Named, SettingsAnswer, setting_answer
from broker.features.settings.catalogue import CATALOGUE, Key, Scope, Setting, Sort
from broker.features.settings.places import Place
from broker.features.settings.rules import Layer, resolve
from broker.features.settings.service import Settings
from broker.features.settings.store import Stored
from broker.features.settings.values import Unfit, Value, loosens
from broker.features.settings.words import shortened, value_words
from broker.storage import tables
from broker.storage.unit_of_work import Change, UnitOfWork, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How one setting is to be in a place from now on, and which version of it somebody looked at."""

    key: Key
    value: object
    locked: bool
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A place that exists, with the names of what it is made of, and all that is set there and above."""

    place: Place
    organization: Named | None
    device: Named | None
    rule: Named | None
    person: Named | None
    rules: tuple[Layer, ...]
    wider: tuple[Layer, ...]
    here: Layer
    stored: Mapping[Key, Stored]

    @property
    def name(self) -> str:
        named = self.device or self.rule or self.organization
        return named.name if named else "the instance"


class SettingsEditing:
    """What people do with settings; who may read or change them is decided where the place belongs."""

    def __init__(
        self, *, work: UnitOfWork, settings: Settings, changed: Callable[[Place, frozenset[Key]], None]
    ) -> None:
        self._work = work
        self._settings = settings
        self._changed = changed

    async def read(self, actor: AccountActor, place: Place, person: str | None = None) -> SettingsAnswer:
        """Read every setting of a place and where it comes from; of a device, as if it belonged to somebody."""

        def body(view: View) -> SettingsAnswer:
            return _answer(view, self._locate(view, place, person))

        return await self._work.view(actor, Permission.SETTINGS_READ, body)

    async def change(self, actor: AccountActor, place: Place, wanted: Sequence[Wanted]) -> SettingsAnswer:
        """Change some settings of a place, all of them or none."""
        if len({each.key for each in wanted}) != len(wanted):
            raise BadInput("Name each setting once.", code="settings.twice")

        def body(change: Change) -> SettingsAnswer:
            located = self._locate(change, place)
            changed = _new_of(located, wanted)
            for setting, after in changed:
                _keep(change, located, setting, after)
            if not changed:
                change.nothing_changed()
                return _answer(change, located)
            change.after_commit(self._changed, located.place, frozenset(setting.key for setting, _ in changed))
            return _answer(change, self._locate(change, place))

        return await self._work.change(actor, Permission.SETTINGS_CHANGE, body)

    def _locate(self, view: View, asked: Place, person: str | None = None) -> Located:
        """Find a place within reach; whatever is beyond it does not exist."""
        found = _found(view, asked)
        places = found.place.with_wider()
        stored = store.stored_in(view, places)
        names = {Scope.ORGANIZATION: found.organization, Scope.RULE: found.rule, Scope.DEVICE: found.device}
        layers = []
        for each in places:
            named = names.get(each.scope)
            layers.append(store.layer_of(each, stored[each], named.name if named else ""))
        rules = self._settings.rule_layers(view, found.place, person)
        return Located(
            place=found.place,
            organization=found.organization,
            device=found.device,
            rule=found.rule,
            person=_person(view, person, found.place) if person is not None else None,
            rules=rules,
            wider=(self._settings.configured, *layers[:-1], *rules),
            here=layers[-1],
            stored=stored[found.place],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A place by the ids and names of what it is made of."""

    place: Place
    organization: Named | None = None
    device: Named | None = None
    rule: Named | None = None


def _found(view: View, asked: Place) -> Found:
    if asked.scope is Scope.INSTANCE:
        # What applies to everybody is for those who reach everybody.
        view.require(_opening(view), asked.home)
        return Found(place=asked)
    if asked.rule is not None:
        return _found_rule(view, asked.rule)
    organization, device = tables.organizations.c, tables.devices.c
    query = select(organization.id, organization.name).where(
        organization.archived_at.is_(None), view.within_reach(organization.id)
    )
    if asked.device is None:
        row = view.connection.execute(query.where(organization.id == asked.organization)).one_or_none()
    else:
        query = query.add_columns(device.name.label("device_name")).join(
            tables.devices, device.organization_id == organization.id
        )
        found = query.where(device.id == asked.device, device.revoked_at.is_(None))
        row = view.connection.execute(found).one_or_none()
    if row is None:
        raise NotFound
    return Found(
        place=Place(organization=row.id, device=asked.device),
        organization=Named(id=row.id, name=row.name),
        device=Named(id=asked.device, name=row.device_name) if asked.device is not None else None,
    )


def _found_rule(view: View, rule: str) -> Found:
    row = rule_store.by_id(view, rule)
    if row is None:
        raise NotFound
    return Found(
        place=Place(organization=row.organization_id, rule=row.id),
        organization=Named(id=row.organization_id, name=row.organization_name),
        rule=Named(id=row.id, name=row.name),
    )


def _person(view: View, person: str, place: Place) -> Named:
    column = tables.accounts.c
    query = select(column.id, column.name).where(column.id == person, column.organization_id == place.organization)
    row = view.connection.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return Named(id=row.id, name=row.name)


def _opening(view: View) -> Permission:
    return Permission.SETTINGS_CHANGE if isinstance(view, Change) else Permission.SETTINGS_READ


def _answer(view: View, located: Located) -> SettingsAnswer:
    return SettingsAnswer(
        scope=located.place.scope,
        organization=located.organization,
        device=located.device,
        rule=located.rule,
        person=located.person,
        applying=tuple(layer.name for layer in located.rules),
        may_change=located.person is None and view.may(Permission.SETTINGS_CHANGE, located.place.home),
        settings=tuple(
            setting_answer(setting, located.wider, located.here, located.stored)
            for setting in CATALOGUE.values()
            if located.place.scope in setting.scopes
        ),
    )


def _new_of(located: Located, wanted: Sequence[Wanted]) -> list[tuple[Setting, Stored]]:
    """Check everything that is wanted, and give what is new of it; every fault is named at once."""
    faults: dict[str, str] = {}
    stale: dict[str, str] = {}
    changed: list[tuple[Setting, Stored]] = []
    for each in wanted:
        setting, before = CATALOGUE[each.key], located.stored.get(each.key, NOTHING_STORED)
        try:
            value = None if each.value is None else setting.form.read(each.value)
            _check(located, setting, before, value, each.locked)
        except Unfit as fault:
            faults[each.key] = f"This takes {fault}."
            continue
        except Refused as refused:
            faults[each.key] = str(refused)
            continue
        after = Stored(value=value, locked=each.locked, version=before.version + 1)
        if (after.value, after.locked) == (before.value, before.locked):
            continue
        if each.version != before.version:
            stale[each.key] = f"Now: {_here_words(setting, before)}."
        changed.append((setting, after))
    if faults:
        raise BadInput(" ".join(faults.values()), code="settings.wrong", fields=faults)
    if stale:
        raise Conflict("Somebody saved first. " + " ".join(stale.values()), fields=stale)
    return changed


class Refused(Exception):
    """A value that a setting could have, but not in this place; the message is one sentence."""


def _check(located: Located, setting: Setting, before: Stored, value: Value | None, locked: bool) -> None:
    scope, above = located.place.scope, resolve(setting, located.wider)
    if scope not in setting.scopes:
        raise Refused("This cannot be set here.")
    if locked and not before.locked and scope is Scope.DEVICE:
        raise Refused("There is nothing nearer than a device that a lock could keep from changing it.")
    is_new = value is not None and value != before.value
    if above.locked_by is not None and is_new:
        raise Refused(f"{_place_words(above.locked_by)} has locked this.")
    if value is None or not is_new or setting.sort is Sort.PREFERENCE or scope is Scope.INSTANCE:
        return
    if loosens(setting.form, above.value, value):
        where = f"{_place_words(above.origin)} says" if above.origin else "The default is"
        raise Refused(f"{where} {value_words(setting, above.value)}; a nearer place can only be stricter.")


def _place_words(layer: Layer) -> str:
    return layer.name or "The instance"


def _here_words(setting: Setting, stored: Stored) -> str:
    words = "nothing set here" if stored.value is None else value_words(setting, stored.value)
    return f"{words}, locked" if stored.locked else words


def _keep(change: Change, located: Located, setting: Setting, after: Stored) -> None:
    before = located.stored.get(setting.key, NOTHING_STORED)
    if not store.keep(change, located.place, setting.key, after):
        raise Conflict
    change.record(
        AuditKind.SETTINGS_CHANGED,
        organization=located.place.organization,
        device=located.place.device,
        subject=setting.key,
        detail={
            "setting": setting.key.value,
            "place": located.name,
            "before": shortened(_here_words(setting, before)),
            "after": shortened(_here_words(setting, after)),
        },
    )
