"""What a large installation is made of."""

from broker.demo.invention import LARGE, Inventor
from broker.demo.people import CUSTOMER, OTHER_CUSTOMER
from broker.features.organizations.rules import slug_of
from protocol.identifiers import is_identifier
from tests.fakes.clock import START


def test_two_runs_invent_the_same() -> None:
    first, second = Inventor(START), Inventor(START)
    assert [first.person() for _ in range(20)] == [second.person() for _ in range(20)]
    assert is_identifier(first.id())


def test_every_organization_has_a_name_and_an_address_of_its_own() -> None:
    named = [Inventor(START).organization(number) for number in range(LARGE.organizations)]
    assert len({name for name, _ in named}) == len({slug for _, slug in named}) == LARGE.organizations


def test_no_organization_is_called_like_one_that_the_demo_has_already() -> None:
    there = {slug_of(name) for name in (CUSTOMER, OTHER_CUSTOMER)}
    assert there.isdisjoint(Inventor(START).organization(number)[1] for number in range(LARGE.organizations))


def test_shares_add_up_and_leave_nobody_with_nothing() -> None:
    shares = [*Inventor(START).shares(20_000, 500)]
    assert sum(shares) == 20_000
    assert min(shares) >= 1
    assert max(shares) > 5 * min(shares)


def test_what_was_lies_in_the_past() -> None:
    assert all(Inventor(START).before(30) < START for _ in range(100))
