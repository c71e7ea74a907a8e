"""Runs the demo: desktop, broker and agent, from the first start to the last goodbye."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from broker.clock import SystemClock
from broker.demo import seed
from broker.demo.announcement import Device, Ready, lines_for, ready_of
from broker.demo.desktop import Desktop, desktop_to_share
from broker.demo.errors import DemoError
from broker.demo.people import PROVIDER, DemoPerson
from broker.demo.processes import Child, Children
from broker.demo.state import DemoState, held, write_private_json

Value = TypeVar("Value")

HOST = "127.0.0.1"
BROKER_SECONDS = 60.0
ENROLMENT_SECONDS = 60.0
ONLINE_SECONDS = 60.0
POLL_SECONDS = 0.1
LOOPBACK: Final = "127.0.0.0/8"


# How often the person is asked is the one figure that whoever shows the demo again and again may want otherwise.
KEPT: Final = frozenset({"HANDRAIL_OFFERS_IN_TEN_MINUTES", "HANDRAIL_AGENT_OFFERS_IN_TEN_MINUTES"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What `handrail demo` was asked for."""

    port: int
    state: Path
    ready_file: Path | None
    fresh: bool
    is_large: bool = False


async def run(options: Options, environment: Mapping[str, str], say: Callable[[str], None]) -> None:
    """Stand until SIGTERM or SIGINT; raises DemoError when it cannot stand, or when a program ends by itself."""
    state = DemoState(options.state)
    with held(state):
        if options.fresh:
            state.empty()
        _forget(options.ready_file, state.broker_ready)
        async with Children(state.logs) as children:
            try:
                await _until_told(_stand(options, state, children, environment, say))
            finally:
                _forget(options.ready_file, state.broker_ready, state.shown)


async def _stand(
    options: Options, state: DemoState, children: Children, environment: Mapping[str, str], say: Callable[[str], None]
) -> None:
    people = state.remembered().people
    desktop = await desktop_to_share(children, state.desktop, environment)
    token = await seed.prepare(state, people)
    if options.is_large:
        await asyncio.to_thread(seed.grow, state)
    began = SystemClock().now()
    broker, url = await _start_broker(children, state, options.port, environment)
    agent = await _start_agent(children, state, url, token, desktop)
    device = await _watched(children, _device_online(state, desktop, began))
    ready = ready_of(
        url=url,
        ca_file=state.authority,
        people=people,
        device=device,
        broker_pid=broker.pid,
        agent_pid=agent.pid,
    )
    _announce(ready, people, options, state, desktop, say)
    ended = await children.first_to_end()
    raise DemoError(_obituary(ended))


def _announce(
    ready: Ready,
    people: tuple[DemoPerson, ...],
    options: Options,
    state: DemoState,
    desktop: Desktop,
    say: Callable[[str], None],
) -> None:
    write_private_json(state.shown, ready)
    if options.ready_file:
        write_private_json(options.ready_file, ready)
    for line in lines_for(ready, people, is_private=desktop.is_private, folder=state.folder):
        say(line)


async def _start_broker(
    children: Children, state: DemoState, port: int, environment: Mapping[str, str]
) -> tuple[Child, str]:
    command = [sys.executable, "-m", "broker", "serve", "--state-dir", str(state.broker)]
    command += ["--name", PROVIDER, "--host", HOST, "--port", str(port), "--ready-file", str(state.broker_ready)]
    # A webhook to a program on this very computer can be tried.
    command += ["--webhook-networks", LOOPBACK]
    broker = await children.start("broker", command, _without_handrail(environment))
    address = await _watched(children, _appears(state.broker_ready, BROKER_SECONDS, "The broker"))
    return broker, str(msgspec.json.decode(address)["url"])


async def _start_agent(children: Children, state: DemoState, url: str, token: str | None, desktop: Desktop) -> Child:
    # The viewer is a browser on this very computer, so the loopback addresses are the ones that lead there.
    environment = _without_handrail(desktop.environment) | {
        "HANDRAIL_AGENT_STATE": str(state.agent),
        "HANDRAIL_AGENT_LOOPBACK": "1",
    }
    program = [sys.executable, "-m", "agent"]
    if token is not None:
        enrolment = await children.start("enrolment", [*program, "enroll", url, token], environment)
        await _finished(enrolment)
        children.forget(enrolment)
        await seed.give_device_away(state)
    else:
        state.lead_agent_to(url)
    return await children.start("agent", [*program, "run"], environment)


async def _finished(child: Child) -> None:
    try:
        async with asyncio.timeout(ENROLMENT_SECONDS):
            status = await child.process.wait()
    except TimeoutError:
        raise DemoError(f"The {child.name} took longer than {ENROLMENT_SECONDS:.0f} s.") from None
    if status != 0:
        raise DemoError(_obituary(child))


async def _device_online(state: DemoState, desktop: Desktop, since: datetime) -> Device:
    try:
        async with asyncio.timeout(ONLINE_SECONDS):
            found = await seed.await_device(state, since)
    except TimeoutError:
        raise DemoError(
            f"The device did not come online within {ONLINE_SECONDS:.0f} s; see {state.logs}/agent.log."
        ) from None
    return Device(id=found.id, name=found.name, display=desktop.display, xauthority=desktop.xauthority)


async def _appears(path: Path, seconds: float, who: str) -> bytes:
    deadline = asyncio.get_running_loop().time() + seconds
    while asyncio.get_running_loop().time() < deadline:
        if path.is_file():
            return path.read_bytes()
        await asyncio.sleep(POLL_SECONDS)
    raise DemoError(f"{who} was not up within {seconds:.0f} s.")


async def _watched(children: Children, work: Awaitable[Value]) -> Value:
    """Wait for the work, or raise as soon as one of the programs ends."""
    task = asyncio.ensure_future(work)
    ending = asyncio.ensure_future(children.first_to_end())
    try:
        await asyncio.wait({task, ending}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise DemoError(_obituary(ending.result()))
    finally:
        task.cancel()
        ending.cancel()


async def _until_told(work: Awaitable[None]) -> None:
    """Do the work until it ends or somebody sends SIGTERM or SIGINT."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task


def _obituary(child: Child) -> str:
    words = child.last_words()
    return f"The {child.name} ended by itself (status {child.process.returncode}); see {child.log}" + (
        f":\n{words}" if words else "."
    )


def _without_handrail(environment: Mapping[str, str]) -> dict[str, str]:
    """Keep the demo's own figures from being overruled by a configuration that is meant for a real instance."""
    return {key: value for key, value in environment.items() if not key.startswith("HANDRAIL_") or key in KEPT}


def _forget(*paths: Path | None) -> None:
    for path in paths:
        if path is not None:
            path.unlink(missing_ok=True)
