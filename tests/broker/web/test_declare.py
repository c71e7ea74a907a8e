"""Tests of declared routes."""

import msgspec
import pytest

from broker.access.permissions import Permission
from broker.errors import ProgrammingFault
from broker.web.bodies import Empty
from broker.web.call import Call, Reply
from broker.web.declare import get, post, routes_of
from broker.web.paging import Page
from broker.web.policy import Public, Signed, When


class Thing(msgspec.Struct):
    name: str


class Good:
    @get("/api/things/{thing_id}", policy=Signed(Permission.DEVICE_READ))
    async def one(self, call: Call, thing_id: str) -> Page[Thing]:
        """Give one thing."""
        raise NotImplementedError

    @post("/api/things", policy=Public(), status=201)
    async def make(self, call: Call, body: Empty) -> Reply[Thing]:
        """Make a thing.

        More words.
        """
        raise NotImplementedError

    async def not_a_route(self) -> None:
        """Stay out."""


class NoPolicy:
    @get("/api/open")
    async def one(self, call: Call) -> None:
        """Forget who may."""


class NotAsync:
    @get("/api/open", policy=Public())
    def one(self, call: Call) -> None:
        """Block."""


class NoCall:
    @get("/api/open", policy=Public())
    async def one(self) -> None:
        """Take nothing."""


class NoIdentifier:
    @get("/api/open/{thing_id}", policy=Public())
    async def one(self, call: Call) -> None:
        """Forget the identifier."""


class NoBody:
    @post("/api/open", policy=Public())
    async def one(self, call: Call) -> None:
        """Forget the body."""


class BodyOnGet:
    @get("/api/open", policy=Public())
    async def one(self, call: Call, body: Empty) -> None:
        """Read with a body."""


class WeighedWithoutBody:
    @get("/api/open", policy=Signed(Permission.DEVICE_READ, fresh=When(words="it is heavy", holds=bool)))
    async def one(self, call: Call) -> None:
        """Weigh nothing."""


class BadPath:
    @get("/api/Open/{thing-id}", policy=Public())
    async def one(self, call: Call) -> None:
        """Shout."""


def test_body_answer_and_identifiers_come_from_the_handlers_types() -> None:
    one, make = routes_of(Good())
    assert (one.method, one.identifiers, one.body, one.answer) == ("GET", ("thing_id",), None, Page[Thing])
    assert (make.method, make.body, make.answer, make.status) == ("POST", Empty, Thing, 201)
    assert make.summary == "Make a thing."
    assert make.changes
    assert not one.changes


@pytest.mark.parametrize(
    ("owner", "remedy"),
    [
        (NoPolicy(), "declares no policy"),
        (NotAsync(), "async def"),
        (NoCall(), "call: Call"),
        (NoIdentifier(), "parameters differ"),
        (NoBody(), "say the body's type"),
        (BodyOnGet(), "GET has no body"),
        (WeighedWithoutBody(), "no body to tell"),
        (BadPath(), "lower case"),
    ],
)
def test_a_wrong_declaration_stops_the_start_and_says_the_remedy(owner: object, remedy: str) -> None:
    with pytest.raises(ProgrammingFault, match=remedy):
        routes_of(owner)


def test_the_same_route_twice_stops_the_start() -> None:
    with pytest.raises(ProgrammingFault, match="declared twice"):
        routes_of(Good(), Good())
