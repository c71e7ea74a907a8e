"""The desktop's end of the socket: whole messages in, whole messages out, and one clear end."""

import socket
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication

from agent.desktop.core_link import CoreLink
from protocol import codec
from protocol.links.core_desktop import MAX_FRAME_BYTES, FromCore, Ping, Pong
from protocol.links.framing import framed
from tests.agent.desktop.stage import qt_loop, wait_until


class Ends:
    """Both ends of a link."""

    def __init__(self) -> None:
        self.core, theirs = socket.socketpair()
        self.heard: list[FromCore] = []
        self.lost: list[str] = []
        self.link = CoreLink(theirs, self.heard.append, self.lost.append)

    def turn_until(self, is_so: Callable[[], object], what: str) -> None:
        """Let Qt's loop turn until something is so."""

        def turned() -> object:
            QCoreApplication.processEvents()
            return is_so()

        wait_until(turned, what)


@pytest.fixture
def ends() -> Iterator[Ends]:
    """A fresh link inside Qt's loop."""
    qt_loop()
    found = Ends()
    yield found
    found.core.close()


def test_messages_come_in_whole_however_they_are_cut(ends: Ends) -> None:
    stream = b"".join(framed(codec.encode(Ping(number=number)), max_bytes=MAX_FRAME_BYTES) for number in range(3))
    ends.core.sendall(stream[:7])
    ends.turn_until(lambda: True, "a turn")
    ends.core.sendall(stream[7:])
    ends.turn_until(lambda: len(ends.heard) == 3, "three messages")
    assert ends.heard == [Ping(number=0), Ping(number=1), Ping(number=2)]


def test_what_core_does_not_read_at_once_waits_and_arrives(ends: Ends) -> None:
    for number in range(10_000):
        ends.link.say(Pong(number=number))
    received = bytearray()
    ends.core.setblocking(False)

    def is_all_there() -> bool:
        try:
            received.extend(ends.core.recv(1 << 20))
        except BlockingIOError:
            return False
        return b'"number":9999' in received

    ends.turn_until(is_all_there, "the last message")
    assert ends.lost == []


def test_a_core_that_never_reads_is_lost_and_not_waited_for(ends: Ends) -> None:
    for number in range(200_000):
        ends.link.say(Pong(number=number))
        if ends.lost:
            break
    assert ends.lost == ["core does not read"]


NONSENSE = [b"\x00\x00\x00\x02{]", b"\xff\xff\xff\xff", framed(b'{"type":"pong"}', max_bytes=99)]


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_ends_the_link_once(ends: Ends, nonsense: bytes) -> None:
    ends.core.sendall(nonsense)
    ends.turn_until(lambda: ends.lost, "the end")
    ends.core.close()
    ends.turn_until(lambda: True, "a turn")
    assert len(ends.lost) == 1
    assert ends.heard == []


def test_a_closed_socket_is_the_end(ends: Ends) -> None:
    ends.core.close()
    ends.turn_until(lambda: ends.lost, "the end")
    ends.link.say(Pong(number=1))
    assert ends.lost == ["core closed the link"]
