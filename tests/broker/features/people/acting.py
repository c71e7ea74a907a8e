"""The acts on people for tests: real links and letters, and lists of what the world would be told."""

from broker.features.invitations.issuing import Issuer
from broker.features.people.acts import Acts
from broker.storage.sealing import Sealer


def acts_over(revoked: list[tuple[str, bool]], looked: list[str] | None = None) -> Acts:
    """Build the acts; `looked` gets a word each time that links would have to look again."""
    issuer = Issuer(sealer=Sealer(b"s" * 32), instance="Handrail", wake=lambda: None)
    seen = looked if looked is not None else []
    return Acts(
        inviting=issuer,
        revoked=lambda account, trays: revoked.append((account, trays)),
        told=lambda account, organization: None,
        look_again=lambda: seen.append("again"),
        wait_again=lambda change, account: None,
    )
