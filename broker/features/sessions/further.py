"""Further questions to the person while a session runs: control again, more time; and what they answered."""

from msgspec.structs import replace

from broker.access.actors import AccountActor, DeviceActor
from broker.access.permissions import Permission
from broker.errors import Conflict
from broker.features.sessions import blocks, rules, store
from broker.features.sessions.exchange import Outdated, Rejected, check_reply, stored
from broker.features.sessions.parties import device_key, device_session, document, held_session, who_of
from broker.features.sessions.stage import Stage
from broker.features.sessions.standing import Now, Standing
from broker.features.sessions.steps import Plan
from broker.features.sessions.store import Document
from broker.storage.work import Change, View
from protocol.capabilities import Capability, ordered
from protocol.grant import QUESTION_TYPE, Decision, FurtherAnswer, FurtherQuestion, More, Origin
from protocol.identifiers import SessionId
from protocol.links import agent_broker as agent
from protocol.links import viewer_broker as viewer
from protocol.session import events as on
from protocol.session.effects import AskConsent
from protocol.session.machine import Step
from protocol.session.patience import rests_until
from protocol.session.reasons import EndReason
from protocol.session.states import Active, Session
from protocol.trust import Purpose

# The window closes itself; this is how long its last answer may be on its way.
GRACE_SECONDS = 10


class Further:
    """Asks for more, and takes the answers."""

    def __init__(self, stage: Stage, *, let_go: blocks.LetGo) -> None:
        self._stage = stage
        self._let_go = let_go
        self._standing = Standing(stage=stage)

    async def ask(self, actor: AccountActor, session: SessionId, frame: viewer.AskMore) -> None:
        """Have the person asked; raises BadInput, Conflict or PermissionMissing with what to do instead."""
        question, sealed = await self._question(actor, session, frame)

        def ask(after: Session, _: object) -> None:
            if after.device is not None:
                self._stage.courier.to_agent(after.device, agent.Ask(session=after.id, question=sealed))

        def write(change: Change, before: Session, step: Step) -> None:
            store.keep_document(change, session, question.number, Document.QUESTION, sealed.encode())

        event = on.AskMore(
            number=question.number,
            more=question.more,
            capabilities=question.capabilities,
            seconds=question.seconds,
            consent_seconds=question.consent_seconds + GRACE_SECONDS,
        )
        await self._stage.stepper.take(
            Plan(
                actor=actor,
                permission=Permission.SESSION_READ,
                session=session,
                decide=lambda view, found: event,
                write=write,
                detail={"more": question.more.value, "asked": ", ".join(question.capabilities)}
                | _minutes("minutes_asked", question.seconds),
                carry={AskConsent: ask},
            )
        )

    async def reply(self, actor: DeviceActor, frame: agent.Reply) -> None:
        """Take the device's signed answer, and tell the viewer of it."""
        found, question, answer, digest = await self._believed(actor, frame)

        was_not_asked_for = answer.decision is Decision.NOT_ASKED_FOR

        def write(change: Change, before: Session, step: Step) -> None:
            store.keep_document(change, answer.session, answer.number, Document.REPLY, frame.reply.encode())
            if was_not_asked_for:
                blocks.put_up(change, before, self._stage.new_id, self._let_go)

        event: on.AnyEvent = on.AnswerMore(
            number=answer.number,
            yes=answer.decision is Decision.YES,
            capabilities=answer.capabilities,
            seconds=answer.seconds,
        )
        detail = _said(question, answer, digest)
        if was_not_asked_for:
            event = on.Finish(reason=EndReason.NOT_ASKED_FOR)
            detail["technician"] = await blocks.technician_name(self._stage.work, actor, found)

        await self._stage.stepper.take(
            Plan(
                actor=actor,
                permission=Permission.OWN_SESSION_ANSWER,
                session=answer.session,
                decide=lambda view, found: event,
                write=write,
                detail=detail,
            )
        )
        if not was_not_asked_for:
            self._stage.courier.to_viewer(answer.session, _told(question, answer))

    async def _measured(self, session: Session, answer: FurtherAnswer) -> FurtherAnswer:
        """Give what an answer comes to under settings and rights as they are now, not as they were at the question."""
        now = await self._standing.read(session)
        if answer.decision is not Decision.YES or _still_may(now, session, answer):
            return answer
        return replace(answer, decision=Decision.REFUSED, capabilities=(), seconds=0)

    async def _question(
        self, actor: AccountActor, session: SessionId, frame: viewer.AskMore
    ) -> tuple[FurtherQuestion, str]:
        """Write and sign the question, if it may be asked."""

        def body(view: View) -> FurtherQuestion:
            found = held_session(view, session)
            state = found.state
            if not isinstance(state, Active) or found.device is None:
                raise Conflict("You can ask for more while you see the screen.", code="session.refused_state")
            if found.ask.origin is Origin.OWN:
                raise Conflict("To have more than you have now, end this and connect again.", code="session.own")
            _check_may_ask(view, found, state)
            settings = self._stage.settings.for_session(view, found.organization, found.device)
            if frame.more is More.EXTEND:
                if not settings.policy.running.extension_allowed:
                    sentence = "Sessions here are not extended. To go on, ask again after the end."
                    raise Conflict(sentence, code="session.no_extension")
                rules.check_seconds(frame.seconds, settings.session_seconds)
            else:
                _check_wider(frame, state)
                rules.check_capabilities(frozenset(frame.capabilities) | {Capability.VIEW}, settings.capabilities)
            if Capability.CONTROL in frame.capabilities:
                view.require(Permission.SESSION_CONTROL, found.organization, found.device)
            extends = frame.more is More.EXTEND
            return FurtherQuestion(
                session=found.id,
                attempt=state.attempt,
                device=found.device,
                number=found.questions + 1,
                previous=state.grant.proposal_hash,
                who=who_of(view, actor, self._stage.instance_name),
                more=frame.more,
                capabilities=() if extends else ordered(frame.capabilities),
                seconds=frame.seconds if extends else 0,
                consent_seconds=min(found.limits.consent_seconds, settings.consent_seconds),
            )

        question = await self._stage.work.view(actor, rules.viewing_permission(actor), body)
        return question, self._stage.keys.sign(Purpose.GRANT, QUESTION_TYPE, question).decode()

    async def _believed(
        self, actor: DeviceActor, frame: agent.Reply
    ) -> tuple[Session, FurtherQuestion, FurtherAnswer, str]:
        def body(view: View) -> tuple[Session, bytes, str | None]:
            found = device_session(view, frame.session)
            state = found.state
            number = state.question.number if isinstance(state, Active) and state.question is not None else None
            sealed = None if number is None else document(view, found, number, Document.QUESTION)
            return found, device_key(view, actor.device_id), sealed

        found, public, sealed = await self._stage.work.view(actor, Permission.OWN_SESSION_ANSWER, body)
        if sealed is None:
            raise Conflict("No question is open in this session.", code="session.no_question")
        question, digest = stored(sealed, QUESTION_TYPE, FurtherQuestion)
        try:
            answer, answer_digest = check_reply(frame.reply, public, question, digest)
        except Outdated:
            raise Conflict("This answers an earlier question.", code="session.no_question") from None
        except Rejected as fault:
            raise await self._stage.reject(actor, found, fault) from None
        return found, question, await self._measured(found, answer), answer_digest


