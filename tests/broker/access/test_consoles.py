"""In a console, everything is narrowed to its organization."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from broker.access.actors import VISITOR, title_of
from broker.access.consoles import inside, visiting, visiting_group
from broker.access.decision import decide
from broker.access.grants import Grants, Narrowed
from broker.access.marks import tag_mark
from broker.access.permissions import INSIDE, OF_OWN_STAFF, VISITING, Permission
from broker.access.scopes import ALL, INSTANCE, NOWHERE, Reach, covers, leave_out, only
from tests.fakes.actors import ORG_A, ORG_B, ORG_C, end_user, named, staff

PLACES = [ORG_A, ORG_B, ORG_C, INSTANCE]
sets = st.frozensets(st.sampled_from(PLACES))
reaches: st.SearchStrategy[Reach] = st.just(ALL) | sets | sets.map(lambda closed: leave_out(ALL, closed))


@given(reach=reaches, place=st.sampled_from(PLACES))
def test_inside_one_holds_there_what_one_held_there_and_nothing_elsewhere(reach: Reach, place: str) -> None:
    actor = staff(Permission.DEVICE_READ, reach=reach)
    narrowed = inside(actor, ORG_A)
    assert (narrowed is None) == (not covers(reach, ORG_A))
    if narrowed is not None:
        allowed = decide(narrowed, Permission.DEVICE_READ, type(ORG_A)(place)).allowed
        assert allowed == (place == ORG_A)


def test_inside_marked_devices_stay_the_only_ones() -> None:
    tagged = frozenset({tag_mark("finance")})
    grants = Grants({}, {Permission.DEVICE_READ: [Narrowed(reach=only(ORG_A, ORG_B), marks=tagged)]})
    narrowed = inside(replace(staff(), grants=grants), ORG_A)
    assert narrowed is not None
    assert narrowed.grants.narrowed(Permission.DEVICE_READ) == {Narrowed(reach=only(ORG_A), marks=tagged)}
    assert narrowed.grants.reach(Permission.DEVICE_READ) == NOWHERE
    assert inside(replace(staff(), grants=grants), ORG_C) is None


def test_ones_own_organization_can_be_entered_without_any_right() -> None:
    assert inside(staff(reach=NOWHERE, organization=ORG_A), ORG_A) is not None
    assert inside(staff(reach=NOWHERE, organization=ORG_A), ORG_B) is None
    assert inside(end_user(ORG_A), ORG_A) is not None
    assert inside(end_user(ORG_A), ORG_B) is None


def test_a_visitor_is_marked_and_loses_what_they_hold_elsewhere() -> None:
    provider = staff(Permission.KEYS_ROTATE, Permission.DEVICE_READ, Permission.SEAMLESS_VISIT)
    visitor = visiting(provider, visiting_group(named("visit"), ORG_A, stands_in=False), ORG_A)
    assert dict(visitor.grants) == dict.fromkeys(VISITING, only(ORG_A))
    # Nothing by which staff come in, but where the organization has nobody else.
    assert not visitor.grants.permissions & OF_OWN_STAFF
    alone = visiting(provider, visiting_group(named("visit"), ORG_A, stands_in=True), ORG_A)
    assert dict(alone.grants) == dict.fromkeys(INSIDE, only(ORG_A))
    assert (title_of(provider).kind, title_of(visitor).kind) == ("staff", VISITOR)
    assert title_of(replace(visitor, visit=None)).kind == "staff"
