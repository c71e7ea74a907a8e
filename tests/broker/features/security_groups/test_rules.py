"""What nobody can give or take, tried with every sequence of edits that Hypothesis thinks of."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from broker.access.decision import decide
from broker.access.groups import Grants, SecurityGroup, add_up
from broker.access.marks import NO_MARKS, Marks, tag_mark
from broker.access.permissions import GRANTABLE, Permission
from broker.access.scopes import ALL, INSTANCE, NOWHERE, Reach, covers, only
from broker.errors import BadInput, PermissionMissing
from broker.features.security_groups import rules
from broker.features.security_groups.rules import NOTHING, Given
from tests.fakes.actors import ORG_A, ORG_B, ORG_C, staff

READ, CONTROL, FILES = Permission.DEVICE_READ, Permission.SESSION_CONTROL, Permission.SESSION_FILES
PEOPLE = Permission.ACCOUNT_READ
PLACES = (ORG_A, ORG_B, ORG_C, INSTANCE)
REACHES = some.one_of(some.just(ALL), some.frozensets(some.sampled_from((ORG_A, ORG_B, ORG_C))))
GIVENS = some.builds(Given, permissions=some.frozensets(some.sampled_from((READ, CONTROL, FILES))), reach=REACHES)


def pairs_of(held: Mapping[Permission, Reach]) -> set[tuple[Permission, str]]:
    """Spell out every pair; a place of its own stands for all organizations there are yet to be."""
    places = (*PLACES, "an organization of tomorrow")
    return {
        (each, place)
        for each, reach in held.items()
        for place in places
        if covers(reach, place)  # type: ignore[arg-type]
    }


def grants(given: Given) -> Grants:
    group = SecurityGroup(id="g", name="g", permissions=given.permissions, reach=given.reach)
    return add_up([group])


def test_a_pair_that_is_held_can_be_given_and_taken() -> None:
    held = Grants({READ: only(ORG_A)})
    here = Given(permissions=frozenset({READ}), reach=only(ORG_A))
    rules.check_pairs(held, NOTHING, here)
    rules.check_pairs(held, here, NOTHING)


def test_what_is_held_here_and_what_is_held_there_are_never_crossed() -> None:
    held = Grants({READ: only(ORG_A), CONTROL: only(ORG_B)})
    crossed = Given(permissions=frozenset({READ, CONTROL}), reach=only(ORG_A))
    with pytest.raises(PermissionMissing) as refusal:
        rules.check_pairs(held, NOTHING, crossed)
    assert refusal.value.code == "security_group.not_held"
    assert "session:control" in refusal.value.message
    assert "device:read" not in refusal.value.message


def test_everything_in_each_organization_is_less_than_everything_everywhere() -> None:
    held = Grants({READ: only(ORG_A, ORG_B, ORG_C)})
    everywhere = Given(permissions=frozenset({READ}), reach=ALL)
    assert rules.beyond(held, NOTHING, everywhere) == (READ,)
    assert rules.beyond(held, everywhere, NOTHING) == (READ,)
    assert rules.beyond(held, everywhere, everywhere) == ()


def test_what_stays_as_it_is_need_not_be_held() -> None:
    before = Given(permissions=frozenset({READ, FILES}), reach=only(ORG_A))
    after = Given(permissions=frozenset({READ, CONTROL, FILES}), reach=only(ORG_A))
    rules.check_pairs(Grants({CONTROL: only(ORG_A)}), before, after)


@given(held=GIVENS, before=GIVENS, after=GIVENS)
def test_a_change_that_is_allowed_moves_only_pairs_that_are_held(held: Given, before: Given, after: Given) -> None:
    moved = pairs_of(grants(before)) ^ pairs_of(grants(after))
    assert (rules.beyond(grants(held), before, after) == ()) == (moved <= pairs_of(grants(held)))


@given(one=GIVENS, other=GIVENS)
def test_what_is_held_by_both_is_what_is_in_both(one: Given, other: Given) -> None:
    both = grants(one).meet(grants(other))
    assert pairs_of(both) == pairs_of(grants(one)) & pairs_of(grants(other))


FINANCE, HR = tag_mark("finance"), tag_mark("hr")
KINDS: tuple[Marks, ...] = (NO_MARKS, frozenset({FINANCE}), frozenset({HR}), frozenset({FINANCE, HR}))
NARROWED = some.builds(
    Given,
    permissions=some.frozensets(some.sampled_from((READ, CONTROL, PEOPLE))),
    reach=REACHES,
    narrowing=some.sampled_from([None, *KINDS]),
)


def triples_of(given: Given) -> set[tuple[Permission, str, Marks]]:
    """Spell out every pair on every kind of device."""
    group = SecurityGroup(id="g", name="g", permissions=given.permissions, reach=given.reach, narrowing=given.narrowing)
    person = staff()
    object.__setattr__(person, "grants", add_up([group]))
    return {
        (permission, place, marks)
        for permission in given.permissions
        for place in PLACES
        for marks in KINDS
        if decide(person, permission, place, marks).allowed
    }


@given(held=NARROWED, before=NARROWED, after=NARROWED)
def test_a_narrowed_change_that_is_allowed_moves_only_what_is_held_on_every_device(
    held: Given, before: Given, after: Given
) -> None:
    group = SecurityGroup(id="h", name="h", permissions=held.permissions, reach=held.reach, narrowing=held.narrowing)
    if not rules.beyond(add_up([group]), before, after):
        assert triples_of(before) ^ triples_of(after) <= triples_of(held)
    if before == after:
        assert not rules.beyond(Grants({}), before, after)
    assert not rules.beyond(add_up([group]), NOTHING, held)


def test_marks_are_given_only_where_they_are_held() -> None:
    desk = SecurityGroup(
        id="d", name="d", permissions=frozenset({CONTROL}), reach=only(ORG_A), narrowing=frozenset({FINANCE})
    )
    held = add_up([desk])
    mine = Given(permissions=frozenset({CONTROL}), reach=only(ORG_A), narrowing=frozenset({FINANCE}))
    assert not rules.beyond(held, NOTHING, mine)
    assert rules.beyond(held, mine, replace(mine, narrowing=frozenset({FINANCE, HR}))) == (CONTROL,)
    assert rules.beyond(held, mine, replace(mine, narrowing=None)) == (CONTROL,)
    assert rules.beyond(held, NOTHING, replace(mine, reach=only(ORG_B))) == (CONTROL,)


def test_a_group_is_narrowed_to_a_hundred_marks_and_no_more() -> None:
    tags = [f"tag{number}" for number in range(101)]
    assert rules.narrowing_of(False, tags, []) is None
    assert rules.narrowing_of(True, [], []) == NO_MARKS
    assert len(rules.narrowing_of(True, tags[:99], ["one"]) or ()) == 100
    with pytest.raises(BadInput):
        rules.narrowing_of(True, tags, [])
    with pytest.raises(BadInput):
        rules.narrowing_of(True, ["two words"], [])


def test_only_what_groups_can_give_is_given() -> None:
    assert rules.check_grantable(GRANTABLE) == GRANTABLE
    for own in frozenset(Permission) - GRANTABLE:
        with pytest.raises(BadInput):
            rules.check_grantable({READ, own})


def test_an_organizations_own_group_stays_inside_it() -> None:
    assert rules.reach_at(ORG_A, False, [ORG_A]) == only(ORG_A)
    assert rules.reach_at(ORG_A, False, []) == NOWHERE
    for everywhere, chosen in ((True, []), (False, [ORG_B]), (False, [ORG_A, ORG_B])):
        with pytest.raises(BadInput):
            rules.reach_at(ORG_A, everywhere, chosen)
    assert rules.reach_at(INSTANCE, True, [ORG_A]) is ALL


def test_a_thousand_organizations_are_chosen_and_no_more() -> None:
    names = [type(ORG_A)(f"{number:026d}") for number in range(1_001)]
    assert len(frozenset(rules.reach_at(INSTANCE, False, names[:1_000]))) == 1_000  # type: ignore[arg-type]
    with pytest.raises(BadInput):
        rules.reach_at(INSTANCE, False, names)


def test_names_and_descriptions_have_their_length_on_both_sides() -> None:
    assert rules.group_name("  Night \n desk\u202e ") == "Night desk"
    assert rules.group_name("n" * 80) == "n" * 80
    assert rules.group_description("d" * 500) == "d" * 500
    for name in ("", " \u202e ", "n" * 81):
        with pytest.raises(BadInput):
            rules.group_name(name)
    with pytest.raises(BadInput):
        rules.group_description("d" * 501)


@dataclass
class Pretended:
    """A group of the model."""

    given: Given
    members: set[int] = field(default_factory=set)


class Edits(RuleBasedStateMachine):
    """One person edits groups, their own among them, by the rules that the service asks; four people are in them."""

    def __init__(self) -> None:
        super().__init__()
        self.groups: list[Pretended] = []

    @initialize(begin=some.lists(some.tuples(GIVENS, some.sets(some.integers(0, 3))), min_size=1, max_size=3))
    def begin(self, begin: list[tuple[Given, set[int]]]) -> None:
        self.groups = [Pretended(given=given, members=set(members)) for given, members in begin]
        self.first = [pairs_of(self.held(person)) for person in range(4)]

    def held(self, person: int) -> Grants:
        return add_up(
            SecurityGroup(id="g", name="g", permissions=each.given.permissions, reach=each.given.reach)
            for each in self.groups
            if person in each.members
        )

    def allowed(self, before: Given, after: Given) -> bool:
        return not rules.beyond(self.held(0), before, after)

    @rule(given=GIVENS)
    def create(self, given: Given) -> None:
        if len(self.groups) < 6 and self.allowed(NOTHING, given):
            self.groups.append(Pretended(given=given))

    @rule(number=some.integers(0, 5), given=GIVENS)
    def edit(self, number: int, given: Given) -> None:
        group = self.groups[number % len(self.groups)]
        if self.allowed(group.given, given):
            group.given = given

    @rule(number=some.integers(0, 5), person=some.integers(0, 3))
    def move(self, number: int, person: int) -> None:
        group = self.groups[number % len(self.groups)]
        if self.allowed(NOTHING, group.given):
            group.members ^= {person}

    @invariant()
    def nobody_has_a_pair_that_neither_they_nor_the_one_who_edits_held(self) -> None:
        for person in range(4) if self.groups else ():
            assert pairs_of(self.held(person)) <= self.first[person] | self.first[0]

    @invariant()
    def nobody_lost_a_pair_that_the_one_who_edits_did_not_hold(self) -> None:
        for person in range(4) if self.groups else ():
            assert pairs_of(self.held(person)) >= self.first[person] - self.first[0]


TestEdits = Edits.TestCase
TestEdits.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
