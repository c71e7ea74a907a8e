"""HTTP of notifications: what one was told, what of it is read, and what one chooses to be told."""

import json
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from broker.access.actors import AccountKind
from broker.access.permissions import Permission
from broker.clock import instant_text
from broker.features.notifications.events import sentence_of
from broker.features.notifications.rules import MOST_LISTED, Choices, Happening, NoticeWay, read_ways
from broker.features.notifications.service import Notices
from broker.features.notifications.telling import path_of
from broker.web.bodies import Empty, Id
from broker.web.call import Call
from broker.web.declare import get, post, put
from broker.web.policy import Signed

OWN = Signed(Permission.OWN_ACCOUNT_READ)
CHANGING_OWN = Signed(Permission.OWN_ACCOUNT_CHANGE)


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """Something that one was told: what happened, in words, where to read more, and how the browser tells of it."""

    id: str
    happening: Happening
    sentence: str
    organization: str | None
    at: str
    path: str
    ways: tuple[NoticeWay, ...]
    is_read: bool


class NoticeList(msgspec.Struct, frozen=True, kw_only=True):
    """The newest of what one was told, and how much of it is unread."""

    items: tuple[Notice, ...]
    unread: int


class ReadNotices(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which notices were read; null are all."""

    ids: Annotated[tuple[Id, ...], Meta(max_length=MOST_LISTED)] | None


class NoticeChoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """In which ways one is told of something."""

    happening: Happening
    ways: Annotated[tuple[NoticeWay, ...], Meta(max_length=len(NoticeWay))]


class NoticeChoices(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one is told, and how."""

    choices: Annotated[tuple[NoticeChoice, ...], Meta(min_length=1, max_length=len(Happening))]


class NoticeRoutes:
    """One's own notices."""

    def __init__(self, notices: Notices) -> None:
        self._notices = notices

    @get("/api/notices", policy=OWN)
    async def list_notices(self, call: Call) -> NoticeList:
        """List what one was told, newest first."""
        rows, unread = await self._notices.list(call.person)
        return NoticeList(items=tuple(_notice(row, call.person.kind) for row in rows), unread=unread)

    @post("/api/notices/read", policy=CHANGING_OWN)
    async def read_notices(self, call: Call, body: ReadNotices) -> Empty:
        """Note that one read some of it, or all."""
        await self._notices.read(call.person, body.ids)
        return Empty()

    @get("/api/notice-choices", policy=OWN)
    async def list_choices(self, call: Call) -> NoticeChoices:
        """Say what one is told, and how."""
        return _answer(await self._notices.choices(call.person))

    @put("/api/notice-choices", policy=CHANGING_OWN)
    async def choose(self, call: Call, body: NoticeChoices) -> NoticeChoices:
        """Choose what one is told, and how."""
        chosen = {each.happening: frozenset(each.ways) for each in body.choices}
        return _answer(await self._notices.choose(call.person, chosen))


def _answer(choices: Choices) -> NoticeChoices:
    return NoticeChoices(
        choices=tuple(
            NoticeChoice(happening=happening, ways=tuple(each for each in NoticeWay if each in ways))
            for happening, ways in choices.items()
        )
    )


def _notice(row: Any, kind: AccountKind) -> Notice:
    happening, ways = Happening(row.happening), read_ways(row.ways)
    return Notice(
        id=row.id,
        happening=happening,
        sentence=sentence_of(happening, json.loads(row.content)),
        organization=row.organization_name,
        at=instant_text(row.at),
        path=path_of(kind, row.session_id),
        ways=tuple(each for each in NoticeWay if each in ways),
        is_read=row.read_at is not None,
    )
