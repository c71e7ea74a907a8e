"""Yes counts only after the question stood still for a second, keys only a second after they came to it."""

from agent.desktop.arming import Arming


def test_a_click_counts_from_one_second_after_the_window_came_to_rest() -> None:
    arming = Arming.begin(10.0)
    assert not arming.takes_pointer(10.999)
    assert arming.takes_pointer(11.0)


def test_a_disturbance_begins_the_second_anew() -> None:
    arming = Arming.begin(10.0).disturbed(20.0)
    assert not arming.takes_pointer(20.5)
    assert not arming.takes_keys(20.5)
    assert arming.takes_keys(21.0)


def test_keys_that_come_to_a_window_long_shown_wait_a_second_and_clicks_do_not() -> None:
    arming = Arming.begin(10.0).focused(20.0)
    assert arming.takes_pointer(20.1)
    assert not arming.takes_keys(20.9)
    assert arming.takes_keys(21.0)
