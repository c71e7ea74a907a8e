"""The permit only narrows, and ends by the device's own clock."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from agent.permit import Permit, first_permit
from protocol.capabilities import Capability, ordered
from protocol.grant import LEASE_TTL_SECONDS, Lease
from protocol.identifiers import SessionId
from protocol.session.reasons import EndReason

BOTH = (Capability.VIEW, Capability.CONTROL)


def lease(sequence: int = 1, *, ttl: int = 90, left: int = 500, capabilities: tuple[Capability, ...] = BOTH) -> Lease:
    return Lease(
        session=SessionId("s"),
        attempt=1,
        sequence=sequence,
        ttl_seconds=ttl,
        capabilities=capabilities,
        seconds_left=left,
    )


def test_it_ends_at_the_agreed_time_and_not_before() -> None:
    permit = replace(first_permit(BOTH, 600, now=0), lease_until=10_000)
    assert permit.over(599.9) is None
    assert permit.allows(Capability.CONTROL, 599.9)
    assert permit.over(600) is EndReason.EXPIRED
    assert not permit.allows(Capability.CONTROL, 600)


def test_it_ends_when_no_lease_comes() -> None:
    permit = first_permit(BOTH, 600, now=0)
    assert permit.over(LEASE_TTL_SECONDS - 0.1) is None
    assert permit.over(LEASE_TTL_SECONDS) is EndReason.LEASE_RAN_OUT
    sooner = first_permit(BOTH, 600, now=0, lease_seconds=30)
    assert (sooner.over(29.9), sooner.over(30)) == (None, EndReason.LEASE_RAN_OUT)


def test_a_lease_keeps_it_alive_and_cannot_prolong_it() -> None:
    renewed = first_permit(BOTH, 600, now=0).renewed(lease(left=5000), now=80)
    assert renewed is not None
    assert renewed.lease_until == 170
    assert renewed.ends_at == 600


def test_a_lease_may_shorten_and_narrow() -> None:
    renewed = first_permit(BOTH, 600, now=0).renewed(lease(left=10, capabilities=(Capability.VIEW,)), now=80)
    assert renewed is not None
    assert renewed.ends_at == 90
    assert not renewed.allows(Capability.CONTROL, 81)


def test_an_old_lease_counts_for_nothing() -> None:
    renewed = first_permit(BOTH, 600, now=0).renewed(lease(5), now=10)
    assert renewed is not None
    assert renewed.renewed(lease(5), now=20) is None
    assert renewed.renewed(lease(4), now=20) is None


LEASES = st.builds(
    lease,
    st.integers(0, 20),
    ttl=st.integers(30, 900),
    left=st.integers(0, 5000),
    capabilities=st.frozensets(st.sampled_from(Capability)).map(ordered),
)


@given(st.lists(LEASES, max_size=20), st.frozensets(st.sampled_from(Capability)))
def test_s8_no_row_of_leases_makes_it_wider_than_the_grant(leases: list[Lease], given_: frozenset[Capability]) -> None:
    permit: Permit = first_permit(given_, 600, now=0)
    for moment, one in enumerate(leases):
        renewed = permit.renewed(one, now=moment)
        if renewed is not None:
            assert renewed.capabilities <= permit.capabilities
            assert renewed.ends_at <= permit.ends_at
            permit = renewed
    assert permit.capabilities <= given_
