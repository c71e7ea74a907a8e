"""The rules S1 to S7, each by name, on single events and on random histories."""

from datetime import datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from protocol.capabilities import Capability
from protocol.grant import More
from protocol.identifiers import AccountId
from protocol.session import effects as tell
from protocol.session import events as on
from protocol.session.machine import Refused, Step, advance, deadline
from protocol.session.reasons import EndReason
from protocol.session.states import Active, Connecting, Ended, Granted, Interrupted, Session, Side, capabilities_of
from protocol.session.transitions import TRANSITIONS
from tests.protocol.session.stories import (
    APPROVE,
    ASK,
    BOTH,
    CONNECT,
    CONNECTED,
    ONLY_VIEW,
    START,
    TECHNICIAN,
    YES,
    accepted,
    active,
    at,
    offered,
    play,
    refused,
    requested,
)


def test_a_request_becomes_a_session_that_is_seen() -> None:
    session = play(requested(), APPROVE, ASK, YES, CONNECT, CONNECTED)
    assert isinstance(session.state, Active)
    assert session.state.driver == TECHNICIAN
    assert deadline(session) == at(1 + 600)


def test_s1_an_ended_session_takes_no_event() -> None:
    ended = play(active(), on.Finish(reason=EndReason.TERMINATED, by="auditor", note="why"))
    for event in (APPROVE, ASK, YES, CONNECT, CONNECTED, on.DeadlinePassed(), on.Finish(reason=EndReason.IDLE)):
        assert refused(ended, event) == "session.ended"
    assert deadline(ended) is None


def test_s2_there_is_no_grant_without_the_question() -> None:
    assert refused(offered(), YES) == "session.refused_state"
    assert refused(requested(), YES) == "session.refused_state"


def test_s2_the_yes_must_be_to_the_proposal_that_was_shown() -> None:
    asked = play(offered(), ASK)
    other = on.Consent(
        attempt=1, proposal_hash="p2", accept_hash="a", capabilities=BOTH, seconds=600, asked_person=True
    )
    assert refused(asked, other) == "session.other_proposal"


def test_a_yes_after_the_deadline_is_too_late() -> None:
    asked = play(offered(), ASK)
    assert refused(asked, YES, seconds=61) == "session.too_late"
    accepted(asked, YES, seconds=60)


def test_s3_a_yes_may_give_less_and_never_more() -> None:
    asked = play(offered(), on.AskPerson(attempt=1, proposal_hash="p1", capabilities=ONLY_VIEW, seconds=600))
    assert refused(asked, YES) == "session.too_wide"
    less = on.Consent(
        attempt=1, proposal_hash="p1", accept_hash="a", capabilities=ONLY_VIEW, seconds=60, asked_person=True
    )
    given = accepted(asked, less).session
    assert capabilities_of(given) == ONLY_VIEW


def test_s3_a_yes_may_give_less_time_and_never_more() -> None:
    asked = play(offered(), ASK)
    longer = on.Consent(
        attempt=1, proposal_hash="p1", accept_hash="a", capabilities=BOTH, seconds=601, asked_person=True
    )
    assert refused(asked, longer) == "session.too_long"


def test_s3_narrowing_only_narrows() -> None:
    narrowed = accepted(active(), on.Narrow(by="person", capabilities=ONLY_VIEW))
    assert capabilities_of(narrowed.session) == ONLY_VIEW
    assert tell.NarrowPermit(capabilities=ONLY_VIEW) in narrowed.effects
    assert refused(narrowed.session, on.Narrow(by="person", capabilities=BOTH)) == "session.too_wide"


def test_taking_back_the_view_ends_it() -> None:
    step = accepted(active(), on.Narrow(by="person", capabilities=()))
    assert isinstance(step.session.state, Ended)
    assert step.entry == "session.view_taken_back"


def test_s4_the_relay_and_the_reveal_come_only_after_the_yes() -> None:
    assert refused(play(offered(), ASK), CONNECT) == "session.refused_state"
    assert tell.OfferRelay(attempt=1) in accepted(play(offered(), ASK), YES).effects


