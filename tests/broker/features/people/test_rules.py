"""Tests of what is kept of a person, and who may look after whom."""

import pytest

from broker.access.permissions import Permission
from broker.access.scopes import ALL, only
from broker.errors import BadInput, saved_first
from broker.features.people.rules import check_typed_name, holds_all_of, read_person
from tests.fakes.actors import ORG_A, ORG_B, staff


def test_a_person_is_spelled_in_one_way() -> None:
    kept = read_person("  Mia   Alder ", " mia@alder.example ", " 020  7946 ")
    assert kept == {"name": "Mia Alder", "email": "mia@alder.example", "phone": "020 7946"}


@pytest.mark.parametrize(
    ("name", "email", "phone", "wrong"),
    [
        ("a" * 120, "a@b.example", "1" * 40, set()),
        ("a" * 121, "a@b.example", "1" * 40, {"name"}),
        ("", "a@b.example", "", {"name"}),
        ("a\x00b", "a@b.example", "", {"name"}),
        ("a", "nowhere", "", {"email"}),
        ("a", "a@b.example", "1" * 41, {"phone"}),
        ("", "", "\x07", {"name", "email", "phone"}),
    ],
)
def test_every_border_has_both_sides(name: str, email: str, phone: str, wrong: set[str]) -> None:
    if not wrong:
        assert read_person(name, email, phone)["name"] == name
        return
    with pytest.raises(BadInput) as refused:
        read_person(name, email, phone)
    assert refused.value.code == "account.wrong"
    assert set(refused.value.fields or ()) == wrong


def test_nobody_looks_after_who_may_do_more() -> None:
    wide = staff(Permission.STAFF_CHANGE, Permission.DEVICE_READ).grants
    here = staff(Permission.STAFF_CHANGE, reach=only(ORG_A)).grants
    there = staff(Permission.STAFF_CHANGE, reach=only(ORG_B)).grants
    assert wide.reach(Permission.DEVICE_READ) is ALL
    assert holds_all_of(wide, here)
    assert holds_all_of(here, here)
    assert not holds_all_of(here, wide)
    assert not holds_all_of(here, there)
    assert holds_all_of(here, staff().grants)


def test_the_name_has_to_be_typed_as_it_stands() -> None:
    check_typed_name(" Mia  Alder ", "Mia Alder")
    for typed in ("", "mia alder", "Mia"):
        with pytest.raises(BadInput) as refused:
            check_typed_name(typed, "Mia Alder")
        assert refused.value.code == "account.name_not_typed"


def test_the_second_writer_is_told_what_the_first_one_left() -> None:
    conflict = saved_first({"name": "A", "phone": "1"}, {"name": "B", "phone": "1"})
    assert (conflict.code, conflict.status, conflict.fields) == ("save.conflict", 409, {"name": "Now: A"})
