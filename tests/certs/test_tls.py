"""Tests of the certificate of the one port."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from certs.errors import KeysFault
from certs.tls import development_certificate, own_certificate, server_context

NOW = datetime(2030, 1, 1, tzinfo=UTC)


def handshake(server: ssl.SSLContext, client: ssl.SSLContext, name: str) -> None:
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ours = server.wrap_bio(to_server, to_client, server_side=True)
    theirs = client.wrap_bio(to_client, to_server, server_hostname=name)
    for _ in range(6):
        for side in (theirs, ours):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    assert theirs.version() is not None


def test_a_client_that_knows_the_authority_connects_by_every_usual_name(tmp_path: Path) -> None:
    made = development_certificate(tmp_path, ["support.example"], datetime.now(UTC))
    assert made.authority_pem is not None
    client = ssl.create_default_context(cadata=made.authority_pem)
    for name in ("localhost", "127.0.0.1", "::1", "support.example"):
        handshake(server_context(made.certificate_file, made.key_file), client, name)
    with pytest.raises(ssl.SSLCertVerificationError):
        handshake(server_context(made.certificate_file, made.key_file), client, "other.example")


def test_it_stays_until_it_is_due_and_the_authority_outlives_it(tmp_path: Path) -> None:
    first = development_certificate(tmp_path, [], NOW)
    content = first.certificate_file.read_bytes()
    development_certificate(tmp_path, [], NOW + timedelta(days=59))
    assert first.certificate_file.read_bytes() == content
    renewed = development_certificate(tmp_path, [], NOW + timedelta(days=60))
    assert renewed.certificate_file.read_bytes() != content
    assert renewed.authority_pem == first.authority_pem


def test_another_name_brings_another_certificate_of_the_same_authority(tmp_path: Path) -> None:
    first = development_certificate(tmp_path, [], NOW)
    second = development_certificate(tmp_path, ["Support.Example"], NOW)
    assert "support.example" in second.names
    assert second.authority_pem == first.authority_pem


def test_renewing_by_hand_makes_a_new_certificate(tmp_path: Path) -> None:
    first = development_certificate(tmp_path, [], NOW).certificate_file.read_bytes()
    assert development_certificate(tmp_path, [], NOW, renew=True).certificate_file.read_bytes() != first


def test_the_operators_own_certificate_is_used_and_no_authority_is_named(tmp_path: Path) -> None:
    made = development_certificate(tmp_path, ["support.example"], NOW)
    own = own_certificate(made.certificate_file, made.key_file)
    assert own.authority_pem is None
    assert "support.example" in own.names


def test_own_files_that_cannot_be_used_are_refused_with_a_code(tmp_path: Path) -> None:
    first = development_certificate(tmp_path / "a", [], NOW)
    second = development_certificate(tmp_path / "b", [], NOW)
    assert second.authority_file is not None
    for certificate, key in (
        (tmp_path / "missing.pem", first.key_file),
        (second.authority_file, first.key_file),
    ):
        with pytest.raises(KeysFault) as refused:
            own_certificate(certificate, key)
        assert refused.value.code == "tls.does_not_load"