def test_s5_each_step_names_one_entry() -> None:
    session = requested()
    entries = []
    for event in (APPROVE, ASK, YES, CONNECT, CONNECTED, on.Finish(reason=EndReason.DONE_AT_DEVICE)):
        step = accepted(session, event)
        session = step.session
        entries.append(step.entry)
    assert entries == [
        "session.approved",
        "session.asking_consent",
        "session.granted",
        "session.connecting",
        "session.active",
        "session.done_at_device",
    ]


@pytest.mark.parametrize(
    ("session", "seconds", "reason"),
    [
        (requested(), 8 * 3600, EndReason.REQUEST_EXPIRED),
        (offered(), 15 * 60, EndReason.APPROVAL_EXPIRED),
        (play(offered(), ASK), 61, EndReason.CONSENT_TIMED_OUT),
        (play(offered(), ASK, YES), 61, EndReason.CONNECT_FAILED),
        (play(offered(), ASK, YES, CONNECT), 61, EndReason.CONNECT_FAILED),
        (play(offered(), ASK, YES, on.Connect(attempt=1, code_seconds=120)), 181, EndReason.CONNECT_FAILED),
        (active(), 601, EndReason.EXPIRED),
        (play(active(), on.Lose(attempt=1, side=Side.VIEWER)), 61, EndReason.VIEWER_LOST),
        (play(active(), on.Lose(attempt=1, side=Side.DEVICE)), 61, EndReason.DEVICE_LOST),
    ],
)
def test_s7_each_state_ends_at_its_deadline_and_not_before(session: Session, seconds: float, reason: EndReason) -> None:
    assert deadline(session) == at(seconds)
    assert refused(session, on.DeadlinePassed(), seconds - 1) == "session.too_early"
    ended = accepted(session, on.DeadlinePassed(), seconds).session.state
    assert isinstance(ended, Ended)
    assert ended.reason is reason


def test_a_lost_side_comes_back_by_a_new_attempt_without_a_new_question() -> None:
    lost = play(active(), on.Lose(attempt=1, side=Side.VIEWER))
    assert refused(lost, on.Resume(attempt=1, capabilities=BOTH)) == "session.old_attempt"
    back = play(lost, on.Resume(attempt=2, capabilities=ONLY_VIEW), on.Connected(attempt=2))
    assert capabilities_of(back) == ONLY_VIEW
    assert back.active_since == at(1)


def test_losing_again_and_again_does_not_widen_the_window() -> None:
    lost = play(active(), on.Lose(attempt=1, side=Side.VIEWER))
    resumed = play(lost, on.Resume(attempt=2, capabilities=BOTH), seconds=50)
    again = play(resumed, on.Lose(attempt=2, side=Side.VIEWER), seconds=55)
    assert deadline(again) == deadline(lost)


def test_a_broker_that_was_gone_finds_the_same_attempt_alive() -> None:
    lost = play(active(), on.Lose(attempt=1, side=Side.BROKER))
    assert isinstance(play(lost, CONNECTED, seconds=30).state, Active)
    assert refused(lost, CONNECTED, seconds=61) == "session.too_late"


def ask_for_time(seconds: int, number: int = 1) -> on.AskMore:
    return on.AskMore(number=number, more=More.EXTEND, capabilities=(), seconds=seconds, consent_seconds=60)


def ask_for_control(number: int = 1) -> on.AskMore:
    control = (Capability.CONTROL,)
    return on.AskMore(number=number, more=More.WIDEN, capabilities=control, seconds=0, consent_seconds=60)


def test_more_time_is_a_new_consent() -> None:
    asked = play(active(), ask_for_time(1200), seconds=500)
    assert deadline(asked) == at(560)
    step = accepted(asked, on.AnswerMore(number=1, yes=True, seconds=1200), seconds=510)
    assert deadline(step.session) == at(510 + 1200)
    assert tell.KeepAlive(attempt=1) in step.effects


