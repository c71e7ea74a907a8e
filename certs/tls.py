"""The TLS certificate of the one port: the operator's own, or one of the development authority."""

import ipaddress
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from certs.authority import (
    RENEW_BEFORE,
    certificate_pem,
    general_name,
    key_pem,
    make_authority,
    make_server_certificate,
    names_in,
)
from certs.errors import KeysFault
from certs.files import locked, private_directory, read_private, write_private

ALWAYS: Final = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerCertificate:
    """Where certificate and key lie, and the authority that others must be told about (None: a public one)."""

    certificate_file: Path
    key_file: Path
    authority_file: Path | None
    authority_pem: str | None
    not_after: datetime
    names: frozenset[str]


def own_certificate(certificate_file: Path, key_file: Path) -> ServerCertificate:
    """Use what the operator brings; raises KeysFault where the files are missing or do not fit each other."""
    try:
        certificate = x509.load_pem_x509_certificates(certificate_file.read_bytes())[0]
        server_context(certificate_file, key_file)
        names = names_in(certificate)
    except (OSError, ValueError, ssl.SSLError, x509.ExtensionNotFound) as fault:
        raise KeysFault(
            "tls.does_not_load",
            f"The certificate {certificate_file} and key {key_file} cannot be used: {_reason(fault)}",
        ) from None
    return ServerCertificate(
        certificate_file=certificate_file,
        key_file=key_file,
        authority_file=None,
        authority_pem=None,
        not_after=certificate.not_valid_after_utc,
        names=names,
    )


def development_certificate(
    state_dir: Path, names: Iterable[str], now: datetime, *, renew: bool = False
) -> ServerCertificate:
    """Open the certificate of the development authority; make or renew what is missing, due or for other names."""
    directory = private_directory(private_directory(state_dir) / "certs")
    wanted = frozenset((*ALWAYS, *_machine_names(), *(_plain(name) for name in names)))
    with locked(directory):
        authority, authority_key = _open_authority(directory, now)
        certificate = _stored_server(directory, authority)
        if renew or certificate is None or not wanted <= names_in(certificate) or _is_due(certificate, now):
            certificate = _issue(directory, wanted, authority, authority_key, now)
    return ServerCertificate(
        certificate_file=directory / "server.pem",
        key_file=directory / "server.pem",
        authority_file=directory / "authority.pem",
        authority_pem=certificate_pem(authority).decode(),
        not_after=certificate.not_valid_after_utc,
        names=names_in(certificate),
    )


def server_context(certificate_file: Path, key_file: Path) -> ssl.SSLContext:
    """Make the TLS side of the port: TLS 1.2 upwards, no session tickets (they cost a third of each connect)."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.num_tickets = 0
    context.options |= ssl.OP_NO_TICKET | ssl.OP_NO_RENEGOTIATION
    context.set_alpn_protocols(["http/1.1"])
    context.load_cert_chain(certificate_file, key_file)
    return context


def _open_authority(directory: Path, now: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    stored_key, stored = read_private(directory / "authority.key"), read_private(directory / "authority.pem")
    if stored is not None and stored_key is not None:
        return _load(stored, stored_key, directory / "authority.pem")
    certificate, key = make_authority(socket.gethostname(), now)
    write_private(directory / "authority.key", key_pem(key))
    write_private(directory / "authority.pem", certificate_pem(certificate))
    return certificate, key


def _stored_server(directory: Path, authority: x509.Certificate) -> x509.Certificate | None:
    stored = read_private(directory / "server.pem")
    if stored is None:
        return None
    certificate, _ = _load(stored, stored, directory / "server.pem")
    try:
        certificate.verify_directly_issued_by(authority)
    except Exception:  # whatever is wrong with it, the answer is a new one
        return None
    return certificate


def _issue(
    directory: Path,
    names: frozenset[str],
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
    now: datetime,
) -> x509.Certificate:
    certificate, key = make_server_certificate(sorted(names), authority, authority_key, now)
    # One file for both halves: a reader never sees a certificate with the key of another.
    write_private(directory / "server.pem", key_pem(key) + certificate_pem(certificate))
    return certificate


def _load(certificate: bytes, key: bytes, path: Path) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    try:
        loaded = x509.load_pem_x509_certificate(certificate)
        private = serialization.load_pem_private_key(key, None)
    except ValueError:
        private, loaded = None, None
    if loaded is None or not isinstance(private, ec.EllipticCurvePrivateKey):
        raise KeysFault("keys.damaged", f"{path} is damaged: bring it back from a backup, or delete {path.parent}.")
    return loaded, private


def _is_due(certificate: x509.Certificate, now: datetime) -> bool:
    return now >= certificate.not_valid_after_utc - RENEW_BEFORE or now < certificate.not_valid_before_utc


def _machine_names() -> tuple[str, ...]:
    try:
        return (_plain(socket.gethostname()),)
    except KeysFault:
        return ()


def _plain(name: str) -> str:
    try:
        general_name(name)
        return str(ipaddress.ip_address(name)) if _is_address(name) else name.lower()
    except ValueError:
        raise KeysFault("tls.bad_name", f"{name} is neither a host name nor an address.") from None


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _reason(fault: Exception) -> str:
    return str(fault) or type(fault).__name__
