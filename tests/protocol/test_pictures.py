"""A picture is cut into parts and put together again, in order and within its bounds, and in no other way."""

import pytest

from protocol.errors import Malformed
from protocol.pictures import MAX_PARTS, MAX_PICTURE, PART_BYTES, Gathering, parts_of


@pytest.mark.parametrize("size", [1, PART_BYTES, PART_BYTES + 1, MAX_PICTURE])
def test_what_is_cut_comes_together_again(size: int) -> None:
    content = bytes(at % 251 for at in range(size))
    parts, gathering = parts_of(content), Gathering()
    assert len(parts) <= MAX_PARTS
    whole = [gathering.add(number, len(parts), part) for number, part in enumerate(parts, start=1)]
    assert whole[:-1] == [None] * (len(parts) - 1)
    assert whole[-1] == content


@pytest.mark.parametrize(
    ("part", "of", "size", "code"),
    [
        (1, 3, 1, "picture.out_of_order"),
        (3, 3, 1, "picture.out_of_order"),
        (2, 2, 1, "picture.out_of_order"),
        (2, 3, PART_BYTES + 1, "picture.too_large"),
    ],
)
def test_a_part_out_of_order_or_too_large_is_refused(part: int, of: int, size: int, code: str) -> None:
    gathering = Gathering()
    assert gathering.add(1, 3, b"1") is None
    with pytest.raises(Malformed) as refused:
        gathering.add(part, of, b"x" * size)
    assert refused.value.code == code


@pytest.mark.parametrize(("part", "of"), [(2, 2), (1, MAX_PARTS + 1), (0, 1)])
def test_a_picture_begins_with_its_first_part_and_has_no_more_than_so_many(part: int, of: int) -> None:
    with pytest.raises(Malformed):
        Gathering().add(part, of, b"x")
