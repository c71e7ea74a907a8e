"""The strict decoder takes what it must and refuses the rest, each with its own code."""

import contextlib
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.codec import _STRINGS_AND_BRACKETS, MAX_DEPTH, MAX_INTEGER, MAX_MESSAGE_BYTES, decode, encode
from protocol.errors import Malformed
from protocol.links.viewer_agent import Heartbeat, PointerMove, ViewerToAgent


class Sample(msgspec.Struct, forbid_unknown_fields=True):
    value: int | float | str | list[object] | dict[str, object] | None = None


def code_of(source: bytes | str, *, max_bytes: int = MAX_MESSAGE_BYTES) -> str:
    with pytest.raises(Malformed) as caught:
        decode(source, Sample, max_bytes=max_bytes)
    return caught.value.code


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (b"\xff{}", "body.not_utf8"),
        ("\ud800", "body.not_utf8"),
        (b"", "body.not_json"),
        (b"{", "body.not_json"),
        (b'{"value": NaN}', "body.not_json"),
        (b'{"value": Infinity}', "body.not_json"),
        (b'{"value": 1e400}', "body.number_too_large"),
        (b'{"value": ' + b"9" * 5000 + b"}", "body.number_too_large"),
        (b'{"value": "\\ud800"}', "body.not_json"),
        (b'{"value": 1, "value": 2}', "body.duplicate_key"),
        (b'{"value": {"a": 1, "a": 2}}', "body.duplicate_key"),
        (b'{"other": 1}', "body.unexpected"),
        (b"[]", "body.unexpected"),
    ],
)
def test_what_readers_disagree_about_is_refused(source: bytes | str, code: str) -> None:
    assert code_of(source) == code


def test_the_size_has_a_limit_on_both_sides() -> None:
    fits = encode(Sample(value="x" * (100 - len('{"value":""}'))))
    decode(fits, Sample, max_bytes=100)
    assert code_of(fits + b" ", max_bytes=100) == "body.too_large"


def test_the_depth_has_a_limit_on_both_sides() -> None:
    fits = b'{"value":' + b"[" * (MAX_DEPTH - 1) + b"]" * (MAX_DEPTH - 1) + b"}"
    decode(fits, Sample)
    assert code_of(b'{"value":' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"}") == "body.too_deep"
    assert code_of(b"[" * 60_000) in {"body.too_deep"}


def test_brackets_inside_a_text_are_no_depth() -> None:
    assert decode(encode(Sample(value='[{"' * 50)), Sample).value == '[{"' * 50


@pytest.mark.parametrize("end", [b"", b"\\"])
@pytest.mark.parametrize("begin", [b"", b'"'])
def test_texts_that_are_never_closed_are_looked_at_once(begin: bytes, end: bytes) -> None:
    text = begin + b'\\"' * 30_000 + b"[" * (MAX_DEPTH + 1) + end
    # The match is counted, not timed: one for the whole text, where every quote used to begin another look.
    found = list(_STRINGS_AND_BRACKETS.finditer(text))
    assert len(found) == 1
    assert found[0].end() == len(text)
    assert code_of(text) == "body.not_json"


def test_integers_have_a_limit_on_both_sides() -> None:
    assert decode(b'{"value": %d}' % MAX_INTEGER, Sample).value == MAX_INTEGER
    assert code_of(b'{"value": %d}' % (MAX_INTEGER + 1)) == "body.number_too_large"
    assert code_of(b'{"value": %d}' % (-MAX_INTEGER - 1)) == "body.number_too_large"


def test_a_union_is_told_apart_by_its_tag() -> None:
    message: ViewerToAgent = decode(b'{"type":"heartbeat","number":1,"echo":null}', ViewerToAgent)
    assert message == Heartbeat(number=1, echo=None)
    with pytest.raises(Malformed, match=r"body\.unexpected"):
        decode(b'{"type":"nothing"}', ViewerToAgent)


@given(st.integers(-5, 40_000), st.integers(-5, 40_000))
def test_coordinates_hold_their_range(x: int, y: int) -> None:
    text = json.dumps({"type": "pointer", "number": 1, "x": x, "y": y})
    if 0 <= x <= 32767 and 0 <= y <= 32767:
        assert decode(text, ViewerToAgent) == PointerMove(number=1, x=x, y=y)
    else:
        with pytest.raises(Malformed):
            decode(text, ViewerToAgent)


@given(st.binary(max_size=200))
def test_no_bytes_whatever_raise_anything_else(source: bytes) -> None:
    with contextlib.suppress(Malformed):
        decode(source, Sample)


@given(
    st.recursive(
        st.none() | st.integers(-100, 100) | st.text(), lambda inner: st.lists(inner, max_size=3), max_leaves=8
    )
)
def test_what_is_written_reads_back(value: object) -> None:
    assert decode(encode({"value": value}), Sample) == msgspec.convert({"value": value}, Sample)
