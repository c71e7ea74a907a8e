"""`handrail certs`: shows, renews and rotates what the instance signs with."""

import argparse
from collections.abc import Sequence

from broker.app import open_certificate
from broker.clock import SystemClock, instant_text
from broker.commands.options import add_config_flags, explained, print_json, read_config
from certs.instance import ISSUED, InstanceKeys, open_instance_keys
from certs.tls import ServerCertificate
from protocol.envelope import key_hash
from protocol.trust import Purpose

PROGRAM = "handrail certs"


def main(arguments: Sequence[str]) -> int:
    """Show, renew or rotate; gives the exit status."""
    parser = argparse.ArgumentParser(prog=PROGRAM, description="The keys and certificates in the state directory.")
    actions = parser.add_subparsers(dest="action", required=True)
    show = actions.add_parser("show", help="root, keys with their generations, TLS certificate")
    renew = actions.add_parser("renew", help="make a new TLS certificate of the development authority now")
    rotate = actions.add_parser("rotate", help="begin the next generation of a key")
    rotate.add_argument("purpose", choices=[purpose.value for purpose in ISSUED])
    for each in (show, renew, rotate):
        add_config_flags(each, "state_dir", "public_url", "trusted_hosts", "tls_certificate", "tls_key")
    chosen = parser.parse_args(arguments)
    return explained(PROGRAM, lambda: _main(chosen))


def _main(chosen: argparse.Namespace) -> int:
    config, clock = read_config(chosen), SystemClock()
    certificate = open_certificate(config, clock, renew=chosen.action == "renew")
    keys = open_instance_keys(config.state_dir, clock.now())
    if chosen.action == "rotate":
        keys.rotate(Purpose(chosen.purpose), clock.now())
    print_json(_shown(keys, certificate))
    return 0


def _shown(keys: InstanceKeys, certificate: ServerCertificate) -> dict[str, object]:
    return {
        "instance": keys.instance,
        "root": {"fingerprint": keys.root_fingerprint, "private_key_is_here": keys.root_is_here},
        "keys": [
            {
                "purpose": purpose.value,
                "generation": ring.current.generation,
                "fingerprint": key_hash(ring.current.public),
                "created_at": instant_text(ring.current.created_at),
                "due_at": instant_text(ring.due_at),
            }
            for purpose, ring in keys.rings.items()
        ],
        "tls": {
            "certificate": str(certificate.certificate_file),
            "authority": str(certificate.authority_file) if certificate.authority_file else None,
            "names": sorted(certificate.names),
            "not_after": instant_text(certificate.not_after),
        },
    }
