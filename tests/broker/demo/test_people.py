"""The demo's four people can sign in by the product's own rules."""

import re

from broker.demo.people import Role, invent_people


def test_there_are_the_four_of_the_ready_file() -> None:
    people = invent_people()
    assert [str(person.role) for person in people] == ["provider_admin", "technician", "auditor", "end_user"]
    assert len({person.email for person in people}) == 4


def test_passwords_keep_the_rules_and_differ() -> None:
    people = [person for _ in range(50) for person in invent_people()]
    for person in people:
        assert 12 <= len(person.password) <= 128
        assert all(re.search(kind, person.password) for kind in ("[A-Z]", "[a-z]", "[0-9]", "[^A-Za-z0-9]"))
    assert len({person.password for person in people}) > 190


def test_staff_have_codes_and_the_end_user_needs_none() -> None:
    for person in invent_people():
        code = person.code_now()
        assert (code is None) == (person.role is Role.END_USER)
        assert code is None or re.fullmatch("[0-9]{6}", code)
