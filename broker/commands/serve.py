"""`handrail serve`: runs the broker until it is told to end."""

import argparse
import asyncio
import gc
import json
import signal
import sys
from collections.abc import Sequence

from broker.app import Broker, lay_foundation, open_certificate
from broker.clock import SystemClock
from broker.commands.options import add_config_flags, explained, log_to, read_config, run_loop
from broker.config import Config
from broker.features.settings.service import Settings
from certs.files import write_private

PROGRAM = "handrail serve"


def main(arguments: Sequence[str]) -> int:
    """Serve, or check the configuration; gives the exit status."""
    parser = argparse.ArgumentParser(prog=PROGRAM, description="Run the broker: portal, API and links on one TLS port.")
    parser.add_argument("--check-config", action="store_true", help="say what is wrong with the configuration, and end")
    add_config_flags(parser)
    chosen = parser.parse_args(arguments)
    return explained(PROGRAM, lambda: _main(chosen))


def _main(chosen: argparse.Namespace) -> int:
    config = read_config(chosen)
    if chosen.check_config:
        Settings(config.settings)
        if config.tls_certificate:
            open_certificate(config, SystemClock())
        print("The configuration is good.")
        return 0
    log_to(sys.stderr, config.log_level)
    run_loop(_serve(config))
    return 0


async def _serve(config: Config) -> None:
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    foundation = lay_foundation(config, SystemClock())
    try:
        broker = Broker(foundation)
    except BaseException:
        await foundation.close()
        raise
    try:
        port = await broker.start()
        await _announce(broker, port)
        # What the start has made stays; looking at all of it again for garbage holds every answer up.
        gc.collect()
        gc.freeze()
        await told.wait()
    finally:
        if config.ready_file:
            config.ready_file.unlink(missing_ok=True)
        await broker.stop()


async def _announce(broker: Broker, port: int) -> None:
    foundation = broker.foundation
    secret = await foundation.administration().new_set_up_secret()
    print(f"Handrail is at {foundation.config.url(port)}", flush=True)
    if broker.certificate.authority_file:
        print(f"Its development authority, for browsers to trust: {broker.certificate.authority_file}", flush=True)
    if secret:
        print("There is no administrator yet. Within 24 hours, on this computer:", flush=True)
        print(f"  handrail admin create --email YOU@EXAMPLE.ORG --name 'YOUR NAME' --secret {secret}", flush=True)
    if foundation.config.ready_file:
        write_private(foundation.config.ready_file, json.dumps(broker.ready_content(port)).encode())