def test_the_person_may_give_less_time_than_asked_and_never_more() -> None:
    asked = play(active(), ask_for_time(1200), seconds=500)
    assert refused(asked, on.AnswerMore(number=1, yes=True, seconds=1201), seconds=510) == "session.too_long"
    assert deadline(play(asked, on.AnswerMore(number=1, yes=True, seconds=600), seconds=510)) == at(510 + 600)
    assert deadline(play(asked, on.AnswerMore(number=1, yes=False), seconds=510)) == deadline(active())


def test_control_that_was_taken_back_comes_again_only_by_a_new_consent() -> None:
    seen = play(active(), on.Narrow(by="person", capabilities=(Capability.VIEW,)))
    asked = play(seen, ask_for_control(), seconds=10)
    wider = on.AnswerMore(number=1, yes=True, capabilities=(Capability.CONTROL, Capability.CHAT))
    assert refused(asked, wider, seconds=11) == "session.too_wide"
    assert capabilities_of(play(asked, on.AnswerMore(number=1, yes=False), seconds=11)) == (Capability.VIEW,)
    given = play(asked, on.AnswerMore(number=1, yes=True, capabilities=(Capability.CONTROL,)), seconds=11)
    assert capabilities_of(given) == BOTH
    assert deadline(given) == deadline(seen)


def test_a_question_is_answered_once_and_never_asked_again_under_its_number() -> None:
    asked = play(active(), ask_for_time(600), seconds=10)
    assert refused(asked, ask_for_time(600, number=2), seconds=11) == "session.question_open"
    no = play(asked, on.AnswerMore(number=1, yes=False), seconds=12)
    assert refused(no, on.AnswerMore(number=1, yes=True, seconds=600), seconds=13) == "session.no_question"
    assert refused(no, ask_for_time(600), seconds=13) == "session.old_question"
    assert refused(no, ask_for_time(0, number=2), seconds=13) == "session.nothing_asked"
    again = play(no, ask_for_time(600, number=2), seconds=14)
    assert refused(again, on.AnswerMore(number=1, yes=True, seconds=600), seconds=15) == "session.no_question"


def test_an_open_question_lapses_alone() -> None:
    asked = play(active(), ask_for_time(60), seconds=100)
    step = accepted(asked, on.DeadlinePassed(), seconds=160)
    assert isinstance(step.session.state, Active)
    assert step.entry == "session.more_lapsed"


def test_more_time_never_passes_the_hard_cap() -> None:
    asked = play(active(), ask_for_time(48 * 3600), seconds=10)
    longer = play(asked, on.AnswerMore(number=1, yes=True, seconds=48 * 3600), seconds=20)
    assert deadline(longer) == at(1 + 12 * 3600)


@pytest.mark.parametrize("event", [APPROVE, on.Deny(by="x"), ASK, YES, CONNECT, CONNECTED])
def test_s6_a_refused_event_changes_nothing(event: on.AnyEvent) -> None:
    session = active()
    assert isinstance(advance(session, event, at(2)), Refused)
    assert session == active()


def test_each_line_of_the_table_leads_only_where_it_says() -> None:
    for (state, _), move in TRANSITIONS.items():
        assert state is not Ended
        assert move.leads_to


