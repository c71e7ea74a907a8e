"""Codes and addresses as people copy, read out and type them."""

import pytest

from protocol.joining import Target, asking_bytes, code_text, read_code, read_target, typing_bytes

MARK = "0123456789abcdef" * 2


def test_an_address_with_the_mark_or_the_whole_fingerprint_of_its_root_is_read() -> None:
    wanted = Target(url="https://support.example", root_mark=MARK)
    assert read_target(f" https://support.example#{MARK} ") == wanted
    assert read_target(f"https://support.example#{MARK.upper()}{MARK}") == wanted


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://support.example",
        f"#{MARK}",
        "https://support.example#",
        f"https://a#{MARK[1:]}",
        f"https://a#g{MARK[1:]}",
    ],
)
def test_an_address_that_pins_no_root_is_none(text: str) -> None:
    assert read_target(text) is None
    assert read_target("https://" + "a" * 500 + "#" + MARK) is None


def test_codes_are_read_as_people_write_them() -> None:
    assert read_code("482913605") == read_code(" 482 913-605") == "482913605"
    assert code_text("482913605") == "482 913 605"
    for wrong in ("48291360", "4829136055", "48291360x", "٤٨٢٩١٣٦٠٥", ""):
        assert read_code(wrong) is None


def test_a_proof_holds_for_one_instance_one_code_and_one_key() -> None:
    proofs = {
        asking_bytes(b"r", b"k"),
        asking_bytes(b"s", b"k"),
        asking_bytes(b"r", b"l"),
        typing_bytes("1", b"k"),
        typing_bytes("2", b"k"),
    }
    assert len(proofs) == 5
