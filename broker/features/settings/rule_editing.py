"""Making, changing, ordering and removing scope rules, on behalf of somebody."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import Table, select

from broker.access.actors import AccountActor, AccountKind
from broker.access.marks import read_tags
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.errors import BadInput, Conflict, NotFound
from broker.features.settings import rule_store, store
from broker.features.settings.answers import Named
from broker.features.settings.catalogue import CATALOGUE, Key
from broker.features.settings.places import Place
from broker.features.settings.scope_rules import (
    MAX_RULES,
    PERSON,
    Condition,
    Conditions,
    ScopeRule,
    check_conditions,
    rule_name,
)
from broker.features.settings.words import shortened
from broker.storage import tables
from broker.storage.unit_of_work import Change, UnitOfWork, View

READ, CHANGE = Permission.SETTINGS_READ, Permission.SETTINGS_CHANGE
_ALL = frozenset(CATALOGUE)


class ConditionAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One condition of a rule, with the name of what it means; empty where that is gone."""

    condition: str
    name: str


class ScopeRuleAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One rule of an organization's list."""

    id: str
    name: str
    conditions: tuple[ConditionAnswer, ...]
    settings: tuple[Key, ...]
    """What it contains."""
    version: int


class ScopeRulesAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The list of an organization, in its order: of each setting, the first that applies and contains it counts."""

    organization: Named
    may_change: bool
    rules: tuple[ScopeRuleAnswer, ...]


class RuleEditing:
    """What people do with the list of rules; what a rule sets is edited like any other place."""

    def __init__(
        self, *, work: UnitOfWork, new_id: Callable[[], str], changed: Callable[[Place, frozenset[Key]], None]
    ) -> None:
        self._work = work
        self._new_id = new_id
        self._changed = changed

    async def read(self, actor: AccountActor, organization: str) -> ScopeRulesAnswer:
        """Read the list."""
        return await self._work.view(actor, READ, lambda view: _answer(view, organization))

    async def add(
        self, actor: AccountActor, organization: str, name: str, conditions: Collection[Condition]
    ) -> ScopeRulesAnswer:
        """Put a new rule at the end of the list; it contains nothing yet."""
        rule = ScopeRule(id=self._new_id(), name=rule_name(name), conditions=check_conditions(conditions))

        def body(change: Change) -> ScopeRulesAnswer:
            _organization(change, organization)
            change.require(CHANGE, organization)
            rows = rule_store.rows_of(change, organization)
            if len(rows) >= MAX_RULES:
                raise Conflict(f"There are {MAX_RULES} rules here already.", code="settings.too_many_rules")
            _check_name(rows, rule)
            _check_known(change, organization, rule.conditions)
            rule_store.add(change, rule, organization)
            self._record(change, AuditKind.SETTINGS_RULE_CREATED, organization, rule)
            return _answer(change, organization)

        return await self._work.change(actor, CHANGE, body)

    async def alter(
        self, actor: AccountActor, rule: str, version: int, name: str, conditions: Collection[Condition]
    ) -> ScopeRulesAnswer:
        """Give a rule another name and other conditions."""
        wanted = ScopeRule(id=rule, name=rule_name(name), conditions=check_conditions(conditions))

        def body(change: Change) -> ScopeRulesAnswer:
            row = _found(change, rule)
            before = rule_store.rule_of(row)
            if before == wanted:
                change.nothing_changed()
                return _answer(change, row.organization_id)
            _check_name(rule_store.rows_of(change, row.organization_id), wanted)
            _check_known(change, row.organization_id, wanted.conditions - before.conditions)
            if not rule_store.alter(change, wanted, version):
                raise Conflict(f"Somebody saved first. It is now “{row.name}”.", fields={"name": f"Now: {row.name}"})
            self._record(change, AuditKind.SETTINGS_RULE_CHANGED, row.organization_id, wanted)
            return _answer(change, row.organization_id)

        return await self._work.change(actor, CHANGE, body)

    async def remove(self, actor: AccountActor, rule: str) -> ScopeRulesAnswer:
        """Remove a rule with all that it sets."""

        def body(change: Change) -> ScopeRulesAnswer:
            row = _found(change, rule)
            rule_store.remove(change, rule, row.organization_id)
            self._record(change, AuditKind.SETTINGS_RULE_REMOVED, row.organization_id, rule_store.rule_of(row))
            return _answer(change, row.organization_id)

        return await self._work.change(actor, CHANGE, body)

    async def order(
        self, actor: AccountActor, organization: str, rules: Sequence[str], before: Sequence[str]
    ) -> ScopeRulesAnswer:
        """Put the list into another order, which names every rule once; `before` is the order that was looked at."""

        def body(change: Change) -> ScopeRulesAnswer:
            _organization(change, organization)
            change.require(CHANGE, organization)
            rows = rule_store.rows_of(change, organization)
            if sorted(rules) != sorted(before) or [*before] != [row.id for row in rows]:
                raise Conflict("Somebody saved first: the list is another one now. Look at it again.")
            if list(rules) == [row.id for row in rows]:
                change.nothing_changed()
                return _answer(change, organization)
            rule_store.put_in_order(change, rules)
            names = {row.id: row.name for row in rows}
            detail = {"order": shortened(", ".join(names[rule] for rule in rules))}
            change.record(AuditKind.SETTINGS_RULES_ORDERED, organization=organization, detail=detail)
            change.after_commit(self._changed, Place(organization=organization), _ALL)
            return _answer(change, organization)

        return await self._work.change(actor, CHANGE, body)

    def _record(self, change: Change, kind: AuditKind, organization: str, rule: ScopeRule) -> None:
        detail = {"name": rule.name, "conditions": shortened(", ".join(sorted(rule.conditions)))}
        change.record(kind, organization=organization, subject=rule.id, detail=detail)
        change.after_commit(self._changed, Place(organization=organization), _ALL)


def _answer(view: View, organization: str) -> ScopeRulesAnswer:
    named = _organization(view, organization)
    rows = rule_store.rows_of(view, organization)
    places = {row.id: Place(organization=organization, rule=row.id) for row in rows}
    stored = store.stored_in(view, places.values())
    rules = [rule_store.rule_of(row) for row in rows]
    names = _names(view, frozenset(each for rule in rules for each in rule.conditions))
    return ScopeRulesAnswer(
        organization=named,
        may_change=view.may(CHANGE, organization),
        rules=tuple(
            ScopeRuleAnswer(
                id=rule.id,
                name=rule.name,
                conditions=tuple(
                    ConditionAnswer(condition=each, name=names.get(each, "")) for each in sorted(rule.conditions)
                ),
                settings=tuple(
                    key for key, each in stored[places[rule.id]].items() if each.value is not None or each.locked
                ),
                version=row.version,
            )
            for row, rule in zip(rows, rules, strict=True)
        ),
    )


def _organization(view: View, organization: str) -> Named:
    column = tables.organizations.c
    query = select(column.id, column.name).where(
        column.id == organization, column.archived_at.is_(None), view.within_reach(column.id)
    )
    row = view.connection.execute(query).one_or_none()
    if row is None:
        raise NotFound
    return Named(id=row.id, name=row.name)


def _found(change: Change, rule: str) -> Any:
    row = rule_store.by_id(change, rule)
    if row is None:
        raise NotFound
    change.require(CHANGE, row.organization_id)
    return row


def _check_name(rows: Sequence[Any], rule: ScopeRule) -> None:
    if any(row.name == rule.name and row.id != rule.id for row in rows):
        sentence = "Another rule has this name."
        raise Conflict(sentence, code="settings.rule_name_taken", fields={"name": sentence})


def _check_known(view: View, organization: str, conditions: Conditions) -> None:
    """Refuse what means nothing in the organization; tags are free words."""
    for each in sorted(conditions):
        kind, _, rest = each.partition(":")
        if kind == "tag" and read_tags((rest,)) == {rest}:
            continue
        if kind in _TABLES and _is_of(view, _TABLES[kind], rest, organization):
            continue
        sentence = "Choose tags, and device groups and end users of this organization."
        raise BadInput(sentence, code="field.conditions", fields={"conditions": sentence})


def _is_of(view: View, table: Table, identifier: str, organization: str) -> bool:
    query = select(table.c.id).where(table.c.id == identifier, table.c.organization_id == organization)
    if table is tables.accounts:
        query = query.where(table.c.kind == AccountKind.END_USER.value)
    return view.connection.execute(query).first() is not None


def _names(view: View, conditions: Conditions) -> dict[str, str]:
    names: dict[str, str] = {each: each.partition(":")[2] for each in conditions if each.startswith("tag:")}
    for kind, table in _TABLES.items():
        ids = {each.partition(":")[2] for each in conditions if each.startswith(f"{kind}:")}
        query = select(table.c.id, table.c.name).where(table.c.id.in_(sorted(ids)))
        names |= {f"{kind}:{row.id}": row.name for row in view.connection.execute(query)} if ids else {}
    return names


_TABLES = {"group": tables.device_groups, PERSON.rstrip(":"): tables.accounts}
