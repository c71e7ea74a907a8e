"""The one strict decoder that everything from outside goes through, and its encoder."""

import json
import re
from types import UnionType
from typing import Any, Final, TypeVar, overload

import msgspec

from protocol.errors import Malformed

Message = TypeVar("Message")

MAX_MESSAGE_BYTES: Final = 64 * 1024
MAX_DEPTH: Final = 16
# Beyond this a JavaScript number no longer holds an integer exactly (ECMA-262, Number.MAX_SAFE_INTEGER).
MAX_INTEGER: Final = 2**53 - 1
_MAX_DIGITS: Final = len(str(MAX_INTEGER)) + 1
# A text that is never closed is taken to the end and no step back is made, or looking would cost its length squared.
_STRINGS_AND_BRACKETS: Final = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)


def encode(message: object) -> bytes:
    """Write a message as compact JSON; fields stand in the order of their declaration."""
    return msgspec.json.encode(message)


@overload
def decode(source: bytes | str, expected: type[Message], *, max_bytes: int = ...) -> Message: ...
@overload
def decode(source: bytes | str, expected: UnionType, *, max_bytes: int = ...) -> Any: ...
def decode(source: bytes | str, expected: Any, *, max_bytes: int = MAX_MESSAGE_BYTES) -> Any:
    """Read one message of the expected type or tagged union, or raise Malformed with a code for the broken rule."""
    text = _encoded(source)
    if len(text) > max_bytes:
        raise Malformed("body.too_large", f"{len(text)} bytes, at most {max_bytes}")
    check_json(text)
    try:
        return msgspec.json.decode(text, type=expected, strict=True)
    except msgspec.ValidationError as fault:
        raise Malformed("body.unexpected", str(fault)) from None
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise Malformed("body.not_json", str(fault)) from None


def _encoded(source: bytes | str) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        return source.encode("utf-8")
    except UnicodeEncodeError:
        raise Malformed("body.not_utf8") from None


def check_json(text: bytes) -> None:
    """Refuse what readers of JSON disagree about: depth, duplicate keys, huge or non-finite numbers, bad UTF-8."""
    try:
        decoded = text.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("body.not_utf8") from None
    _check_depth(text)
    try:
        json.loads(
            decoded,
            object_pairs_hook=_unique,
            parse_int=_safe_integer,
            parse_float=_finite,
            parse_constant=_no_constant,
        )
    except (ValueError, RecursionError) as fault:
        raise Malformed("body.not_json", str(fault)) from None


def _check_depth(text: bytes) -> None:
    if text.count(b"{") + text.count(b"[") <= MAX_DEPTH:
        return
    depth = 0
    for found in _STRINGS_AND_BRACKETS.finditer(text):
        match found.group()[:1]:
            case b"{" | b"[":
                depth += 1
            case b"}" | b"]":
                depth -= 1
            case _:
                continue
        if depth > MAX_DEPTH:
            raise Malformed("body.too_deep", f"at most {MAX_DEPTH} levels")


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("body.duplicate_key")
    return found


def _safe_integer(digits: str) -> int:
    if len(digits) > _MAX_DIGITS or abs(int(digits)) > MAX_INTEGER:
        raise Malformed("body.number_too_large", f"at most {MAX_INTEGER}")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise Malformed("body.number_too_large")
    return number


def _no_constant(name: str) -> object:
    raise Malformed("body.not_json", f"{name} is not a number of JSON")
