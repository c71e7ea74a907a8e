"""What a device did by itself and journalled: taken once, kept as it was signed, acknowledged always."""

import re
from contextlib import suppress
from typing import Final

from broker.access.actors import DeviceActor
from broker.access.permissions import Permission
from broker.audit.kinds import AuditKind
from broker.errors import Conflict, Refusal
from broker.features.sessions import blocks, store
from broker.features.sessions.exchange import Rejected, check_event
from broker.features.sessions.parties import device_key, device_session
from broker.features.sessions.stage import Stage
from broker.features.sessions.steps import Plan, record
from broker.features.sessions.store import Document
from broker.storage.work import Change, View
from protocol.capabilities import Capability
from protocol.clipboard import MAX_TEXT_BYTES, ClipboardDirection, ClipboardFormat
from protocol.grant import Decision, DeviceEvent, Origin
from protocol.links.agent_broker import EventFrame
from protocol.links.viewer_agent import MOST_MONITORS
from protocol.session import events as on
from protocol.session.machine import Step
from protocol.session.reasons import EndReason
from protocol.session.states import Ended, Session, capabilities_of, technician_of

# What a device says of a session beside its steps, that has an entry of its own.
_REMARKS: Final = {
    "code_wrong": AuditKind.SESSION_CODE_WRONG,
    "code_typed": AuditKind.SESSION_CODE_TYPED,
    "visitor_confirmed": AuditKind.SESSION_VISITOR_CONFIRMED,
    "visitor_forgotten": AuditKind.SESSION_VISITOR_FORGOTTEN,
    "control_used": AuditKind.SESSION_CONTROL_USED,
    "clipboard_in": AuditKind.SESSION_CLIPBOARD_IN,
    "clipboard_out": AuditKind.SESSION_CLIPBOARD_OUT,
    "clipboard_refused": AuditKind.SESSION_CLIPBOARD_REFUSED,
    "one_screen": AuditKind.SESSION_ONE_SCREEN,
    "picture_kept": AuditKind.SESSION_PICTURE_KEPT,
}
MOST_CLIPBOARDS: Final = 1000
_SHA_256: Final = re.compile("[0-9a-f]{64}")
# What a device may say of a clipboard beside its length and hash.
_WORDS: Final[dict[str, tuple[object, ...]]] = {
    "format": tuple(each.value for each in ClipboardFormat),
    "way": tuple(each.value for each in ClipboardDirection),
    "answer": tuple(each.value for each in Decision),
    "asked": (True, False),
}
# Each has an entry: a device itself lets fewer pass.
_OF_CLIPBOARDS: Final = frozenset(
    {AuditKind.SESSION_CLIPBOARD_IN, AuditKind.SESSION_CLIPBOARD_OUT, AuditKind.SESSION_CLIPBOARD_REFUSED}
)
# These mean nothing in a session that is no visit.
_OF_VISITS: Final = frozenset({AuditKind.SESSION_VISITOR_CONFIRMED, AuditKind.SESSION_VISITOR_FORGOTTEN})


