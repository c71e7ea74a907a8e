"""The bus of one process."""

from __future__ import annotations

from broker.bus.local import LocalBus


def test_everybody_who_listens_is_told_until_they_stop() -> None:
    bus, one, other = LocalBus[str](), list[str](), list[str]()
    stop = bus.listen(one.append)
    bus.listen(other.append)
    bus.publish("first")
    stop()
    stop()
    bus.publish("second")
    assert (one, other) == (["first"], ["first", "second"])


def test_a_listener_that_fails_does_not_keep_it_from_the_others() -> None:
    bus, heard = LocalBus[str](), list[str]()

    def fail(hint: str) -> None:
        raise ValueError(hint)

    bus.listen(fail)
    bus.listen(heard.append)
    bus.publish("news")
    assert heard == ["news"]
