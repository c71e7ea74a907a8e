"""Where links lead, and how long they work."""

from datetime import UTC, datetime, timedelta

from broker.features.invitations.rules import LETTERS, LIFETIMES, Purpose, link_gone, path_of, token_of, until_text


def test_a_token_has_all_its_bits_and_stands_behind_the_sign_that_no_browser_sends() -> None:
    token = token_of(bytes(range(32)))
    assert len(token) == 43
    for purpose in Purpose:
        page, _, behind = path_of(purpose, token).partition("#")
        assert (token in page, behind) == (False, token)


def test_every_purpose_has_a_letter_and_an_end() -> None:
    assert set(LETTERS) == set(LIFETIMES) == set(Purpose)
    assert LIFETIMES[Purpose.PASSWORD_RESET] == timedelta(hours=1)


def test_the_end_of_a_link_is_said_with_its_zone() -> None:
    assert until_text(datetime(2030, 1, 2, 3, 4, tzinfo=UTC)) == "2030-01-02, 03:04 UTC"


def test_every_link_that_does_not_work_is_answered_alike() -> None:
    assert (link_gone().code, link_gone().status, link_gone().message) == ("link.gone", 410, "Used or too old.")
