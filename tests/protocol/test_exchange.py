"""Both ends compute the same, and every changed part shows."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.exchange import Side, Transcript, commitment, confirmation, opens, verification_code

PARTS = ("proposal", "offer", "accept", "viewer_fingerprint", "viewer_random", "agent_fingerprint", "agent_random")


def transcript() -> Transcript:
    return Transcript(**{name: bytes([number]) * 32 for number, name in enumerate(PARTS)})


def test_a_commitment_opens_with_what_it_was_made_of_and_nothing_else() -> None:
    made = commitment(b"f" * 32, b"r" * 32)
    assert opens(made, b"f" * 32, b"r" * 32)
    assert not opens(made, b"g" * 32, b"r" * 32)
    assert not opens(made, b"f" * 32, b"s" * 32)


@pytest.mark.parametrize("part", PARTS)
def test_each_part_changes_confirmation_and_code(part: str) -> None:
    changed = replace(transcript(), **{part: b"\xff" * 32})
    assert confirmation(changed, Side.AGENT) != confirmation(transcript(), Side.AGENT)
    assert verification_code(changed) != verification_code(transcript())


def test_a_confirmation_cannot_be_sent_back_to_its_author() -> None:
    assert confirmation(transcript(), Side.AGENT) != confirmation(transcript(), Side.VIEWER)


@given(st.binary(min_size=32, max_size=32))
def test_the_code_has_six_digits(random: bytes) -> None:
    code = verification_code(replace(transcript(), viewer_random=random))
    assert len(code) == 6
    assert code.isdigit()


def test_a_part_of_another_length_is_no_transcript() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        replace(transcript(), offer=b"short").digest()
