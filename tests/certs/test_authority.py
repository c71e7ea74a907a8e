"""Tests of the development authority's certificates."""

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from certs.authority import SERVER_LIFETIME, general_name, make_authority, make_server_certificate, names_in

NOW = datetime(2030, 1, 1, tzinfo=UTC)


def verify(leaf: x509.Certificate, authority: x509.Certificate, name: x509.GeneralName, at: datetime) -> None:
    assert isinstance(name, x509.DNSName | x509.IPAddress)
    PolicyBuilder().store(Store([authority])).time(at).build_server_verifier(name).verify(leaf, [])


def test_a_server_certificate_holds_for_its_names_in_its_time() -> None:
    authority, key = make_authority("host", NOW)
    leaf, _ = make_server_certificate(["localhost", "127.0.0.1", "::1", "support.example"], authority, key, NOW)
    assert names_in(leaf) == {"localhost", "127.0.0.1", "::1", "support.example"}
    for name in ("localhost", "127.0.0.1", "::1", "support.example"):
        verify(leaf, authority, general_name(name), NOW)
    with pytest.raises(VerificationError):
        verify(leaf, authority, general_name("other.example"), NOW)
    with pytest.raises(VerificationError):
        verify(leaf, authority, general_name("localhost"), NOW + SERVER_LIFETIME + timedelta(days=1))


def test_a_server_certificate_cannot_sign_others() -> None:
    authority, key = make_authority("host", NOW)
    leaf, leaf_key = make_server_certificate(["localhost"], authority, key, NOW)
    forged, _ = make_server_certificate(["bank.example"], leaf, leaf_key, NOW)
    verifier = PolicyBuilder().store(Store([authority])).time(NOW).build_server_verifier(x509.DNSName("bank.example"))
    with pytest.raises(VerificationError):
        verifier.verify(forged, [leaf])


def test_browsers_accept_its_lifetime() -> None:
    authority, key = make_authority("host", NOW)
    leaf, _ = make_server_certificate(["localhost"], authority, key, NOW)
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= timedelta(days=397)
