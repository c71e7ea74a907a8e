"""What the demo says once it is up: the ready file exactly, and a few lines for a person."""

from pathlib import Path

import msgspec

from broker.demo.announcement import Device, codes_for, lines_for, ready_of
from broker.demo.people import invent_people

PEOPLE = invent_people()
READY = ready_of(
    url="https://localhost:8443",
    ca_file=Path("/state/ca.pem"),
    people=PEOPLE,
    device=Device(id="d" * 26, name="desk-014", display=":7", xauthority="/state/xauthority"),
    broker_pid=11,
    agent_pid=12,
)


def test_the_ready_file_has_exactly_the_promised_form() -> None:
    form = msgspec.json.decode(msgspec.json.encode(READY))
    assert set(form) == {"url", "ca_file", "accounts", "device", "pids"}
    assert set(form["accounts"]) == {"provider_admin", "technician", "auditor", "end_user"}
    assert all(set(account) == {"email", "password", "totp_secret"} for account in form["accounts"].values())
    assert form["accounts"]["end_user"]["totp_secret"] is None
    assert set(form["device"]) == {"id", "name", "display", "xauthority"}
    assert form["pids"] == {"broker": 11, "agent": 12}


def test_a_person_reads_where_to_go_and_how_to_sign_in_as_each() -> None:
    text = "\n".join(lines_for(READY, PEOPLE, is_private=True, folder=Path("/state")))
    assert "https://localhost:8443" in text
    assert all(person.email in text and person.password in text for person in PEOPLE)
    assert "--answer yes --state /state" in text
    assert len(text.splitlines()) < 22


def test_on_their_own_desktop_people_answer_by_themselves() -> None:
    assert "--answer" not in "\n".join(lines_for(READY, PEOPLE, is_private=False, folder=Path("/state")))


def test_codes_are_shown_for_staff_only() -> None:
    assert len(codes_for(PEOPLE)) == 3
