"""Secrets at rest."""

import pytest

from broker.errors import StorageFault
from broker.storage.sealing import KEY_BYTES, Sealer

KEY = bytes(range(KEY_BYTES))
SECRET = b"JBSWY3DPEHPK3PXP"


def test_a_sealed_secret_opens_with_the_same_key_and_row() -> None:
    sealed = Sealer(KEY).seal(SECRET, context="account-1")
    assert SECRET not in sealed
    assert Sealer(KEY).unseal(sealed, context="account-1") == SECRET


def test_no_two_seals_are_alike() -> None:
    sealer = Sealer(KEY)
    assert sealer.seal(SECRET, context="a") != sealer.seal(SECRET, context="a")


def test_a_seal_does_not_open_in_another_row_or_with_another_key() -> None:
    sealed = Sealer(KEY).seal(SECRET, context="account-1")
    with pytest.raises(StorageFault):
        Sealer(KEY).unseal(sealed, context="account-2")
    with pytest.raises(StorageFault):
        Sealer(bytes(KEY_BYTES)).unseal(sealed, context="account-1")


def test_a_seal_with_any_byte_changed_or_cut_does_not_open() -> None:
    sealer = Sealer(KEY)
    sealed = sealer.seal(SECRET, context="a")
    spoilt = [sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :] for place in range(len(sealed))]
    for wrong in [*spoilt, *(sealed[:length] for length in range(len(sealed)))]:
        with pytest.raises(StorageFault) as refused:
            sealer.unseal(wrong, context="a")
        assert refused.value.code == "storage.seal"


@pytest.mark.parametrize("length", [0, 16, KEY_BYTES - 1, KEY_BYTES + 1])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="32"):
        Sealer(bytes(length))
