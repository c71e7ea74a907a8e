"""Tests of API tokens in requests: what counts as one, and where none is taken."""

import pytest

from broker.access.permissions import Permission
from broker.errors import Refusal
from broker.web.bearer import MAX_TOKEN, check, does_not_work, token_in
from broker.web.policy import Policy, Public, Signed, SignInStep

READING = Signed(Permission.DEVICE_READ)
IN_PERSON = Signed(Permission.DEVICE_READ, by_token=False)


@pytest.mark.parametrize(
    ("headers", "token"),
    [
        ((), None),
        (("Basic dXNlcjpwYXNz",), None),
        (("Bearer abc",), "abc"),
        (("bearer  abc ",), "abc"),
        (("Basic dXNlcjpwYXNz", "Bearer abc"), "abc"),
        (("Bearer abc", "Bearer abc"), ""),
        (("Bearer",), ""),
        (("Bearer " + "a" * MAX_TOKEN,), "a" * MAX_TOKEN),
        (("Bearer " + "a" * (MAX_TOKEN + 1),), ""),
    ],
)
def test_one_token_stands_behind_bearer(headers: tuple[str, ...], token: str | None) -> None:
    assert token_in(headers) == token


@pytest.mark.parametrize("policy", [READING, Public()])
def test_a_token_is_taken_alone_and_never_beside_a_cookie(policy: Policy) -> None:
    check(policy, has_cookie=False)
    with pytest.raises(Refusal) as refusal:
        check(policy, has_cookie=True)
    assert refusal.value.code == "token.with_cookie"


@pytest.mark.parametrize("policy", [SignInStep(), IN_PERSON])
def test_where_a_person_is_wanted_no_token_is_taken(policy: Policy) -> None:
    with pytest.raises(Refusal) as refusal:
        check(policy, has_cookie=False)
    assert (refusal.value.code, refusal.value.status) == ("token.not_here", 403)


def test_a_token_that_does_not_work_gets_one_answer() -> None:
    assert (does_not_work().status, does_not_work().code) == (401, "token.refused")
