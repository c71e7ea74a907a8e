"""Tests of what a portal may be called and look like, and where it may lead."""

from dataclasses import replace

import pytest

from broker.access.portal_features import ALL_FEATURES, PortalFeature
from broker.errors import BadInput, saved_first
from broker.features.portal.rules import (
    Looks,
    Portal,
    PortalOff,
    changes,
    listed,
    read_colour,
    read_name,
    read_redirect,
    shown,
    words_of,
)

INSTANCE = Portal(looks=Looks(name="IT provider", colour="#187a92", logo="a" * 64))
OWN = Portal(looks=Looks(name="Org A help", colour="#7a9e2f", logo="b" * 64), has_own_looks=True)


def test_an_organization_without_looks_of_its_own_looks_like_the_instance() -> None:
    looks = shown(INSTANCE, replace(OWN, has_own_looks=False), "Handrail")
    assert (looks.name, looks.colour, looks.logo) == ("IT provider", "#187a92", "a" * 64)


def test_an_organization_with_looks_of_its_own_takes_only_the_name_it_leaves_empty() -> None:
    bare = Portal(has_own_looks=True)
    looks = shown(INSTANCE, bare, "Handrail")
    assert (looks.name, looks.colour, looks.logo) == ("IT provider", "", "")
    assert shown(Portal(), bare, "Handrail").name == "Handrail"


@pytest.mark.parametrize("shows_logo", [True, False])
@pytest.mark.parametrize("uses_colours", [True, False])
def test_logo_and_colours_are_switched_one_without_the_other(shows_logo: bool, uses_colours: bool) -> None:
    own = replace(OWN, looks=replace(OWN.looks, shows_logo=shows_logo, uses_colours=uses_colours))
    looks = shown(INSTANCE, own, "Handrail")
    assert (bool(looks.logo), bool(looks.colour)) == (shows_logo, uses_colours)


@pytest.mark.parametrize(
    ("name", "good"), [("", True), ("a" * 80, True), ("a" * 81, False), ("a\u202eb", False), ("a\0", False)]
)
def test_a_business_name_has_both_borders(name: str, good: bool) -> None:
    if good:
        assert read_name(f" {name} ") == name
        return
    with pytest.raises(BadInput) as refused:
        read_name(name)
    assert set(refused.value.fields or ()) == {"name"}


@pytest.mark.parametrize(
    ("colour", "good"),
    [
        ("", True),
        ("#7A9E2F", True),
        ("#7a9e2", False),
        ("7a9e2f", False),
        ("red", False),
        ("#7a9e2f;background:url(//x.example)", False),
    ],
)
def test_a_colour_is_six_digits_and_nothing_else(colour: str, good: bool) -> None:
    if good:
        assert read_colour(f" {colour} ") == colour.lower()
        return
    with pytest.raises(BadInput) as refused:
        read_colour(colour)
    assert refused.value.code == "portal.wrong_colour"


LONGEST = "https://x.example/" + "a" * (2_000 - len("https://x.example/"))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://help.example",
        "HTTP://help.example:8080/a?b=c#d",
        "https://[2001:db8::1]/",
        "https://xn--mller-kva.example/%20",
        LONGEST,
    ],
)
def test_an_address_on_the_web_is_taken(url: str) -> None:
    assert read_redirect(f" {url} ") == url


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (LONGEST + "a", "at most 2000"),
        ("javascript:alert(1)", "begins with https://"),
        ("data:text/html,x", "begins with https://"),
        ("ftp://help.example", "begins with https://"),
        ("//help.example", "begins with https://"),
        ("help.example", "begins with https://"),
        ("https:help.example", "begins with https://"),
        ("https://", "begins with https://"),
        ("https:///path", "begins with https://"),
        ("https://help.example:99999", "begins with https://"),
        ("https://[::1", "begins with https://"),
        ("https://user:secret@help.example", "name and password"),
        ("https://help.example@evil.example", "name and password"),
        ("https://@help.example", "name and password"),
        ("https://help.example\\@evil.example", "special characters"),
        ("https://help.example/a b", "special characters"),
        ("https://help.example/\n", None),
        ("https://help.example/\nx", "special characters"),
        ("https://hеlp.example", "special characters"),
        ('https://help.example/"onclick="', "special characters"),
        ("https://help.example/<script>", "special characters"),
    ],
)
def test_any_other_address_is_refused_with_what_to_do(url: str, words: str | None) -> None:
    if words is None:
        assert read_redirect(url) == url.strip()
        return
    with pytest.raises(BadInput) as refused:
        read_redirect(url)
    assert refused.value.code == "portal.wrong_redirect"
    assert words in refused.value.message
    assert refused.value.fields == {"redirect_url": refused.value.message}


def test_features_are_listed_in_one_order() -> None:
    assert listed({PortalFeature.RECEIPTS, PortalFeature.ASK_FOR_HELP}) == "ask_for_help, receipts"
    assert listed(ALL_FEATURES) == ", ".join(PortalFeature)


def test_what_changed_is_told_with_what_it_was() -> None:
    before, after = words_of(INSTANCE), words_of(replace(INSTANCE, redirect_url="https://x.example"))
    assert changes(before, after, before) == {"redirect_url": "https://x.example", "redirect_url_before": ""}
    assert changes(before, after, ["name", "colour"]) == {}


def test_the_second_writer_is_told_what_differs() -> None:
    refused = saved_first(words_of(INSTANCE), words_of(replace(INSTANCE, is_open=True)))
    assert refused.fields == {"is_open": "Now: no"}
    assert refused.code == "save.conflict"


def test_whoever_stays_outside_is_told_where_to_go() -> None:
    off = PortalOff("https://help.example")
    assert (off.code, off.status, off.fields) == ("portal.off", 403, {"redirect_url": "https://help.example"})
