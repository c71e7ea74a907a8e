"""What devices are searched by: the names of their organization and owner, before what they are called themselves."""

from typing import Final

from sqlalchemy import ColumnElement, Update, func, select, update

from broker.storage import tables
from broker.storage.searching import MAX_SEARCHED
from broker.storage.work import Change

OF_WORDS: Final = frozenset({"own_text", "assigned_account_id"})
"""Columns of a device from which its words follow."""
_devices = tables.devices.c


def respelling(which: ColumnElement[bool]) -> Update:
    """Give the statement that spells the words of some devices anew, from the names as they are now."""
    places, people = tables.organizations.c, tables.accounts.c
    place = select(places.name_key).where(places.id == _devices.organization_id).scalar_subquery()
    owner = select(people.name_key + "\n").where(people.id == _devices.assigned_account_id).scalar_subquery()
    words = place + "\n" + func.coalesce(owner, "") + _devices.own_text
    return update(tables.devices).where(which).values(search_text=func.substr(words, 1, MAX_SEARCHED))


def respell(change: Change, which: ColumnElement[bool]) -> None:
    """Spell the words of some devices anew, wherever they are: a name is the same for everybody who sees it."""
    with change.beyond_reach():
        change.connection.execute(respelling(which))
