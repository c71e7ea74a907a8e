"""Writing of answers: JSON values, and every error in one form."""

import json
from collections.abc import Mapping
from typing import Any

import msgspec
from aiohttp import web

from broker.errors import Fault, Refusal
from broker.web.call import Cookie, Reply
from broker.web.cookies import clear_cookie, set_cookie, set_known_cookie


def answer(result: Any, status: int) -> web.Response:
    """Write what a handler gave back."""
    reply = result if isinstance(result, Reply) else Reply(result, status)
    response = web.Response(
        status=reply.status,
        body=msgspec.json.encode({} if reply.value is None else reply.value),
        content_type="application/json",
    )
    if isinstance(reply.cookie, str):
        response.headers["Set-Cookie"] = set_cookie(reply.cookie)
    elif reply.cookie is Cookie.CLEAR:
        response.headers["Set-Cookie"] = clear_cookie()
    if reply.known is not None:
        response.headers.add("Set-Cookie", set_known_cookie(reply.known))
    return response


def refusal_answer(refusal: Refusal) -> web.Response:
    """Write a refusal: code, sentence, and the fields that need another look."""
    response = error_answer(refusal.status, refusal.code, refusal.message, fields=refusal.fields)
    if refusal.retry_after is not None:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def fault_answer(reference: str) -> web.Response:
    """Write that something failed by our fault, with what to quote; what exactly stands in the log only."""
    return error_answer(500, Fault.code, f"{Fault.message} Quote {reference}.", reference=reference)


def error_answer(
    status: int,
    code: str,
    message: str,
    *,
    reference: str | None = None,
    fields: Mapping[str, str] | None = None,
) -> web.Response:
    content = {"code": code, "message": message, "reference": reference, "fields": fields}
    return web.Response(status=status, text=json.dumps({"error": content}), content_type="application/json")
