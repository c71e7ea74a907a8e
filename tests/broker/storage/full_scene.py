"""A scene in which both organizations have a row in every table that holds anything of organizations."""

import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from sqlalchemy import Table, insert

from broker.access.permissions import Permission
from broker.entropy import new_id
from broker.storage import tables
from broker.storage.row_security import OF_THE_INSTANCE
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep
from tests.fakes.actors import SYSTEM
from tests.matrix.actors import Who
from tests.matrix.objects import Place, Scene, set_scene

TENANT_TABLES = [table for table in tables.metadata.sorted_tables if table.name not in OF_THE_INSTANCE]


async def set_full_scene(work: UnitOfWork, who: Who = Who.NOBODY) -> Scene:
    """Make the scene of the matrix, and add to both places what only other tests need."""
    scene = await set_scene(work, who)

    def body(change: Change) -> None:
        for place in (scene.here, scene.elsewhere):
            for table, row in _rows(change, place):
                change.connection.execute(insert(table).values(**row))
        change.needs_no_entry(Upkeep.LEFTOVERS)

    await work.change(SYSTEM, Permission.OWN_ACCOUNT_CHANGE, body)
    return scene


def _rows(change: Change, place: Place) -> Iterator[tuple[Table, dict[str, Any]]]:
    yield from _rows_of_organization(change, place)
    yield from _rows_of_people(change, place)


def _rows_of_organization(change: Change, place: Place) -> Iterator[tuple[Table, dict[str, Any]]]:
    organization, now, soon = {"organization_id": place["organization"]}, change.now, change.now + timedelta(days=1)
    mark, device, session = place["mark"], {"device_id": place["device"]}, {"session_id": place["session"]}
    yield tables.portals, {**organization, "name": mark, "version": 1}
    yield tables.portal_logos, {**organization, "hash": _hash(), "content": mark.encode()}
    yield tables.visitor_requests, {**organization, **session, "secret_hash": _hash(), "address": "", "created_at": now}
    setting = {"scope": f"organization:{place['organization']}", "key": "view_only", "value": "true"}
    yield tables.settings, {**organization, **setting, "changed_at": now}
    yield tables.device_policies, {**device, "number": 1, "content": _hash(), "issued_at": now}
    yield tables.device_tags, {**organization, **device, "tag": mark}
    yield tables.security_group_marks, {"group_id": place["group"], "mark": f"tag:{mark}"[:64]}
    document = {"attempt": 1, "kind": "proposal", "envelope": mark.encode(), "created_at": now}
    yield tables.session_documents, {**session, **document}
    message = {"id": new_id(), "number": 1, "side": "person", "name": mark, "text": mark, "created_at": now}
    yield tables.messages, {**session, **message}
    yield tables.message_marks, {**session, "reader": "person", "number": 1}
    token = {"id": new_id(), "secret_hash": _hash(), "created_at": now, "expires_at": soon}
    yield tables.enrolment_tokens, {**organization, **token}
    yield tables.checkpoints, {**organization, "sequence": 1, "hash": _hash(), "at": now, "signed": mark.encode()}
    yield tables.notice_marks, {**organization, "sequence": 1}
    visit = {"id": new_id(), "visitor": mark, "sign_in_id": new_id(), "begun_at": now, "seen_at": now}
    yield tables.seamless_visits, {**organization, **visit}


def _rows_of_people(change: Change, place: Place) -> Iterator[tuple[Table, dict[str, Any]]]:
    now, soon, mark = change.now, change.now + timedelta(days=1), place["mark"]
    person, staff = {"account_id": place["person"]}, {"account_id": place["staff"]}
    yield tables.security_group_members, {**staff, "group_id": place["group"]}
    key = {"credential_id": mark.encode(), "public_key": b"", "sign_count": 0, "name": mark}
    yield tables.passkeys, {**person, **key, "id": new_id(), "created_at": now}
    yield tables.recovery_codes, {**person, "id": new_id(), "code_hash": _hash(), "created_at": now}
    link = {"token_hash": _hash(), "purpose": "invitation", "email": mark, "created_at": now, "expires_at": soon}
    yield tables.one_time_links, {**person, **link}
    yield tables.known_browsers, {**person, "token_hash": _hash(), "last_used_at": now}
    identity = {"issuer": "https://company.example", "subject": mark, "created_at": now}
    yield tables.company_identities, {**person, **identity}
    ticket = {"ticket_hash": _hash(), "purpose": "portal", "created_at": now, "expires_at": soon}
    yield tables.one_time_tickets, {**person, **ticket}
    sight = {"id": new_id(), "sign_in_id": new_id(), "viewer_id": place["staff"], "began_at": now, "ends_at": soon}
    yield tables.sights, {**sight, **person}


def _hash() -> str:
    return secrets.token_hex(32)
