"""Tests of the one cookie."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.web.cookies import NAME, clear_cookie, set_cookie, token_in

TOKEN = "A" * 43
tokens = st.text(st.sampled_from("ABCxyz019-_"), min_size=43, max_size=43)


@given(tokens)
def test_what_is_set_is_found_again(token: str) -> None:
    assert token_in([set_cookie(token).partition(";")[0]]) == token


@given(st.lists(st.text(max_size=80)))
def test_any_header_gives_a_token_or_none(headers: list[str]) -> None:
    found = token_in(headers)
    assert found is None or len(found) == 43


@pytest.mark.parametrize(
    "header",
    [
        f"{NAME}={'A' * 42}",
        f"{NAME}={'A' * 44}",
        f"{NAME}={'A' * 42}=",
        f"handrail={TOKEN}",
        f"{NAME}",
        f"x{NAME}={TOKEN}",
    ],
)
def test_another_form_or_name_counts_as_none(header: str) -> None:
    assert token_in([header]) is None


def test_two_different_tokens_count_as_none_and_the_same_twice_as_one() -> None:
    assert token_in([f"{NAME}={TOKEN}; {NAME}={'B' * 43}"]) is None
    assert token_in([f"{NAME}={TOKEN}", f"a=b; {NAME}={TOKEN}"]) == TOKEN


def test_it_is_bound_to_this_host_and_out_of_reach_of_scripts_and_other_sites() -> None:
    for header in (set_cookie(TOKEN), clear_cookie()):
        assert header.startswith("__Host-")
        assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(header.split("; "))
        assert "Domain" not in header


def test_a_token_of_another_form_is_never_written() -> None:
    with pytest.raises(ValueError, match="43"):
        set_cookie("A" * 42 + ";")
