"""One line of the audit log."""

import dataclasses
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.access.actors import ActorTitle
from broker.audit.entry import (
    DETAIL_LIMIT,
    NAME_LIMIT,
    NO_HASH,
    Entry,
    canonical_bytes,
    detail_text,
    entry_sentence,
    hash_of,
    new_entry,
)
from broker.audit.kinds import AuditKind
from broker.errors import ProgrammingFault
from protocol.identifiers import DeviceId, OrganizationId, SessionId
from tests.fakes.actors import ORG_A, named
from tests.fakes.clock import START

TECHNICIAN = ActorTitle(kind="staff", id=named("duty"), name="Duty technician")
ENTRY = new_entry(
    id=named("entry"),
    organization=ORG_A,
    at=START,
    kind=AuditKind.SESSION_OFFERED,
    actor=TECHNICIAN,
    device=DeviceId(named("desk")),
    device_name="DESK-014",
    person="Accounts assistant",
    session=SessionId(named("session")),
    subject="s",
    detail={"seconds": 1800, "capabilities": ["view", "control"]},
)


def test_the_canonical_form_never_changes() -> None:
    assert canonical_bytes(ENTRY, 7, NO_HASH) == (
        b'{"actor":["staff","dutyaaaaaaaaaaaaaaaaaaaaaa","Duty technician"],"at":"2030-01-02T03:04:05.000Z",'
        b'"detail":"{\\"capabilities\\":[\\"view\\",\\"control\\"],\\"seconds\\":1800}",'
        b'"device":["deskaaaaaaaaaaaaaaaaaaaaaa","DESK-014"],"id":"entryaaaaaaaaaaaaaaaaaaaaa",'
        b'"kind":"session.offered","organization":"orgaaaaaaaaaaaaaaaaaaaaaaa","person":"Accounts assistant",'
        b'"previous":"0000000000000000000000000000000000000000000000000000000000000000","sequence":7,'
        b'"session":"sessionaaaaaaaaaaaaaaaaaaa","subject":"s","v":1}'
    )


@pytest.mark.parametrize(
    "other",
    [
        dataclasses.replace(ENTRY, id="x"),
        dataclasses.replace(ENTRY, organization=OrganizationId("")),
        dataclasses.replace(ENTRY, at=START + timedelta(milliseconds=1)),
        dataclasses.replace(ENTRY, kind="session.denied"),
        dataclasses.replace(ENTRY, actor=dataclasses.replace(TECHNICIAN, kind="end_user")),
        dataclasses.replace(ENTRY, actor=dataclasses.replace(TECHNICIAN, id="x")),
        dataclasses.replace(ENTRY, actor=dataclasses.replace(TECHNICIAN, name="x")),
        dataclasses.replace(ENTRY, device=None),
        dataclasses.replace(ENTRY, device_name=None),
        dataclasses.replace(ENTRY, person=None),
        dataclasses.replace(ENTRY, session=None),
        dataclasses.replace(ENTRY, subject=None),
        dataclasses.replace(ENTRY, detail="{}"),
    ],
)
def test_every_field_is_in_the_hash(other: Entry) -> None:
    assert hash_of(other, 7, NO_HASH) != hash_of(ENTRY, 7, NO_HASH)


def test_the_place_is_in_the_hash() -> None:
    assert len({hash_of(ENTRY, 7, NO_HASH), hash_of(ENTRY, 8, NO_HASH), hash_of(ENTRY, 7, "1" * 64)}) == 3


def test_a_detail_may_fill_its_limit_and_not_more() -> None:
    room = DETAIL_LIMIT - len('{"text":""}')
    assert len(detail_text({"text": "x" * room})) == DETAIL_LIMIT
    with pytest.raises(ProgrammingFault, match="more than"):
        detail_text({"text": "x" * (room + 1)})
    with pytest.raises(ProgrammingFault, match="more than"):
        detail_text({"text": "é" * (room - 1)})


@pytest.mark.parametrize(
    "detail",
    [{"a": 1.5}, {"a": [float("nan")]}, {"a": {"b": 1.0}}, {1: "a"}, {"a": object()}, {"a": b"x"}, {"a": "\ud800"}],
)
def test_a_detail_that_cannot_be_spelled_one_way_only_is_our_fault(detail: dict[str, object]) -> None:
    with pytest.raises(ProgrammingFault):
        detail_text(detail)


def test_a_detail_nested_too_deep_is_our_fault() -> None:
    detail: dict[str, object] = {}
    for _ in range(20):
        detail = {"a": detail}
    with pytest.raises(ProgrammingFault, match="deep"):
        detail_text(detail)


@given(st.text())
def test_names_lose_what_cannot_be_shown_and_keep_within_their_limit(name: str) -> None:
    entry = new_entry(id="i", organization=ORG_A, at=START, kind=AuditKind.SESSION_IDLE, actor=TECHNICIAN, person=name)
    assert entry.person is not None
    assert entry.person.isprintable()
    assert len(entry.person) <= NAME_LIMIT
    canonical_bytes(entry, 1, NO_HASH).decode()


def test_a_sentence_names_who_and_where() -> None:
    assert entry_sentence(ENTRY) == "Duty technician offered help on DESK-014."


def test_somebody_unknown_is_named_by_address() -> None:
    stranger = ActorTitle(kind="anonymous", id="192.0.2.7", name="")
    entry = new_entry(
        id="i",
        organization=ORG_A,
        at=START,
        kind=AuditKind.ACCESS_DENIED,
        actor=stranger,
        detail={"permission": "audit:read"},
    )
    assert entry_sentence(entry) == "Somebody at 192.0.2.7 tried what their rights do not cover (audit:read)."