def _said(question: FurtherQuestion, answer: FurtherAnswer, digest: str) -> dict[str, object]:
    detail: dict[str, object] = {
        "more": question.more.value,
        "answer": answer.decision.value,
        "asked": ", ".join(question.capabilities),
        "given": ", ".join(answer.capabilities),
        "reply": digest,
    }
    return detail | _minutes("minutes_asked", question.seconds) | _minutes("minutes_given", answer.seconds)


def _told(question: FurtherQuestion, answer: FurtherAnswer) -> viewer.MoreAnswered:
    return viewer.MoreAnswered(
        more=question.more, decision=answer.decision, capabilities=answer.capabilities, seconds=answer.seconds
    )


def _still_may(now: Now, session: Session, answer: FurtherAnswer) -> bool:
    settings, given = now.settings, frozenset(answer.capabilities)
    if Capability.CONTROL in given and not now.may(Permission.SESSION_CONTROL, session):
        return False
    longer = settings.session_seconds if settings.policy.running.extension_allowed else 0
    return given <= settings.capabilities and answer.seconds <= longer


def _check_may_ask(view: View, session: Session, state: Active) -> None:
    if state.question is not None:
        raise Conflict("The person is being asked already.", code="session.question_open")
    until = rests_until(session, view.now)
    if until is not None:
        again = rules.again_in(until - view.now)
        sentence = f"The person was asked twice and did not say yes. You can ask again {again}."
        raise Conflict(sentence, code="session.asked_too_often")


def _check_wider(frame: viewer.AskMore, state: Active) -> None:
    if not frozenset(frame.capabilities) - frozenset(state.capabilities):
        raise Conflict("You have this already.", code="session.nothing_asked")


def _minutes(name: str, seconds: int) -> dict[str, object]:
    return {name: seconds // 60} if seconds else {}
