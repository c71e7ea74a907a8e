"""Tests of what an organization may be called."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.errors import BadInput, saved_first
from broker.features.organizations.rules import read_name, read_slug, slug_of


@given(st.text(min_size=1, max_size=120))
def test_any_name_has_a_slug_for_an_address(name: str) -> None:
    slug = slug_of(name)
    assert read_slug(slug) == slug


@pytest.mark.parametrize(
    ("slug", "good"),
    [
        ("a", True),
        ("a" * 48, True),
        ("a" * 49, False),
        ("alder-sons-2", True),
        ("", False),
        ("-a", False),
        ("a-", False),
        ("a--b", False),
        ("a b", False),
        ("ä", False),
        ("a/b", False),
    ],
)
def test_a_slug_is_small_letters_digits_and_single_hyphens(slug: str, good: bool) -> None:
    if good:
        assert read_slug(f" {slug.upper()} ") == slug
        return
    with pytest.raises(BadInput) as refused:
        read_slug(slug)
    assert refused.value.code == "organization.wrong_slug"
    assert set(refused.value.fields or ()) == {"slug"}


def test_a_name_is_spelled_in_one_way() -> None:
    assert read_name("  Müller &  Söhne ") == "Müller & Söhne"


def test_the_second_writer_is_told_what_differs() -> None:
    assert saved_first({"name": "A", "slug": "a"}, {"name": "B", "slug": "a"}).fields == {"name": "Now: A"}
