"""The agent, with a witness inside: writes down what must never be found on the way through the broker.

Files in the directory HANDRAIL_WITNESS: `pictures` (the encoder's own bytes, each after its length), `secrets` (what
DTLS exports for SRTP, one in hex a line) and `codes` (the code that the person's screen is told, one a line).
"""

import os
import sys
from pathlib import Path
from typing import Any

import agent.desktop_process
import agent.media.encode
import agent.peer.adaptations
from agent.__main__ import main
from protocol.links.core_desktop import FromCore, ShowSession

WITNESS = Path(os.environ["HANDRAIL_WITNESS"])
# RFC 5764: the label under which DTLS gives the keys of SRTP, and as many bytes as two keys and two salts take.
LABEL = b"EXTRACTOR-dtls_srtp"
LENGTH = 60


def witness_pictures() -> None:
    encode = agent.media.encode.LibraryEncoder.encode

    def encode_and_write(self: Any, *arguments: Any, **named: Any) -> bytes:
        content = encode(self, *arguments, **named)
        with (WITNESS / "pictures").open("ab") as file:
            file.write(len(content).to_bytes(4, "big") + content)
        return content

    agent.media.encode.LibraryEncoder.encode = encode_and_write  # type: ignore[method-assign]


def witness_secrets() -> None:
    start = agent.peer.adaptations.GuardedDtls.start

    async def start_and_write(self: Any, *arguments: Any, **named: Any) -> None:
        await start(self, *arguments, **named)
        secret = self._ssl.export_keying_material(LABEL, LENGTH)
        with (WITNESS / "secrets").open("a") as file:
            file.write(secret.hex() + "\n")

    agent.peer.adaptations.GuardedDtls.start = start_and_write  # type: ignore[method-assign]


def witness_codes() -> None:
    send = agent.desktop_process.DesktopProcess.send

    def send_and_write(self: Any, message: FromCore) -> bool:
        if isinstance(message, ShowSession):
            with (WITNESS / "codes").open("a") as file:
                file.write(f"{message.code}\n")
        return send(self, message)

    agent.desktop_process.DesktopProcess.send = send_and_write  # type: ignore[method-assign]


if __name__ == "__main__":
    witness_pictures()
    witness_secrets()
    witness_codes()
    sys.exit(main())