CAPABILITIES = st.lists(st.sampled_from(Capability), unique=True, max_size=7).map(tuple)
ATTEMPTS = st.integers(0, 4)
EVENTS = st.one_of(
    st.builds(on.Approve, technician=st.just(TECHNICIAN)),
    st.builds(on.Deny, by=st.just("x")),
    st.builds(on.Withdraw, by=st.just("x")),
    st.builds(
        on.AskPerson,
        attempt=ATTEMPTS,
        proposal_hash=st.sampled_from(["p1", "p2"]),
        capabilities=CAPABILITIES,
        seconds=st.integers(60, 900),
    ),
    st.builds(
        on.Consent,
        attempt=ATTEMPTS,
        proposal_hash=st.sampled_from(["p1", "p2"]),
        accept_hash=st.just("a"),
        capabilities=CAPABILITIES,
        seconds=st.integers(0, 900),
        asked_person=st.booleans(),
    ),
    st.builds(on.Refuse, attempt=ATTEMPTS, reason=st.just(EndReason.CONSENT_REFUSED)),
    st.builds(on.Connect, attempt=ATTEMPTS),
    st.builds(on.Connected, attempt=ATTEMPTS),
    st.builds(on.Lose, attempt=ATTEMPTS, side=st.sampled_from(Side)),
    st.builds(on.Resume, attempt=ATTEMPTS, capabilities=CAPABILITIES),
    st.builds(on.Narrow, by=st.just("x"), capabilities=CAPABILITIES),
    st.builds(on.Join, account=st.sampled_from([TECHNICIAN, AccountId("other")])),
    st.builds(on.Leave, account=st.sampled_from([TECHNICIAN, AccountId("other")])),
    st.builds(on.HandOver, driver=st.sampled_from([TECHNICIAN, AccountId("other")])),
    st.builds(
        on.AskMore,
        number=ATTEMPTS,
        more=st.sampled_from(More),
        capabilities=CAPABILITIES,
        seconds=st.integers(60, 900),
        consent_seconds=st.just(60),
    ),
    st.builds(
        on.AnswerMore, number=ATTEMPTS, yes=st.booleans(), capabilities=CAPABILITIES, seconds=st.integers(0, 900)
    ),
    st.builds(on.Pause),
    st.builds(on.Unpause),
    st.builds(on.Finish, reason=st.sampled_from(EndReason)),
    st.builds(on.DeadlinePassed),
)
LIVING = (Granted, Connecting, Active, Interrupted)


class RandomHistories(RuleBasedStateMachine):
    """Random events, duplicates, wrong orders and clocks that jump, against all rules at once."""

    def __init__(self) -> None:
        super().__init__()
        self.session = offered()
        self.now: datetime = START
        self.consents = 0
        self.allowed: frozenset[Capability] = frozenset()

    @initialize(begins_as_request=st.booleans())
    def begin(self, begins_as_request: bool) -> None:
        self.session = requested() if begins_as_request else offered()

    @rule(seconds=st.one_of(st.floats(-3600, 3600), st.sampled_from([60.0, 61.0, 600.0])))
    def let_time_pass(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(event=EVENTS, twice=st.booleans())
    def happen(self, event: on.AnyEvent, twice: bool) -> None:
        for _ in range(2 if twice else 1):
            before = self.session
            outcome = advance(before, event, self.now)
            if isinstance(outcome, Refused):
                assert self.session == before, "S6"
                continue
            self._check(before, event, outcome)
            self.session = outcome.session

    def _check(self, before: Session, event: on.AnyEvent, step: Step) -> None:
        assert not isinstance(before.state, Ended), "S1"
        assert step.entry.startswith("session."), "S5"
        assert type(step.session.state) in TRANSITIONS[type(before.state), type(event)].leads_to
        if isinstance(event, on.Consent):
            self.consents += 1
            self.allowed = frozenset(event.capabilities)
        if isinstance(event, on.AnswerMore) and event.yes:
            self.allowed = frozenset(capabilities_of(step.session))
        if isinstance(step.session.state, LIVING):
            assert self.consents, "S2"
        early = (tell.OfferRelay, tell.LetConnect, tell.KeepAlive)
        assert self.consents or not any(isinstance(effect, early) for effect in step.effects), "S4"
        assert frozenset(capabilities_of(step.session)) <= self.allowed, "S3"
        if not isinstance(event, on.AnswerMore) and isinstance(before.state, LIVING):
            assert frozenset(capabilities_of(step.session)) <= frozenset(capabilities_of(before)), "S3"

    @invariant()
    def every_state_but_the_last_has_a_deadline(self) -> None:
        assert (deadline(self.session) is None) == isinstance(self.session.state, Ended), "S7"


RandomHistories.TestCase.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
TestRandomHistories = RandomHistories.TestCase
