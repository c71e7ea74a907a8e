"""How tags and device groups are spelled."""

import pytest

from broker.access.marks import group_mark, groups_among, read_tags, tag_mark, tags_among
from broker.errors import BadInput


def test_marks_of_both_kinds_are_told_apart_again() -> None:
    marks = {tag_mark("finance"), tag_mark("a.b-c_d"), group_mark("g1")}
    assert tags_among(marks) == ("a.b-c_d", "finance")
    assert groups_among(marks) == ("g1",)
    assert tag_mark("g1") != group_mark("g1")


def test_tags_are_kept_in_lower_case_once() -> None:
    assert read_tags([" Finance", "finance", "2nd-floor"]) == {"finance", "2nd-floor"}


@pytest.mark.parametrize("tag", ["a", "a" * 40, "0", "x._-"])
def test_what_can_be_a_tag(tag: str) -> None:
    assert read_tags([tag]) == {tag}


@pytest.mark.parametrize("tag", ["", "a" * 41, "-a", ".a", "two words", "größe", "a,b", "a:b", 'a"', "a\x00", "a\n"])
def test_what_cannot_be_a_tag_is_refused_with_what_a_tag_is(tag: str) -> None:
    if tag.strip() == "a":
        assert read_tags([tag]) == {"a"}
        return
    with pytest.raises(BadInput) as refusal:
        read_tags(["fine", tag])
    assert "1 to 40 characters" in refusal.value.message
