"""Scope rules in storage, and what devices meet of their conditions."""

from collections.abc import Collection, Iterable
from typing import Any

import msgspec
from sqlalchemy import Row, delete, func, insert, select, update

from broker.features.settings.places import Place
from broker.features.settings.scope_rules import Condition, Conditions, ScopeRule, conditions_met
from broker.storage import tables
from broker.storage.unit_of_work import Change, View

_rules, _devices, _tags = tables.setting_rules.c, tables.devices.c, tables.device_tags.c


def rules_of(view: View, organizations: Collection[str]) -> dict[str, tuple[ScopeRule, ...]]:
    """Read the rules of organizations, each list in its order."""
    query = select(tables.setting_rules).where(_rules.organization_id.in_(sorted(organizations)))
    found: dict[str, list[ScopeRule]] = {}
    for row in view.connection.execute(query.order_by(_rules.position, _rules.id)):
        found.setdefault(row.organization_id, []).append(rule_of(row))
    return {organization: tuple(rules) for organization, rules in found.items()}


def rule_of(row: Row[Any]) -> ScopeRule:
    """Make the rule of a row."""
    conditions = frozenset(Condition(each) for each in msgspec.json.decode(row.conditions, type=list[str]))
    return ScopeRule(id=row.id, name=row.name, conditions=conditions)


def met_by(view: View, devices: Collection[str]) -> dict[str, Conditions]:
    """Read what devices meet."""
    tags: dict[str, list[str]] = {}
    for row in view.connection.execute(select(_tags.device_id, _tags.tag).where(_tags.device_id.in_(sorted(devices)))):
        tags.setdefault(row.device_id, []).append(row.tag)
    columns = (_devices.id, _devices.device_group_id, _devices.assigned_account_id)
    query = select(*columns).where(_devices.id.in_(sorted(devices)))
    return {
        row.id: conditions_met(tags.get(row.id, ()), row.device_group_id, row.assigned_account_id)
        for row in view.connection.execute(query)
    }


def rows_of(view: View, organization: str) -> list[Row[Any]]:
    """Read the list of an organization with its versions, in its order."""
    query = select(tables.setting_rules).where(_rules.organization_id == organization)
    return list(view.connection.execute(query.order_by(_rules.position, _rules.id)))


def by_id(view: View, rule: str) -> Row[Any] | None:
    """Read a rule within reach."""
    organizations = tables.organizations
    query = (
        select(tables.setting_rules, organizations.c.name.label("organization_name"))
        .join(organizations, organizations.c.id == _rules.organization_id)
        .where(_rules.id == rule, organizations.c.archived_at.is_(None), view.within_reach(_rules.organization_id))
    )
    return view.connection.execute(query).one_or_none()


def add(change: Change, rule: ScopeRule, organization: str) -> None:
    """Put a rule at the end of the list."""
    last = select(func.coalesce(func.max(_rules.position), 0)).where(_rules.organization_id == organization)
    values = {
        "id": rule.id,
        "organization_id": organization,
        "name": rule.name,
        "position": change.connection.execute(last).scalar_one() + 1,
        "conditions": _written(rule.conditions),
        "created_at": change.now,
    }
    change.connection.execute(insert(tables.setting_rules).values(**values))


def alter(change: Change, rule: ScopeRule, version: int) -> bool:
    """Give a rule another name and other conditions; False where somebody saved first."""
    values = {"name": rule.name, "conditions": _written(rule.conditions), "version": version + 1}
    query = update(tables.setting_rules).where(_rules.id == rule.id, _rules.version == version).values(**values)
    return change.connection.execute(query).rowcount == 1


def put_in_order(change: Change, rules: Iterable[str]) -> None:
    """Number the rules anew."""
    for position, rule in enumerate(rules, start=1):
        change.connection.execute(update(tables.setting_rules).where(_rules.id == rule).values(position=position))


def remove(change: Change, rule: str, organization: str) -> None:
    """Delete a rule with all that it sets."""
    place = Place(organization=organization, rule=rule)
    change.connection.execute(delete(tables.settings).where(tables.settings.c.scope == place.key))
    change.connection.execute(delete(tables.setting_rules).where(_rules.id == rule))


def _written(conditions: Conditions) -> str:
    return msgspec.json.encode(sorted(conditions)).decode()
