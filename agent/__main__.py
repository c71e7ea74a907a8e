"""The command `handrail-agent`: enrols this device, and runs the agent on it."""

import argparse
import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import Coroutine, Sequence
from pathlib import Path

from agent.config import AgentConfig, read_config, signed_in_person
from agent.core import Core
from agent.enrolment import enroll
from agent.errors import AgentFault
from agent.facts import agent_version, gather_facts
from agent.identity import Identity
from agent.media.stream import ScreenStream
from agent.once import run_once
from agent.peer.connection import Peer
from agent.sessions.ports import PeerFactory, PictureWatcher
from certs.errors import KeysFault


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; gives the process's exit code."""
    if not __debug__:
        print("handrail-agent: never run with python -O, it takes safety checks out of the libraries.", file=sys.stderr)
        return 2
    chosen = _parser().parse_args(arguments)
    logging.basicConfig(level=chosen.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s")
    config = read_config(state=chosen.state, headless=chosen.headless, loopback=chosen.loopback)
    try:
        if chosen.command == "enroll":
            return _enroll(config, chosen.url, chosen.token)
        if chosen.command == "once":
            return asyncio.run(_stoppable(run_once(config, chosen.target, chosen.code, _serve_once)))
        return asyncio.run(_run(config))
    except AgentFault as fault:
        print(f"handrail-agent: {fault.message}", file=sys.stderr)
        return 1
    except KeysFault as fault:
        print(f"handrail-agent: {fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="handrail-agent", description="Shares this screen when its person says yes.")
    parser.add_argument("--version", action="version", version=agent_version())
    parser.add_argument("--state", type=Path, help="directory of this device's key and enrolment")
    parser.add_argument("--headless", action="store_true", help="run without asking anybody: nobody is signed in")
    parser.add_argument("--loopback", action="store_true", help="also offer loopback addresses to viewers")
    parser.add_argument("--log-level", default="info", choices=["debug", "info", "warning", "error"])
    commands = parser.add_subparsers(dest="command", required=True)
    enrol = commands.add_parser("enroll", help="make this device known to a broker")
    enrol.add_argument("url", help="the broker's address, https://…")
    enrol.add_argument("token", help="the token from Inventory, Add device")
    once = commands.add_parser("once", help="get help once, on a device that is not enrolled; nothing stays behind")
    once.add_argument("target", metavar="URL#ROOT", help="from the page Get help now")
    once.add_argument("--code", help="the code of an approved request, nine digits")
    commands.add_parser("run", help="run the agent")
    return parser


def _enroll(config: AgentConfig, url: str, token: str) -> int:
    facts = gather_facts(signed_in_person() if config.with_desktop else None, ())
    enrolment = enroll(url, token, Identity(config.state), facts)
    print(f"Enrolled as {enrolment.name}. Now run: handrail-agent run")
    return 0


async def _run(config: AgentConfig) -> int:
    return await _stoppable(Core(config, _peer_factory(config), _picture).run())


async def _serve_once(config: AgentConfig) -> None:
    await Core(config, _peer_factory(config), _picture, is_once=True).run()


async def _stoppable(work: Coroutine[object, object, None]) -> int:
    """Do this until it is over, or the process is asked to end."""
    task = asyncio.create_task(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task
    return 0


def _peer_factory(config: AgentConfig) -> PeerFactory:
    return lambda on_message, on_lost: Peer(on_message=on_message, on_lost=on_lost, loopback=config.loopback)


def _picture(watcher: PictureWatcher) -> ScreenStream:
    # Imported here: on a machine without a display the library for it may be missing.
    from agent.desktop.screen_x11 import X11Screen

    return ScreenStream(
        X11Screen(),
        on_size=lambda size: watcher.resized(size.width, size.height),
        on_pointer=lambda pointer: watcher.pointed(pointer.x, pointer.y),
        on_lost=watcher.picture_lost,
        on_gone=watcher.monitor_gone,
    )


if __name__ == "__main__":
    sys.exit(main())
