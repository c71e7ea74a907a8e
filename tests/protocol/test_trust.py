"""Only the newest generation of a purpose counts."""

from protocol.envelope import key_id
from protocol.trust import Purpose, SigningKey, keys_for

OLD = SigningKey(purpose=Purpose.GRANT, generation=1, public=b"a" * 32)
NEW = SigningKey(purpose=Purpose.GRANT, generation=2, public=b"b" * 32)
OTHER = SigningKey(purpose=Purpose.CHECKPOINT, generation=9, public=b"c" * 32)


def test_the_highest_generation_replaces_the_lower_ones() -> None:
    assert keys_for(Purpose.GRANT, (NEW, OLD, OTHER)) == {key_id(NEW.public): NEW.public}


def test_a_key_counts_for_its_own_purpose_only() -> None:
    assert keys_for(Purpose.DEVICE_AUTHORITY, (OLD, NEW, OTHER)) == {}
