"""Tests of the keys of an instance."""

import multiprocessing
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from certs.errors import KeysFault
from certs.instance import RootKey, open_instance_keys
from protocol.envelope import keys_of, open_envelope
from protocol.errors import Untrusted
from protocol.identifiers import DeviceId, OrganizationId
from protocol.trust import DEVICE_TYPE, TRUST_TYPE, DeviceDocument, Purpose, Trust, keys_for

NOW = datetime(2030, 1, 1, tzinfo=UTC)
DOCUMENT = DeviceDocument(
    device=DeviceId("a" * 26), organization=OrganizationId("b" * 26), name="DESK", public=b"k" * 32
)


def root_after_start(state_dir: str) -> str:
    return open_instance_keys(Path(state_dir), NOW).root_fingerprint


def test_the_first_start_makes_keys_that_nobody_else_can_read(tmp_path: Path) -> None:
    state = tmp_path / "state"
    open_instance_keys(state, NOW)
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    files = [path for path in state.rglob("*") if path.is_file()]
    assert {"root.json", "grant.json", "device_authority.json", "checkpoint.json", "sealing.key", "trust.json"} <= {
        path.name for path in files
    }
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files)


def test_a_second_start_finds_the_same_keys_and_the_same_trust_document(tmp_path: Path) -> None:
    first, second = open_instance_keys(tmp_path, NOW), open_instance_keys(tmp_path, NOW)
    assert (first.root_public, first.trust, first.instance) == (second.root_public, second.trust, second.instance)


def test_what_is_signed_for_a_purpose_verifies_with_the_key_that_the_root_names_for_it(tmp_path: Path) -> None:
    keys = open_instance_keys(tmp_path, NOW)
    trust, _ = open_envelope(keys.trust, TRUST_TYPE, keys_of(keys.root_public), Trust)
    signed = keys.sign(Purpose.DEVICE_AUTHORITY, DEVICE_TYPE, DOCUMENT)
    opened, _ = open_envelope(signed, DEVICE_TYPE, keys_for(Purpose.DEVICE_AUTHORITY, trust.keys), DeviceDocument)
    assert opened == DOCUMENT
    with pytest.raises(Untrusted):
        open_envelope(signed, DEVICE_TYPE, keys_for(Purpose.GRANT, trust.keys), DeviceDocument)


def test_a_rotated_key_signs_with_the_next_generation_and_the_old_private_half_is_gone(tmp_path: Path) -> None:
    keys = open_instance_keys(tmp_path, NOW)
    before = keys.sign(Purpose.DEVICE_AUTHORITY, DEVICE_TYPE, DOCUMENT)
    rotated = keys.rotate(Purpose.DEVICE_AUTHORITY, NOW)
    assert rotated.generation == 2
    assert keys.trusted.generation == 2
    newest = keys_for(Purpose.DEVICE_AUTHORITY, keys.trusted.keys)
    open_envelope(keys.sign(Purpose.DEVICE_AUTHORITY, DEVICE_TYPE, DOCUMENT), DEVICE_TYPE, newest, DeviceDocument)
    with pytest.raises(Untrusted):
        open_envelope(before, DEVICE_TYPE, newest, DeviceDocument)
    assert keys.rings[Purpose.DEVICE_AUTHORITY].generations[0].private is None
    assert [key.generation for key in keys.public_keys(Purpose.DEVICE_AUTHORITY)] == [1, 2]


def test_keys_are_renewed_on_the_thirtieth_day_and_not_before(tmp_path: Path) -> None:
    keys = open_instance_keys(tmp_path, NOW)
    assert keys.renew_due(NOW + timedelta(days=30) - timedelta(seconds=1)) == ()
    assert keys.renew_due(NOW - timedelta(days=400)) == ()
    assert set(keys.renew_due(NOW + timedelta(days=30))) == {
        Purpose.GRANT,
        Purpose.DEVICE_AUTHORITY,
        Purpose.CHECKPOINT,
    }
    assert {key.generation for key in keys.trusted.keys} == {2}


def test_a_running_process_takes_over_what_another_one_rotated(tmp_path: Path) -> None:
    running, other = open_instance_keys(tmp_path, NOW), open_instance_keys(tmp_path, NOW)
    other.rotate(Purpose.GRANT, NOW)
    running.refresh()
    assert running.trust == other.trust
    assert running.rings[Purpose.GRANT].current.generation == 2


def test_a_crash_between_key_and_trust_document_is_healed_at_the_next_start(tmp_path: Path) -> None:
    keys = open_instance_keys(tmp_path, NOW)
    old_trust = keys.trust
    keys.rotate(Purpose.GRANT, NOW)
    (tmp_path / "keys" / "trust.json").write_bytes(old_trust)
    healed = open_instance_keys(tmp_path, NOW)
    assert healed.rings[Purpose.GRANT].published() in healed.trusted.keys


def test_with_the_root_offline_keys_sign_but_nothing_rotates(tmp_path: Path) -> None:
    open_instance_keys(tmp_path, NOW)
    path = tmp_path / "keys" / "root.json"
    root = msgspec.json.decode(path.read_bytes(), type=RootKey)
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(root, private=None)))
    keys = open_instance_keys(tmp_path, NOW)
    assert keys.sign(Purpose.DEVICE_AUTHORITY, DEVICE_TYPE, DOCUMENT)
    assert keys.renew_due(NOW + timedelta(days=31)) == ()
    with pytest.raises(KeysFault) as refused:
        keys.rotate(Purpose.GRANT, NOW)
    assert refused.value.code == "keys.root_is_offline"


def test_the_tls_authority_is_published_and_stays_until_it_is_changed(tmp_path: Path) -> None:
    assert open_instance_keys(tmp_path, NOW).trusted.tls_authority is None
    assert open_instance_keys(tmp_path, NOW, tls_authority="PEM").trusted.tls_authority == "PEM"
    assert open_instance_keys(tmp_path, NOW).trusted.tls_authority == "PEM"
    keys = open_instance_keys(tmp_path, NOW, tls_authority=None)
    assert keys.trusted.tls_authority is None
    assert keys.trusted.generation == 3


@pytest.mark.slow
def test_two_processes_that_start_at_once_make_one_root(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        found = pool.map(root_after_start, [str(tmp_path)] * 8, chunksize=1)
    assert len(set(found)) == 1


@pytest.mark.parametrize("name", ["root.json", "grant.json", "sealing.key", "trust.json"])
def test_a_damaged_file_is_refused_with_a_code_and_never_replaced(tmp_path: Path, name: str) -> None:
    open_instance_keys(tmp_path, NOW)
    path = tmp_path / "keys" / name
    path.write_bytes(path.read_bytes()[:-7])
    with pytest.raises(KeysFault) as refused:
        open_instance_keys(tmp_path, NOW)
    assert refused.value.code == "keys.damaged"


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    open_instance_keys(tmp_path, NOW)
    (tmp_path / "keys" / "root.json").chmod(0o640)
    with pytest.raises(KeysFault) as refused:
        open_instance_keys(tmp_path, NOW)
    assert refused.value.code == "state.open_to_others"
