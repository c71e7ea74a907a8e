"""Proofs run the tests' own code at the full count."""

from tools.prove import command_for


def test_a_named_proof_runs_without_the_limit_of_single_tests() -> None:
    command = command_for("kill", ["-x"])
    assert command[-1] == "-x"
    assert command[command.index("--prove") + 1] == "kill"
    assert command[command.index("--timeout") + 1] == "0"


def test_without_a_name_the_proofs_are_listed() -> None:
    assert "--list-proofs" in command_for("", [])
