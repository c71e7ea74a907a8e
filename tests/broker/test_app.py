"""Tests of the wiring: a whole broker on a free port."""

import asyncio
import ssl
import threading
from pathlib import Path

import aiohttp
import pytest

from broker.app import Broker, lay_foundation, open_certificate
from broker.config import Config, load
from broker.features.settings.rules import BadSetting
from certs.instance import open_instance_keys
from certs.tls import development_certificate
from tests.fakes.clock import FakeClock

pytestmark = pytest.mark.slow


def config_for(tmp_path: Path, sqlite_url: str, **more: str) -> Config:
    return load({"state_dir": str(tmp_path / "state"), "database_url": sqlite_url, "port": "0"} | more, {})


async def test_it_serves_and_ends_within_its_time(tmp_path: Path, sqlite_url: str) -> None:
    from broker.clock import SystemClock

    broker = Broker(lay_foundation(config_for(tmp_path, sqlite_url), SystemClock()))
    port = await broker.start()
    trusting = ssl.create_default_context(cafile=str(broker.ready_content(port)["ca_file"]))
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=trusting)) as client:
        async with client.get(f"https://localhost:{port}/readyz") as response:
            assert (response.status, await response.json()) == (200, {"status": "ok", "database": "ok", "keys": "ok"})
        async with asyncio.timeout(25):
            await broker.stop()


async def test_a_certificate_is_exchanged_by_the_thread_that_shakes_hands(
    tmp_path: Path, sqlite_url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exchanged by another while a handshake reads it, it ended the process now and then."""
    broker = Broker(lay_foundation(config_for(tmp_path, sqlite_url), clock))
    by: list[threading.Thread] = []
    exchange = ssl.SSLContext.load_cert_chain

    def noted(context: ssl.SSLContext, certificate: Path, key: Path) -> None:
        by.append(threading.current_thread())
        exchange(context, certificate, key)

    monkeypatch.setattr(ssl.SSLContext, "load_cert_chain", noted)
    await broker.housekeeping.renew_keys()
    assert by == [threading.main_thread()]
    await broker.stop()


async def test_the_trust_document_names_the_authority_that_serves(
    tmp_path: Path, sqlite_url: str, clock: FakeClock
) -> None:
    broker = Broker(lay_foundation(config_for(tmp_path, sqlite_url), clock))
    assert broker.foundation.keys.trusted.tls_authority == broker.certificate.authority_pem
    await broker.stop()
    # A command that opens the same state without a port does not change what is trusted.
    assert open_instance_keys(tmp_path / "state", clock.now()).trusted.tls_authority == broker.certificate.authority_pem


async def test_the_operators_own_certificate_is_served_and_no_authority_is_named(
    tmp_path: Path, sqlite_url: str, clock: FakeClock
) -> None:
    made = development_certificate(tmp_path / "own", ["support.example"], clock.now())
    own = {"tls_certificate": str(made.certificate_file), "tls_key": str(made.key_file)}
    config = config_for(tmp_path, sqlite_url, **own)
    broker = Broker(lay_foundation(config, clock))
    assert broker.foundation.keys.trusted.tls_authority is None
    assert open_certificate(config, clock).certificate_file == made.certificate_file
    await broker.stop()


async def test_a_wrong_setting_stops_the_start(tmp_path: Path, sqlite_url: str, clock: FakeClock) -> None:
    path = tmp_path / "handrail.toml"
    path.write_text("[settings]\nnonsense = 1\n")
    with pytest.raises(BadSetting):
        lay_foundation(config_for(tmp_path, sqlite_url, config=str(path)), clock)
