"""`handrail audit`: checks the whole audit log, without a running broker."""

import argparse
from collections.abc import Sequence

from broker.access.actors import SystemActor
from broker.access.permissions import Permission
from broker.app import Foundation
from broker.audit.chain import Broken, Verdict
from broker.commands.options import FAILED, add_config_flags, explained, on_foundation, read_config
from broker.storage.audit_check import chains, check_chain
from broker.storage.unit_of_work import View
from protocol.envelope import keys_of
from protocol.identifiers import OrganizationId
from protocol.trust import Purpose

PROGRAM = "handrail audit"


def main(arguments: Sequence[str]) -> int:
    """Verify every chain; gives 0 where all hold and 1 where one does not."""
    parser = argparse.ArgumentParser(prog=PROGRAM, description="The audit log.")
    actions = parser.add_subparsers(dest="action", required=True)
    verify = actions.add_parser("verify", help="check every entry of every chain")
    add_config_flags(verify, "state_dir", "database_url")
    chosen = parser.parse_args(arguments)
    return explained(PROGRAM, lambda: _main(chosen))


def _main(chosen: argparse.Namespace) -> int:
    verdicts = on_foundation(read_config(chosen), _verify)
    for organization, verdict in verdicts:
        name = organization or "the instance"
        if isinstance(verdict, Broken):
            print(
                f"✗ {name}: entry {verdict.sequence} is {verdict.how}; it holds to entry {verdict.holds_to.sequence}."
            )
        else:
            print(f"✓ {name}: {verdict.head.sequence} entries hold, last hash {verdict.head.hash}.")
    return FAILED if any(isinstance(verdict, Broken) for _, verdict in verdicts) else 0


async def _verify(foundation: Foundation) -> list[tuple[OrganizationId, Verdict]]:
    keys = keys_of(*(key.public for key in foundation.keys.public_keys(Purpose.CHECKPOINT)))

    def check(view: View) -> list[tuple[OrganizationId, Verdict]]:
        return [(organization, check_chain(view, organization, keys=keys)) for organization in chains(view)]

    return await foundation.work.view(SystemActor(job="console"), Permission.AUDIT_READ, check)
