"""Tests of what the subcommands share."""

import argparse
import io
import json
from pathlib import Path

import pytest
import structlog

from broker.commands.options import add_config_flags, explained, log_to, read_config
from broker.config import ConfigProblems
from broker.errors import Fault, NotFound
from certs.errors import KeysFault


def failing(error: Exception) -> int:
    raise error


@pytest.mark.parametrize(
    ("error", "status", "line"),
    [
        (ConfigProblems("port: wrong."), 2, "handrail x: port: wrong.\n"),
        (KeysFault("keys.damaged", "It is damaged."), 2, "handrail x: It is damaged.\n"),
        (NotFound(), 1, "handrail x: Nothing here for you.\n"),
        (Fault("the disk is full"), 1, "handrail x: the disk is full\n"),
        (OSError(98, "Address already in use"), 1, "handrail x: Address already in use\n"),
    ],
)
def test_what_is_known_to_go_wrong_is_one_line(
    capsys: pytest.CaptureFixture[str], error: Exception, status: int, line: str
) -> None:
    assert explained("handrail x", lambda: failing(error)) == status
    assert capsys.readouterr().err == line


def test_flags_reach_the_configuration(tmp_path: Path) -> None:
    parser = argparse.ArgumentParser()
    add_config_flags(parser)
    config = read_config(parser.parse_args(["--state-dir", str(tmp_path), "--port", "0"]))
    assert (config.state_dir, config.port) == (tmp_path, 0)


def test_a_flag_of_the_command_itself_is_no_option_of_the_configuration() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--host")
    add_config_flags(parser, "state_dir")
    assert read_config(parser.parse_args(["--host", "elsewhere.example"])).host == "127.0.0.1"


def test_a_command_takes_only_its_own_flags() -> None:
    parser = argparse.ArgumentParser()
    add_config_flags(parser, "state_dir")
    with pytest.raises(SystemExit):
        parser.parse_args(["--port", "0"])


def test_a_failure_in_the_log_says_where_and_never_with_what() -> None:
    stream = io.StringIO()

    def sign_in(password: str) -> None:
        raise ValueError("nothing of it stands here")

    log_to(stream, "info")
    try:
        sign_in("Correct-Horse-7")
    except ValueError as fault:
        structlog.get_logger("test").error("failed", exc_info=fault)
    finally:
        structlog.reset_defaults()
    written = stream.getvalue()
    assert '"name": "sign_in"' in written
    assert "Correct-Horse" not in written


def test_the_log_is_json_a_line_and_keeps_its_level() -> None:
    stream = io.StringIO()
    log_to(stream, "info")
    try:
        structlog.get_logger("test").info("one", code="a.b")
        structlog.get_logger("test").debug("two")
    finally:
        structlog.reset_defaults()
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [(line["event"], line["code"], line["level"]) for line in lines] == [("one", "a.b", "info")]
