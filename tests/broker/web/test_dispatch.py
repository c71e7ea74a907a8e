"""Tests of declared routes on a real TLS port: who is let in, what is read, what is answered."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import msgspec
import pytest
from msgspec import Meta

from broker.access.actors import AccountActor, AccountKind
from broker.access.groups import Grants
from broker.access.permissions import Permission
from broker.access.scopes import ALL
from broker.errors import Conflict, Fault, Refusal
from broker.web.call import Call, Cookie, Reply
from broker.web.cookies import NAME, token_in
from broker.web.declare import get, post
from broker.web.paging import ListQuery
from broker.web.policy import Public, Signed, SignInStep, When
from protocol.identifiers import AccountId
from tests.fakes.web import FakeGate, RunningWeb, running_web

TOKEN, OTHER = "A" * 43, "B" * 43
PERSON = AccountActor(
    account_id=AccountId("a" * 26),
    kind=AccountKind.STAFF,
    organization_id=None,
    grants=Grants({Permission.DEVICE_READ: ALL}),
    name="Technician",
    email="technician@provider.example",
)
POWERLESS = AccountActor(
    account_id=AccountId("b" * 26), kind=AccountKind.STAFF, organization_id=None, name="Other", email="o@x.example"
)
GATE = FakeGate(people={TOKEN: PERSON, OTHER: POWERLESS})


class Note(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: Annotated[str, Meta(max_length=10)]
    count: Annotated[int, Meta(ge=0)] = 0


class LongNote(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: str


def is_heavy(body: Note) -> bool:
    return body.count > 9


class Handlers:
    @post("/api/notes", policy=Public(), status=201)
    async def note(self, call: Call, body: Note) -> Note:
        """Give back what was sent."""
        return body

    @post("/api/long-notes", policy=Public(), body_bytes=100_000)
    async def note_at_length(self, call: Call, body: LongNote) -> int:
        """Count what was sent."""
        return len(body.text)

    @get("/api/me", policy=Signed(Permission.DEVICE_READ))
    async def me(self, call: Call) -> dict[str, str]:
        """Say who asks."""
        return {"name": call.person.name}

    @post("/api/act", policy=Signed(Permission.DEVICE_READ))
    async def act(self, call: Call, body: Note) -> None:
        """Act as a person."""

    @post("/api/weigh", policy=Signed(Permission.DEVICE_READ, fresh=When(words="it is heavy", holds=is_heavy)))
    async def weigh(self, call: Call, body: Note) -> None:
        """Act, which is dangerous with some bodies."""

    @get("/api/things", policy=Public())
    async def things(self, call: Call, query: ListQuery) -> ListQuery:
        """Give back what was asked."""
        return query

    @get("/api/things/{thing_id}", policy=Public())
    async def thing(self, call: Call, thing_id: str) -> dict[str, str]:
        """Give back the identifier."""
        return {"id": thing_id}

    @post("/api/step", policy=SignInStep())
    async def step(self, call: Call, body: Note) -> Reply[dict[str, str | None]]:
        """Give the next cookie."""
        return Reply({"token": call.token}, cookie=Cookie.CLEAR if body.text == "out" else OTHER)

    @get("/api/refuse", policy=Public())
    async def refuse(self, call: Call) -> None:
        """Refuse."""
        raise Conflict(code="session.device_busy", fields={"device": "Somebody is there."})

    @get("/api/wait", policy=Public())
    async def wait(self, call: Call) -> None:
        """Ask for patience."""
        raise Refusal("Wait.", code="sign_in.wait", status=429, retry_after=30)

    @get("/api/fail", policy=Public())
    async def fail(self, call: Call) -> None:
        """Fail by our fault."""
        raise Fault("the secret is hunter2")


async def asked(
    web: RunningWeb, method: str, path: str, *, body: bytes | None = None, **headers: str
) -> tuple[int, Any, dict[str, str]]:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    async with web.client.request(method, path, data=body, headers=sent) as response:
        return response.status, await response.json(), dict(response.headers)


async def posted(web: RunningWeb, path: str, body: bytes, **headers: str) -> tuple[int, Any]:
    status, content, _ = await asked(
        web, "POST", path, body=body, **({"Content_Type": "application/json", "Origin": web.url} | headers)
    )
    return status, content


async def test_a_good_body_is_taken_and_answered(tmp_path: Path) -> None:
    async with running_web(tmp_path, Handlers()) as web:
        assert await posted(web, "/api/notes", b'{"text":"yes"}') == (201, {"text": "yes", "count": 0})


BAD_BODIES = [
    (b"", 400, "body.not_json"),
    (b"{", 400, "body.not_json"),
    (b'{"text":"\xff"}', 400, "body.not_utf8"),
    (b'{"text":"a","text":"b"}', 400, "body.duplicate_key"),
    (b'{"text":NaN}', 400, "body.not_json"),
    (b'{"text":1e999}', 400, "body.number_too_large"),
    (b'{"text":"a","count":' + b"9" * 5000 + b"}", 400, "body.number_too_large"),
    (b"[" * 5000 + b"]" * 5000, 400, "body.too_deep"),
    (b"[]", 400, "body.unexpected"),
    (b'{"text":"' + b"a" * 65_536 + b'"}', 413, "body.too_large"),
    (b'{"text":"\\ud800"}', 400, "body.not_json"),
]


async def test_each_bad_body_has_its_stable_code(tmp_path: Path) -> None:
    async with running_web(tmp_path, Handlers()) as web:
        found = [await posted(web, "/api/notes", body) for body, _, _ in BAD_BODIES]
        assert [(status, content["error"]["code"]) for status, content in found] == [
            (status, code) for _, status, code in BAD_BODIES
        ]


async def test_a_route_says_how_large_its_body_may_be(tmp_path: Path) -> None:
    def body(size: int) -> bytes:
        return b'{"text":"' + b"a" * (size - 11) + b'"}'

    async with running_web(tmp_path, Handlers()) as web:
        assert await posted(web, "/api/long-notes", body(100_000)) == (200, 99_989)
        status, content = await posted(web, "/api/long-notes", body(100_001))
        assert (status, content["error"]["message"]) == (413, "This is too large; at most 100000 bytes.")


@pytest.mark.parametrize(
    ("body", "code", "field"),
    [
        (b'{"text":1}', "field.wrong", "text"),
        (b'{"text":"12345678901"}', "field.wrong", "text"),
        (b'{"text":"a","count":-1}', "field.wrong", "count"),
        (b"{}", "field.missing", "text"),
        (b'{"text":"a","more":1}', "field.unknown", "more"),
    ],
)
async def test_a_wrong_field_is_named(tmp_path: Path, body: bytes, code: str, field: str) -> None:
    async with running_web(tmp_path, Handlers()) as web:
        status, content = await posted(web, "/api/notes", body)
        assert (status, content["error"]["code"], list(content["error"]["fields"])) == (400, code, [field])


async def test_only_json_is_taken(tmp_path: Path) -> None:
    async with running_web(tmp_path, Handlers()) as web:
        for headers in ({"Content_Type": "text/plain"}, {"Content_Encoding": "gzip"}):
            status, content = await posted(web, "/api/notes", b'{"text":"a"}', **headers)
            assert (status, content["error"]["code"][:13]) == (415, "body.content_")


async def test_a_signed_route_wants_a_person_with_the_permission(tmp_path: Path) -> None:
    async with running_web(tmp_path, Handlers(), gate=GATE) as web:
        found = [
            (await asked(web, "GET", "/api/me", Cookie=f"{NAME}={token}" if token else "none"))[:2]
            for token in (None, "C" * 43, OTHER, TOKEN)
        ]
        assert [status for status, _ in found] == [401, 401, 403, 200]
        assert [content.get("error", {}).get("code") for _, content in found] == [
            "sign_in.needed",
            "sign_in.needed",
            "permission.missing",
            None,
        ]


async def test_a_change_with_a_cookie_comes_from_our_own_page_only(tmp_path: Path) -> None:
    async with running_web(tmp_path, Handlers(), gate=GATE) as web:
        cookie = f"{NAME}={TOKEN}"
        assert (await posted(web, "/api/act", b'{"text":"a"}', Cookie=cookie))[0] == 200
        for origin in ("https://evil.example", "null", f"http://localhost:{web.port}"):
            status, content = await posted(web, "/api/act", b'{"text":"a"}', Cookie=cookie, Origin=origin)
            assert (status, content["error"]["code"]) == (403, "origin.foreign")
        status, _, _ = await asked(
            web, "POST", "/api/act", body=b'{"text":"a"}', Cookie=cookie, Content_Type="application/json"
        )
        assert status == 403


async def test_some_bodies_ask_again_who_it_is_and_no_program_sends_them(tmp_path: Path) -> None:
    light, heavy = b'{"text":"a","count":9}', b'{"text":"a","count":10}'
    gate = FakeGate(people={TOKEN: PERSON, OTHER: replace(PERSON, sign_in_id="s" * 26)})
    async with running_web(tmp_path, Handlers(), gate=gate) as web:

        async def said(body: bytes, **headers: str) -> tuple[int, str | None]:
            status, content = await posted(web, "/api/weigh", body, **headers)
            return status, content.get("error", {}).get("code") if content else None

        person, shown = {"Cookie": f"{NAME}={TOKEN}"}, {"Cookie": f"{NAME}={OTHER}"}
        program = {"Authorization": f"Bearer {OTHER}"}
        for headers, answer in (
            (person, (403, "step_up.needed")),
            (shown, (200, None)),
            (program, (403, "token.not_here")),
        ):
            assert await said(light, **headers) == (200, None)
            assert await said(heavy, **headers) == answer


async def test_a_program_without_cookie_need_not_name_an_origin(tmp_path: Path) -> None:
    async with running_web(tmp_path, Handlers()) as web:
        sent = {"Content_Type": "application/json"}
        assert (await asked(web, "POST", "/api/notes", body=b'{"text":"a"}', **sent))[0] == 201


async def test_a_query_is_decoded_strictly(tmp_path: Path) -> None:
    async with running_web(tmp_path, Handlers()) as web:
        assert (await asked(web, "GET", "/api/things?q=a&limit=200"))[1] == {"q": "a", "cursor": None, "limit": 200}
        for query, code in (
            ("limit=201", "field.wrong"),
            ("limit=x", "field.wrong"),
            ("who=1", "field.unknown"),
            ("q=a&q=b", "query.duplicate_key"),
            ("q=" + "a" * 2001, "query.too_long"),
        ):
            status, content, _ = await asked(web, "GET", f"/api/things?{query}")
            assert (status, content["error"]["code"]) == (400, code)


async def test_what_has_not_the_form_of_an_identifier_is_the_same_404_as_everything_missing(tmp_path: Path) -> None:
    async with running_web(tmp_path, Handlers()) as web:
        assert (await asked(web, "GET", f"/api/things/{'a' * 26}"))[0] == 200
        answers = {str(await asked(web, "GET", path))[:150] for path in ("/api/things/1", "/api/none", "/links/none")}
        assert len(answers) == 1
        status, content, _ = await asked(web, "DELETE", "/api/things")
        assert (status, content["error"]["code"]) == (404, "not_found")


async def test_a_reply_sets_and_clears_the_cookie(tmp_path: Path) -> None:
    async with running_web(tmp_path, Handlers()) as web:
        sent = {"Content_Type": "application/json", "Origin": web.url, "Cookie": f"{NAME}={TOKEN}"}
        _, content, headers = await asked(web, "POST", "/api/step", body=b'{"text":"in"}', **sent)
        assert content == {"token": TOKEN}
        assert token_in([headers["Set-Cookie"].partition(";")[0]]) == OTHER
        _, _, headers = await asked(web, "POST", "/api/step", body=b'{"text":"out"}', **sent)
        assert "Max-Age=0" in headers["Set-Cookie"]


async def test_a_refusal_keeps_the_form_of_errors(tmp_path: Path) -> None:
    async with running_web(tmp_path, Handlers()) as web:
        assert (await asked(web, "GET", "/api/refuse"))[:2] == (
            409,
            {
                "error": {
                    "code": "session.device_busy",
                    "message": "Somebody saved first.",
                    "reference": None,
                    "fields": {"device": "Somebody is there."},
                }
            },
        )
        status, _, headers = await asked(web, "GET", "/api/wait")
        assert (status, headers["Retry-After"]) == (429, "30")


async def test_a_fault_of_ours_tells_a_reference_and_nothing_else(tmp_path: Path) -> None:
    async with running_web(tmp_path, Handlers()) as web:
        status, content, _ = await asked(web, "GET", "/api/fail")
        assert (status, content["error"]["code"], content["error"]["reference"]) == (500, "internal", "7F3K")
        assert "hunter2" not in str(content)


async def test_every_answer_carries_the_headers_and_says_no_server(tmp_path: Path) -> None:
    async with running_web(tmp_path, Handlers(), strict_transport=True) as web:
        for path in ("/api/things", "/api/none", "/api/fail", "/healthz", "/"):
            async with web.client.get(path) as response:
                assert response.headers["X-Content-Type-Options"] == "nosniff"
                assert "default-src 'none'" in response.headers["Content-Security-Policy"]
                assert response.headers["Cache-Control"] == "no-store"
                assert "Strict-Transport-Security" in response.headers
                assert "Server" not in response.headers


async def test_a_foreign_host_name_is_not_answered(tmp_path: Path) -> None:
    async with running_web(tmp_path, Handlers()) as web:
        status, content, _ = await asked(web, "GET", "/api/things", Host="evil.example")
        assert (status, content["error"]["code"]) == (421, "host.unknown")
        assert (await asked(web, "GET", "/healthz", Host="10.1.2.3"))[0] == 200
