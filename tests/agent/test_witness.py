"""A device remembers the furthest point of the audit log, and never goes back."""

from pathlib import Path

from agent.witness import AuditWitness
from protocol.grant import Witness
from protocol.identifiers import OrganizationId
from protocol.trust import CHECKPOINT_TYPE, Checkpoint
from tests.agent.instance import Signer

HERE = OrganizationId("o" * 26)
KEY = Signer()


def checkpoint(sequence: int, *, organization: OrganizationId = HERE, signer: Signer = KEY) -> str:
    made = Checkpoint(organization=organization, sequence=sequence, hash=f"{sequence:064x}", at="2026-01-01T00:00:00Z")
    return signer.seal(CHECKPOINT_TYPE, made)


def test_it_moves_on_and_never_back(tmp_path: Path) -> None:
    witness = AuditWitness(tmp_path, HERE)
    assert witness.seen() is None
    witness.see(checkpoint(5), KEY.keys)
    witness.see(checkpoint(4), KEY.keys)
    assert AuditWitness(tmp_path, HERE).seen() == Witness(sequence=5, hash=f"{5:064x}")
    witness.see(checkpoint(6), KEY.keys)
    assert witness.seen() == Witness(sequence=6, hash=f"{6:064x}")


def test_what_the_checkpoint_key_did_not_sign_is_not_believed(tmp_path: Path) -> None:
    witness = AuditWitness(tmp_path, HERE)
    witness.see(checkpoint(5, signer=Signer()), KEY.keys)
    witness.see("{}", KEY.keys)
    assert witness.seen() is None


def test_another_organizations_log_is_none_of_its_business(tmp_path: Path) -> None:
    witness = AuditWitness(tmp_path, HERE)
    witness.see(checkpoint(5, organization=OrganizationId("x" * 26)), KEY.keys)
    assert witness.seen() is None
