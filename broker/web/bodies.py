"""Reading of what a request carries: strict JSON bodies, queries and identifiers, with stable codes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, Final

import msgspec
from aiohttp import web

from broker.errors import BadInput, NotFound
from protocol.codec import decode
from protocol.errors import Malformed
from protocol.identifiers import is_identifier

CSV: Final = "text/csv"
MAX_BODY_BYTES: Final = 64 * 1024
MAX_QUERY_CHARACTERS: Final = 2_000

_AT: Final = re.compile(r" - at `(?:key in )?\$(?P<path>[^`]*)`$")
_NAMED: Final = re.compile(r"(?P<what>missing required|contains unknown) field `(?P<name>[^`]*)`")
_FIELD_CODES: Final = {"missing required": "field.missing", "contains unknown": "field.unknown"}
_SENTENCES: Final = {
    "field.missing": "Fill this in.",
    "field.unknown": "Nothing here takes this.",
    "field.wrong": "This is not in the expected form.",
}


Id = Annotated[str, msgspec.Meta(pattern="^[a-z2-7]{26}$")]
"""An identifier in a body or a query."""


class Empty(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A body that says nothing: `{}`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A body that is a CSV file, as it came."""

    content: bytes


async def read_body(request: web.Request, expected: Any, max_bytes: int = MAX_BODY_BYTES) -> Any:
    """Read and decode the body, or raise BadInput; so many bytes at most, and only JSON that everybody reads alike."""
    if expected is Upload:
        return Upload(content=await _raw_body(request, CSV, max_bytes))
    raw = await _raw_body(request, "application/json", max_bytes)
    try:
        return decode(raw, expected, max_bytes=max_bytes)
    except Malformed as fault:
        raise refusal_of(fault) from None


async def _raw_body(request: web.Request, content_type: str, max_bytes: int) -> bytes:
    if request.content_type != content_type:
        form = "a CSV file" if content_type == CSV else "JSON"
        raise BadInput(f"Send {form}, with the content type {content_type}.", code="body.content_type", status=415)
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise BadInput("Send the body as it is, not compressed.", code="body.content_encoding", status=415)
    if (request.content_length or 0) > max_bytes:
        raise too_large(max_bytes)
    raw = bytearray()
    async for chunk in request.content.iter_any():
        raw += chunk
        if len(raw) > max_bytes:
            raise too_large(max_bytes)
    return bytes(raw)


def read_query(request: web.Request, expected: Any) -> Any:
    """Decode the query string; each key once, none unknown."""
    if len(request.query_string) > MAX_QUERY_CHARACTERS:
        raise BadInput("This search is too long.", code="query.too_long")
    if len(set(request.query)) != len(request.query):
        raise BadInput("Say each part of a search once.", code="query.duplicate_key")
    try:
        return msgspec.convert(dict(request.query), expected, strict=False)
    except msgspec.ValidationError as fault:
        raise _field_refusal(str(fault)) from None


def read_identifiers(request: web.Request, names: Iterable[str]) -> dict[str, str]:
    """Take the identifiers from the path; what has not their form names nothing."""
    found = {name: request.match_info[name] for name in names}
    if not all(is_identifier(value) for value in found.values()):
        raise NotFound
    return found


def too_large(max_bytes: int = MAX_BODY_BYTES) -> BadInput:
    return BadInput(f"This is too large; at most {max_bytes} bytes.", code="body.too_large", status=413)


def refusal_of(fault: Malformed) -> BadInput:
    """Say to a person what the strict decoder found."""
    if fault.code == "body.unexpected":
        return _field_refusal(fault.detail)
    if fault.code == "body.too_large":
        return too_large()
    return BadInput("What was sent is not JSON that can be read in one way only.", code=fault.code)


def _field_refusal(detail: str) -> BadInput:
    at, named = _AT.search(detail), _NAMED.search(detail)
    path = at["path"].lstrip(".") if at else ""
    code = _FIELD_CODES[named["what"]] if named else "field.wrong"
    name = ".".join(part for part in (path, named["name"] if named else "") if part)
    if not name:
        return BadInput("What was sent is not what is expected here.", code="body.unexpected")
    return BadInput("Something is not filled in as expected.", code=code, fields={name[:100]: _SENTENCES[code]})
