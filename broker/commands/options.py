"""What subcommands share: the flags of the configuration, and one clear line for whatever is wrong."""

import argparse
import asyncio
import json
import logging
import sys
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, Final, TextIO, TypeVar

import structlog
from structlog.processors import ExceptionRenderer
from structlog.tracebacks import ExceptionDictTransformer

from broker.app import Foundation, lay_foundation
from broker.clock import SystemClock
from broker.config import OPTIONS, Config, ConfigProblems, load
from broker.errors import Fault, Refusal
from broker.features.settings.rules import BadSetting
from certs.errors import KeysFault

Value = TypeVar("Value")

FAILED: Final = 1
WRONG_USE: Final = 2
WRONG: Final = (ConfigProblems, KeysFault, BadSetting, Fault, Refusal, OSError)


def add_config_flags(parser: argparse.ArgumentParser, *names: str) -> None:
    """Add the flags of the configuration, or of some of its options."""
    group = parser.add_argument_group("configuration", "also from a TOML file and HANDRAIL_… variables")
    group.add_argument("--config", metavar="FILE", dest=_place("config"), help="TOML file to read first")
    for option in OPTIONS:
        if not names or option.name in names:
            group.add_argument(option.flag, metavar="VALUE", dest=_place(option.name), help=option.help)


def read_config(chosen: argparse.Namespace) -> Config:
    """Read the configuration; raises ConfigProblems."""
    flags: Mapping[str, Any] = vars(chosen)
    return load({name: flags.get(_place(name)) for name in ("config", *(option.name for option in OPTIONS))})


def _place(name: str) -> str:
    """Keep an option of the configuration apart from a flag of the same name, such as a person's --name."""
    return f"configuration_{name}"


def explained(program: str, work: Callable[[], int]) -> int:
    """Do the work; say in a line what was wrong, where that is known, and never with a trace."""
    try:
        return work()
    except ConfigProblems as problems:
        for problem in problems.problems:
            print(f"{program}: {problem}", file=sys.stderr)
        return WRONG_USE
    except (KeysFault, BadSetting) as fault:
        print(f"{program}: {fault}", file=sys.stderr)
        return WRONG_USE
    except Refusal as refusal:
        print(f"{program}: {refusal.message}", file=sys.stderr)
        return FAILED
    except Fault as fault:
        print(f"{program}: {fault.detail or fault.message}", file=sys.stderr)
        return FAILED
    except OSError as fault:
        print(f"{program}: {fault.strerror or fault}", file=sys.stderr)
        return FAILED


def on_foundation(config: Config, work: Callable[[Foundation], Awaitable[Value]]) -> Value:
    """Run something on keys and database, without a port."""

    async def run() -> Value:
        foundation = lay_foundation(config, SystemClock())
        try:
            return await work(foundation)
        finally:
            await foundation.close()

    return run_loop(run())


def run_loop(work: Coroutine[Any, Any, Value]) -> Value:
    """Run in uvloop where there is one: a TLS connection then costs 37 KB in place of 50."""
    try:
        import uvloop
    except ImportError:
        return asyncio.run(work)
    return uvloop.run(work)


# The values of variables are passwords, tokens and what people wrote; the log says where it failed, not with what.
_WITHOUT_LOCALS: Final = ExceptionRenderer(ExceptionDictTransformer(show_locals=False))


def log_to(stream: TextIO, level: str) -> None:
    """Write the log as one JSON object a line."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _WITHOUT_LOCALS,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.WriteLoggerFactory(file=stream),
    )


def print_json(content: object) -> None:
    print(json.dumps(content, ensure_ascii=False, indent=2), flush=True)
