"""Tests of the description of the API."""

import json
from pathlib import Path

import msgspec

from broker.access.permissions import Permission
from broker.web.bodies import Empty
from broker.web.call import Call, Reply
from broker.web.declare import delete, get, post, put, routes_of
from broker.web.images import Image
from broker.web.openapi import describe
from broker.web.paging import ListQuery, Page
from broker.web.policy import Public, Signed, When
from tests.fakes.web import running_web


class Thing(msgspec.Struct):
    name: str


class Things:
    @get("/api/things", policy=Signed(Permission.DEVICE_READ))
    async def list_things(self, call: Call, query: ListQuery) -> Page[Thing]:
        """List things."""
        raise NotImplementedError

    @get("/api/things/{thing_id}", policy=Signed(Permission.DEVICE_READ))
    async def read(self, call: Call, thing_id: str) -> Thing:
        """Read a thing."""
        raise NotImplementedError

    @post("/api/things", policy=Public(), status=201)
    async def make(self, call: Call, body: Empty) -> Reply[Thing]:
        """Make a thing."""
        raise NotImplementedError

    @put("/api/things/{thing_id}", policy=Signed(Permission.DEVICE_READ, fresh=When(words="it has a name", holds=bool)))
    async def rename(self, call: Call, thing_id: str, body: Thing) -> Thing:
        """Rename a thing."""
        raise NotImplementedError

    @delete("/api/things/{thing_id}", policy=Signed(Permission.DEVICE_READ, fresh=True))
    async def remove(self, call: Call, thing_id: str) -> None:
        """Remove a thing."""


class Pictures:
    @get("/api/things/{thing_id}/picture", policy=Public())
    async def picture(self, call: Call, thing_id: str) -> Image:
        """Give the picture of a thing."""
        raise NotImplementedError


def test_a_picture_is_described_as_one() -> None:
    operation = describe(routes_of(Pictures()), "1")["paths"]["/api/things/{thing_id}/picture"]["get"]
    assert list(operation["responses"]["200"]["content"]) == ["image/*"]


def references(content: object) -> set[str]:
    if isinstance(content, dict):
        return {str(content["$ref"])} if "$ref" in content else set().union(*map(references, content.values()), set())
    return set().union(*map(references, content), set()) if isinstance(content, list) else set()


def test_every_route_is_described_with_its_types_and_permissions() -> None:
    document = describe(routes_of(Things()), "1")
    paths = document["paths"]
    assert set(paths) == {"/api/things", "/api/things/{thing_id}"}
    listing = paths["/api/things"]["get"]
    assert {each["name"] for each in listing["parameters"]} == {"q", "cursor", "limit"}
    assert listing["x-any-of-permissions"] == ["device:read"]
    assert paths["/api/things"]["post"]["security"] == []
    assert "201" in paths["/api/things"]["post"]["responses"]
    assert paths["/api/things/{thing_id}"]["get"]["parameters"][0]["in"] == "path"


def test_what_asks_again_who_it_is_says_so_and_when() -> None:
    routes = describe(routes_of(Things()), "1")["paths"]["/api/things/{thing_id}"]
    assert (routes["delete"]["x-needs-fresh-proof"], routes["put"]["x-needs-fresh-proof"]) == (True, "it has a name")
    assert "x-needs-fresh-proof" not in routes["get"]
    assert ["403" in routes[method]["responses"] for method in ("delete", "put", "get")] == [True, True, False]
    assert [{"api_token": []} in routes[method]["security"] for method in ("delete", "put")] == [False, True]


def test_every_reference_leads_somewhere() -> None:
    document = describe(routes_of(Things()), "1")
    found = references(document)
    assert found
    assert found <= {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}


async def test_it_is_served(tmp_path: Path) -> None:
    async with running_web(tmp_path, Things()) as web, web.client.get("/api/openapi.json") as response:
        assert json.loads(await response.text())["openapi"] == "3.1.0"
