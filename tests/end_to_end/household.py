"""Broker, agent and desktop started one by one, so that a test can kill either and start it again."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path

from broker.clock import SystemClock
from broker.demo import seed
from broker.demo.desktop import Desktop, desktop_to_share
from broker.demo.processes import Child, Children
from broker.demo.state import DemoState
from tests.end_to_end.demo import MANY_OFFERS, Account, Demo

ONLINE_SECONDS = 60


@dataclass
class Household:
    """What one demo is made of, each part by itself."""

    state: DemoState
    children: Children
    desktop: Desktop
    port: int
    url: str
    accounts: dict[str, Account]
    agent_module: str = "agent"
    broker_module: str = "broker"
    demo: Demo = field(init=False)
    broker: Child = field(init=False)
    agent: Child = field(init=False)
    device: seed.OnlineDevice = field(init=False)

    async def start_broker(self) -> None:
        """Start the broker on the same port as before, and wait until the port is open."""
        self.state.broker_ready.unlink(missing_ok=True)
        command = [sys.executable, "-m", self.broker_module, "serve", "--state-dir", str(self.state.broker)]
        command += ["--port", str(self.port), "--public-url", self.url, "--ready-file", str(self.state.broker_ready)]
        self.broker = await self.children.start("broker", command, os.environ | MANY_OFFERS)
        async with asyncio.timeout(ONLINE_SECONDS):
            while not self.state.broker_ready.exists():
                await asyncio.sleep(0.05)

    async def start_agent(self, token: str | None = None) -> None:
        """Start the agent, enrolled first where there is a token, and wait until the device is online."""
        began = SystemClock().now()
        environment = {
            **self.desktop.environment,
            **MANY_OFFERS,
            "HANDRAIL_AGENT_STATE": str(self.state.agent),
            "HANDRAIL_AGENT_LOOPBACK": "1",
        }
        program = [sys.executable, "-m", self.agent_module]
        if token is not None:
            enrolment = await self.children.start("enrolment", [*program, "enroll", self.url, token], environment)
            assert await enrolment.process.wait() == 0, enrolment.last_words()
            self.children.forget(enrolment)
        self.agent = await self.children.start("agent", [*program, "run"], environment)
        async with asyncio.timeout(ONLINE_SECONDS):
            self.device = await seed.await_device(self.state, began)

    async def online_again(self) -> None:
        """Wait until the device that kept running has found the broker again."""
        began = SystemClock().now()
        async with asyncio.timeout(ONLINE_SECONDS * 2):
            await seed.await_device(self.state, began)

    async def kill(self, child: Child) -> None:
        """End a program as a power cut would."""
        os.kill(child.pid, signal.SIGKILL)
        await child.process.wait()
        self.children.forget(child)

    def sessions_without_end_or_deadline(self) -> list[str]:
        """Name the sessions that would stay for ever."""
        with closing(sqlite3.connect(self.state.broker / "handrail.db", timeout=30)) as database:
            rows = database.execute("select id from sessions where ended_at is null and deadline is null")
            return [row[0] for row in rows.fetchall()]

    def entries(self) -> set[tuple[str, int, str]]:
        """Read every stored entry's place and hash."""
        with closing(sqlite3.connect(self.state.broker / "handrail.db", timeout=30)) as database:
            rows = database.execute("select organization_id, sequence, hash from audit_entries")
            return {(row[0], row[1], bytes_or_text(row[2])) for row in rows.fetchall()}

    def verify(self) -> subprocess.CompletedProcess[str]:
        """Check every chain by the offline command."""
        command = [sys.executable, "-m", "broker", "audit", "verify", "--state-dir", str(self.state.broker)]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def bytes_or_text(value: bytes | str) -> str:
    return value.hex() if isinstance(value, bytes) else value


def free_port() -> int:
    """Find a port that is free now; the broker has to come back on the same one."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def household(
    folder: Path,
    *,
    url: str | None = None,
    port: int | None = None,
    agent_module: str = "agent",
    broker_module: str = "broker",
) -> AsyncIterator[Household]:
    """Run the parts of a demo in `folder`; all of them end with it. `url` is where others reach the broker."""
    port = port or free_port()
    environment = {key: value for key, value in os.environ.items() if key not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    state = DemoState(folder / "state")
    state.folder.mkdir(parents=True)
    people = state.remembered().people
    async with Children(state.logs) as children:
        desktop = await desktop_to_share(children, state.desktop, environment)
        token = await seed.prepare(state, people)
        accounts = {
            person.role.value: Account(email=person.email, password=person.password, totp_secret=person.totp_secret)
            for person in people
        }
        home = Household(
            state=state,
            children=children,
            desktop=desktop,
            port=port,
            url=url or f"https://localhost:{port}",
            accounts=accounts,
            agent_module=agent_module,
            broker_module=broker_module,
        )
        await home.start_broker()
        await home.start_agent(token)
        home.demo = Demo(
            url=home.url,
            ca_file=state.authority,
            accounts=accounts,
            device={
                "id": home.device.id,
                "name": home.device.name,
                "display": desktop.display,
                "xauthority": desktop.xauthority or "",
            },
            pids={},
            state=state.folder,
            process=None,  # type: ignore[arg-type]
        )
        yield home
