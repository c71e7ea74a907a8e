"""`handrail demo`: reads its arguments, and says in one line what went wrong."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from broker.config import DEFAULT_PORT
from broker.demo.announcement import codes_for, default_folder
from broker.demo.answer import Answer, answer_question
from broker.demo.errors import DemoError
from broker.demo.run import Options, run
from broker.demo.state import DemoState


def main(arguments: Sequence[str]) -> int:
    """Run the demo; gives the exit status."""
    chosen = _parser().parse_args(arguments)
    try:
        if chosen.codes:
            return _show_codes(chosen.state)
        if chosen.answer:
            asyncio.run(answer_question(DemoState(chosen.state), Answer(chosen.answer), os.environ))
            return 0
        options = Options(
            port=chosen.port,
            state=chosen.state.absolute(),
            ready_file=chosen.ready_file.absolute() if chosen.ready_file else None,
            fresh=chosen.fresh,
            is_large=chosen.seed == "large",
        )
        asyncio.run(run(options, os.environ, _say))
    except DemoError as fault:
        print(f"handrail demo: {fault}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="handrail demo",
        description="Everything on this computer: broker, agent, a desktop to share, four people to sign in as.",
    )
    parser.add_argument("--port", type=_port, default=DEFAULT_PORT, help=f"default {DEFAULT_PORT}; 0 takes a free one")
    parser.add_argument("--state", type=Path, default=default_folder(), help="a directory of its own (%(default)s)")
    parser.add_argument("--ready-file", type=Path, help="written as JSON when everything is up")
    parser.add_argument("--fresh", action="store_true", help="forget the last run first")
    parser.add_argument(
        "--seed",
        choices=("small", "large"),
        default="small",
        help="large: with 500 organizations, 20,000 end users and 100,000 devices; takes about a minute (%(default)s)",
    )
    parser.add_argument("--codes", action="store_true", help="show the sign-in codes of this moment, and end")
    parser.add_argument("--answer", choices=list(Answer), help="answer the question on the demo's desktop, and end")
    return parser


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError("a port is a whole number from 0 to 65535")
    return int(text)


def _show_codes(folder: Path) -> int:
    state = DemoState(folder)
    if not state.mark.is_file():
        raise DemoError(f"There is no demo in {folder}.")
    for line in codes_for(state.remembered().people):
        _say(line)
    return 0


def _say(line: str) -> None:
    print(line, flush=True)
