"""The device's key is made once, kept private, and never replaced quietly."""

import stat
from pathlib import Path

import pytest

from agent.errors import AgentFault
from agent.identity import Enrolment, Identity
from protocol.identifiers import DeviceId, OrganizationId

ENROLMENT = Enrolment(
    url="https://broker.example",
    device=DeviceId("d"),
    organization=OrganizationId("o"),
    name="DESK-014",
    root=b"r" * 32,
    trust="{}",
)


def test_the_key_stays_the_same_and_private(tmp_path: Path) -> None:
    state = tmp_path / "agent"
    first = Identity(state).key()
    assert Identity(state).key().public == first.public
    assert stat.S_IMODE((state / "device.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(state.stat().st_mode) == 0o700


def test_an_enrolment_reads_back_as_it_was_kept(tmp_path: Path) -> None:
    Identity(tmp_path).keep(ENROLMENT)
    assert Identity(tmp_path).enrolment() == ENROLMENT


def test_without_enrolment_the_person_learns_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(AgentFault, match="handrail-agent enroll"):
        Identity(tmp_path).enrolment()


def test_a_damaged_enrolment_is_named(tmp_path: Path) -> None:
    (tmp_path / "enrolment.json").write_text("{")
    with pytest.raises(AgentFault, match="cannot be read"):
        Identity(tmp_path).enrolment()


def test_connections_are_counted_across_restarts(tmp_path: Path) -> None:
    assert Identity(tmp_path).next_connection() == 1
    assert Identity(tmp_path).next_connection() == 2
