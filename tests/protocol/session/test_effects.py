"""Effects that narrow never wait for the database."""

from protocol.session.effects import (
    AskConsent,
    CloseLinks,
    KeepAlive,
    LetConnect,
    NarrowPermit,
    OfferRelay,
    Order,
    TellState,
    order_of,
)
from protocol.session.reasons import EndReason


def test_what_narrows_goes_out_before_the_commit() -> None:
    assert order_of(CloseLinks(reason=EndReason.TERMINATED)) is Order.BEFORE_COMMIT
    assert order_of(NarrowPermit(capabilities=())) is Order.BEFORE_COMMIT


def test_what_widens_waits_for_the_commit() -> None:
    for effect in (
        AskConsent(attempt=1),
        OfferRelay(attempt=1),
        LetConnect(attempt=1),
        KeepAlive(attempt=1),
        TellState(),
    ):
        assert order_of(effect) is Order.AFTER_COMMIT
