"""Tests of how answers and errors are written."""

import json

from broker.errors import Conflict, Refusal
from broker.web.answers import answer, fault_answer, refusal_answer
from broker.web.call import Cookie, Reply


def content(response: object) -> object:
    return json.loads(response.body)  # type: ignore[attr-defined]


def test_a_value_is_json_with_the_declared_status() -> None:
    response = answer({"a": 1}, 201)
    assert (response.status, content(response), response.content_type) == (201, {"a": 1}, "application/json")


def test_nothing_is_an_empty_object() -> None:
    assert content(answer(None, 200)) == {}


def test_a_reply_sets_clears_or_keeps_the_cookie() -> None:
    assert "Set-Cookie" not in answer(Reply(None), 200).headers
    assert answer(Reply(None, cookie="A" * 43), 200).headers["Set-Cookie"].startswith("__Host-handrail=AAAA")
    assert "Max-Age=0" in answer(Reply(None, cookie=Cookie.CLEAR), 200).headers["Set-Cookie"]


def test_an_error_has_all_its_parts_whatever_it_is() -> None:
    for response in (refusal_answer(Conflict()), refusal_answer(Refusal(fields={"a": "b"})), fault_answer("7F3K")):
        body = content(response)
        assert isinstance(body, dict)
        assert set(body["error"]) == {"code", "message", "reference", "fields"}
    assert "Quote 7F3K." in str(content(fault_answer("7F3K")))


def test_patience_is_asked_for_in_seconds() -> None:
    assert refusal_answer(Refusal(retry_after=30)).headers["Retry-After"] == "30"