class DeviceJournal:
    """Takes journalled events."""

    def __init__(self, stage: Stage, *, let_go: blocks.LetGo) -> None:
        self._stage = stage
        self._let_go = let_go

    async def take(self, actor: DeviceActor, frame: EventFrame) -> None:
        """Store one event, and act on what it says; one that is stored already is nothing new.

        Raises NotFound where there is no such session on this device, and Refusal for what is not signed by it.
        """
        event, digest = await self._believed(actor, frame)

        def read(view: View) -> tuple[Session, bool]:
            found = device_session(view, event.session)
            return found, store.document(view, found.id, frame.number, Document.EVENT) is not None

        found, known = await self._stage.work.view(actor, Permission.OWN_SESSION_ANSWER, read)
        if known:
            return
        # It ended or narrowed before this came; the word of the device is then no news.
        with suppress(Conflict):
            await self._act(actor, found, event, frame, digest)

    async def _believed(self, actor: DeviceActor, frame: EventFrame) -> tuple[DeviceEvent, str]:
        public = await self._stage.work.view(
            actor, Permission.OWN_SESSION_ANSWER, lambda view: device_key(view, actor.device_id)
        )
        try:
            return check_event(frame.event, public, frame.number)
        except Rejected as fault:
            raise Refusal("This event is not signed by this device.", code=fault.code, status=409) from None

    async def _act(
        self, actor: DeviceActor, session: Session, event: DeviceEvent, frame: EventFrame, digest: str
    ) -> None:
        match event.kind:
            case "ended":
                await self._end(actor, session, _reason(event), frame, digest)
            case "narrowed":
                kept = _capabilities(event)
                if frozenset(kept) != frozenset(capabilities_of(session)):
                    narrow = on.Narrow(by="device", capabilities=kept)
                    await self._step(actor, session, narrow, frame, digest)
            case "paused":
                await self._step(actor, session, on.Pause(), frame, digest)
            case "unpaused":
                await self._step(actor, session, on.Unpause(), frame, digest)
            case _:
                await self._report(actor, session, event, frame, digest)

    async def _end(
        self, actor: DeviceActor, session: Session, reason: EndReason, frame: EventFrame, digest: str
    ) -> None:
        if reason is not EndReason.NOT_ASKED_FOR:
            await self._step(actor, session, on.Finish(reason=reason), frame, digest)
            return
        name = await blocks.technician_name(self._stage.work, actor, session)
        try:
            await self._step(actor, session, on.Finish(reason=reason), frame, digest, technician=name)
        except Conflict:
            if not _is_ended_by(session, reason):
                await self._raise_alarm(actor, session, frame, {"event": digest, "technician": name})

    async def _raise_alarm(
        self, actor: DeviceActor, session: Session, frame: EventFrame, detail: dict[str, object]
    ) -> None:
        """Whoever was quicker to end it is not let off: the person's word counts all the same."""

        account = technician_of(session)

        def body(change: Change) -> None:
            if account is None or session.device is None or blocks.is_blocked(change, account, session.device):
                change.nothing_changed()
                return
            store.keep_document(change, session.id, frame.number, Document.EVENT, frame.event.encode())
            blocks.put_up(change, session, self._stage.new_id, self._let_go)
            record(change, session, AuditKind.SESSION_NOT_ASKED_FOR, detail)

        await self._stage.work.change(actor, Permission.OWN_SESSION_ANSWER, body)

    async def _step(
        self,
        actor: DeviceActor,
        session: Session,
        event: on.AnyEvent,
        frame: EventFrame,
        digest: str,
        **detail: object,
    ) -> None:
        def write(change: Change, before: Session, step: Step) -> None:
            store.keep_document(change, session.id, frame.number, Document.EVENT, frame.event.encode())
            if isinstance(event, on.Finish) and event.reason is EndReason.NOT_ASKED_FOR:
                blocks.put_up(change, before, self._stage.new_id, self._let_go)

        await self._stage.stepper.take(
            Plan(
                actor=actor,
                permission=Permission.OWN_SESSION_ANSWER,
                session=session.id,
                decide=lambda view, found: event,
                write=write,
                detail=detail | {"event": digest},
            )
        )

    async def _report(
        self, actor: DeviceActor, session: Session, event: DeviceEvent, frame: EventFrame, digest: str
    ) -> None:
        kind = _REMARKS.get(event.kind, AuditKind.SESSION_REPORTED)
        if kind in _OF_VISITS and session.ask.origin is not Origin.UNATTENDED:
            # Nobody asked for that in this session.
            kind = AuditKind.SESSION_REPORTED

        def body(change: Change) -> None:
            most = MOST_CLIPBOARDS if kind in _OF_CLIPBOARDS else None
            if store.has_said_enough(change, session.id, kind, most):
                change.nothing_changed()
                return
            store.keep_document(change, session.id, frame.number, Document.EVENT, frame.event.encode())
            change.record(
                kind,
                organization=session.organization,
                session=session.id,
                device=session.device,
                person=session.ask.name or None,
                detail={"what": event.kind, "event": digest} | _screen(event) | _clipboard(event, kind),
            )

        await self._stage.work.change(actor, Permission.OWN_SESSION_ANSWER, body)


def _is_ended_by(session: Session, reason: EndReason) -> bool:
    return isinstance(session.state, Ended) and session.state.reason is reason


def _screen(event: DeviceEvent) -> dict[str, object]:
    number = event.detail.get("screen")
    return {"screen": number} if isinstance(number, int) and 0 < number <= MOST_MONITORS else {}


def _clipboard(event: DeviceEvent, kind: AuditKind) -> dict[str, object]:
    """Give what the log says of a clipboard: way, length, hash, whether somebody was asked; nothing else."""
    if kind not in _OF_CLIPBOARDS:
        return {}
    told, found = event.detail, dict[str, object]()
    size, digest = told.get("bytes"), told.get("sha256")
    if isinstance(size, int) and 0 <= size <= MAX_TEXT_BYTES:
        found["bytes"] = size
    if isinstance(digest, str) and _SHA_256.fullmatch(digest):
        found["sha256"] = digest
    for name, known in _WORDS.items():
        if told.get(name) in known:
            found[name] = told[name]
    return found


def _reason(event: DeviceEvent) -> EndReason:
    try:
        return EndReason(str(event.detail.get("reason")))
    except ValueError:
        return EndReason.FAILED


def _capabilities(event: DeviceEvent) -> tuple[Capability, ...]:
    words = str(event.detail.get("capabilities", "")).split()
    return tuple(Capability(word) for word in words if word in set(Capability))
