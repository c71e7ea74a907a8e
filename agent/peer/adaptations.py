"""All that Handrail changes in aiortc and aioice, pinned to their versions and tried at start."""

import asyncio
import hashlib
import inspect
import logging
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from types import CodeType
from typing import Any, Final, cast

import aioice.ice
import aioice.stun
from aioice.candidate import Candidate
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsTransport
from aiortc.rtcsctptransport import DataChunk, RTCSctpTransport, SackChunk

from agent import clock
from agent.peer.channels import MAX_MESSAGE_BYTES, Fault, Flood, InboundGuard
from agent.peer.datagrams import MAX_PAIRS, MAX_WAITING, Address, is_admitted, is_stun

LOG = logging.getLogger(__name__)

VERSIONS: Final = {"aiortc": "1.16.0", "aioice": "0.13.0"}
CONSENT_INTERVAL_SECONDS: Final = 1.0
CONSENT_LIFETIME_SECONDS: Final = 5.0
# The first few follow quickly, so that the round trip is known when the picture begins.
FIRST_PROBES: Final = 4
PROBE_INTERVAL_SECONDS: Final = 0.02
MAX_MISORDERED: Final = 2048
MAX_GAP_LENGTH: Final = 65536
WEBRTC_DCEP: Final = 50
WEBRTC_STRING: Final = 51
FIRST_FRAGMENT: Final = 0x02
LOCAL_WINDOW: Final = 1024 * 1024


class AdaptationError(RuntimeError):
    """The library beneath is not the one that was adapted."""


class FilteredDatagrams(aioice.ice.StunProtocol):
    """aioice hands every datagram on, whoever sent it; this drops what is neither STUN nor from a checked pair."""

    def datagram_received(self, data: bytes | str, addr: tuple[Any, ...]) -> None:
        datagram, source = cast(bytes, data), (addr[0], addr[1])
        path = self.receiver
        if not isinstance(path, GuardedIce):
            super().datagram_received(data, addr)
            return
        if not is_admitted(datagram, source, path.checked_addresses(self)):
            path.dropped += 1
            return
        if not is_stun(datagram):
            path.enqueue(datagram)
            return
        try:
            super().datagram_received(datagram, addr)
        except Exception:
            # The parser beneath raises more than ValueError on malformed attributes.
            path.dropped += 1


class GuardedIce(aioice.ice.Connection):
    """aioice's connection with chosen addresses, bounded queues, and a dead path noticed within seconds."""

    def __init__(self, addresses: tuple[str, ...], **options: Any) -> None:
        super().__init__(ice_controlling=False, **options)
        self._addresses = addresses
        self.dropped = 0
        self.round_trip: float | None = None

    async def gather_candidates(self) -> None:
        # The library leaves out the loopback interface; here the caller says which addresses are offered.
        self._local_candidates_start = True
        self._local_candidates += await self.get_component_candidates(1, list(self._addresses), timeout=4)
        self._local_candidates_end = True

    def checked_addresses(self, protocol: FilteredDatagrams) -> set[Address]:
        succeeded = aioice.ice.CandidatePair.State.SUCCEEDED
        return {pair.remote_addr for pair in self._check_list if pair.protocol is protocol and pair.state is succeeded}

    def enqueue(self, datagram: bytes) -> None:
        if self._queue.qsize() >= MAX_WAITING:
            self.dropped += 1
            return
        self.data_received(datagram, 1)

    def request_received(self, message: Any, addr: Address, protocol: Any) -> None:
        known = any((c._network_host, c.port) == addr for c in self._remote_candidates)
        if "PRIORITY" not in message.attributes or (not known and len(self._remote_candidates) >= MAX_PAIRS):
            self.dropped += 1
            return
        super().request_received(message, addr, protocol)

    def check_incoming(self, message: Any, addr: Address, protocol: Any) -> None:
        # The library cuts off other checks when one pair has won, and never makes them again; what the viewer, which
        # chooses the pair, then sends from such an address would be dropped as unchecked for ever.
        for pair in self._check_list:
            if pair.protocol is protocol and pair.remote_addr == addr and pair.task is not None and pair.task.done():
                pair.task = None
                self.check_state(pair, aioice.ice.CandidatePair.State.WAITING)
        super().check_incoming(message, addr, protocol)

    def send_now(self, datagram: bytes) -> None:
        """Send without a task switch; raises ConnectionError when there is no path."""
        pair = self._nominated.get(1)
        if pair is None:
            raise ConnectionError("no path")
        pair.protocol.transport.sendto(datagram, pair.remote_addr)

    async def query_consent(self) -> None:
        """Consent freshness (RFC 7675), asked every second; the library would need half a minute to notice."""
        fresh_until = clock.monotonic() + CONSENT_LIFETIME_SECONDS
        probes = FIRST_PROBES
        while clock.monotonic() < fresh_until:
            asked = clock.monotonic()
            if await self._consents():
                taken = clock.monotonic() - asked
                self.round_trip = taken if self.round_trip is None or probes <= 0 else min(taken, self.round_trip)
                fresh_until = asked + CONSENT_LIFETIME_SECONDS
            probes -= 1
            await asyncio.sleep(CONSENT_INTERVAL_SECONDS if probes <= 0 else PROBE_INTERVAL_SECONDS)
        self._query_consent_task = None
        await self.close()

    async def _consents(self) -> bool:
        for pair in list(self._nominated.values()):
            request = self.build_request(pair, nominate=False)
            key = (self.remote_password or "").encode("utf8")
            try:
                await pair.protocol.request(request, pair.remote_addr, integrity_key=key, retransmissions=1)
            except (aioice.stun.TransactionError, OSError):
                continue
            return True
        return False

    def add_candidate(self, candidate: Candidate) -> None:
        self._add_remote_candidate(candidate, candidate.host)


class IcePath:
    """What aiortc's DTLS transport asks of the transport beneath it."""

    role = "controlled"

    def __init__(self, connection: GuardedIce) -> None:
        self._recv: Callable[[], Awaitable[bytes]] = connection.recv
        self._send: Callable[[bytes], Awaitable[None]] = connection.send


class GuardedDtls(RTCDtlsTransport):
    """aiortc's DTLS and SRTP; feedback goes to our sender as bytes, and no packet can end the receiving task."""

    def __init__(self, path: IcePath, certificate: RTCCertificate, on_feedback: Callable[[bytes], None]) -> None:
        super().__init__(cast(Any, path), [certificate])
        self._on_feedback = on_feedback
        self.faults = 0
        self._set_role("client")

    async def _handle_rtcp_data(self, data: bytes) -> None:
        self._on_feedback(data)

    async def _handle_rtp_data(self, data: bytes, arrival_time_ms: int) -> None:
        # The agent receives no media.
        self.faults += 1

    async def _recv_next(self) -> None:
        try:
            await super()._recv_next()
        except (ConnectionError, asyncio.CancelledError):
            raise
        except Exception:
            LOG.debug("a datagram was dropped", exc_info=True)
            self.faults += 1

    def protect(self, packet: bytes) -> bytes:
        """One RTP packet encrypted (RFC 3711); only when connected."""
        return self._tx_srtp.protect(packet)

    def protect_control(self, packet: bytes) -> bytes:
        """One RTCP packet encrypted."""
        return self._tx_srtp.protect_rtcp(packet)


class GuardedSctp(RTCSctpTransport):
    """aiortc's SCTP for agreed channels only; memory and work per packet are bounded."""

    def __init__(self, transport: GuardedDtls, guard: InboundGuard, on_flood: Callable[[Flood], None]) -> None:
        super().__init__(transport)
        self._guard = guard
        self._on_flood = on_flood

    def _note(self, fault: Fault) -> None:
        if (flood := self._guard.note(fault)) is not None:
            self._on_flood(flood)

    async def _handle_data(self, data: bytes) -> None:
        try:
            await super()._handle_data(data)
        except (ConnectionError, asyncio.CancelledError):
            raise
        except Exception:
            LOG.debug("an SCTP packet was dropped", exc_info=True)
            self._note(Fault.MALFORMED)

    async def _receive_data_chunk(self, chunk: DataChunk) -> None:
        if self._last_received_tsn is None:
            self._note(Fault.MALFORMED)
            return
        expected = (self._last_received_tsn + 1) % 2**32
        if len(self._sack_misordered) >= MAX_MISORDERED and chunk.tsn != expected:
            # Not acknowledged, so an honest sender repeats it once the gap before it is filled.
            self._note(Fault.DISORDER)
            return
        if chunk.stream_id not in self._guard.known:
            self._sack_needed = True
            if not self._mark_received(chunk.tsn):
                self._note(Fault.OPEN if chunk.protocol == WEBRTC_DCEP else Fault.UNKNOWN_CHANNEL)
            return
        await super()._receive_data_chunk(chunk)
        self._judge_buffers()

    def _judge_buffers(self) -> None:
        waiting = [stream.reassembly for stream in self._inbound_streams.values() if stream.reassembly]
        buffered = LOCAL_WINDOW - self._advertised_rwnd
        flood = self._guard.overflow(
            # Only a long wait can hold a long message; most packets leave nothing waiting.
            message_bytes=max(map(_longest_run, waiting)) if waiting and buffered > MAX_MESSAGE_BYTES else 0,
            buffered_bytes=buffered,
            buffered_chunks=sum(map(len, waiting)),
        )
        if flood is not None:
            self._inbound_streams.clear()
            self._on_flood(flood)

    async def _receive_sack_chunk(self, chunk: SackChunk) -> None:
        # Overlapping gap blocks would cost 65,535 steps each.
        if sum(max(0, last - first) for first, last in chunk.gaps) > MAX_GAP_LENGTH:
            self._note(Fault.MALFORMED)
            return
        await super()._receive_sack_chunk(chunk)

    async def _data_channel_receive(self, stream_id: int, pp_id: int, data: bytes) -> None:
        if pp_id == WEBRTC_DCEP:
            # Channels are agreed beforehand; a second OPEN for an id would raise in the library.
            self._note(Fault.OPEN)
            return
        if (flood := self._guard.overflow(message_bytes=len(data), buffered_bytes=0, buffered_chunks=0)) is not None:
            self._on_flood(flood)
            return
        if pp_id == WEBRTC_STRING and not _is_utf8(data):
            self._note(Fault.NOT_TEXT)
            return
        await super()._data_channel_receive(stream_id, pp_id, data)


def _longest_run(chunks: list[DataChunk]) -> int:
    """Bytes of the longest message among the waiting fragments, as far as it arrived without a gap."""
    longest = run = 0
    following: int | None = None
    for chunk in chunks:
        if chunk.tsn != following or chunk.flags & FIRST_FRAGMENT:
            run = 0
        run += len(chunk.user_data)
        longest = max(longest, run)
        following = (chunk.tsn + 1) % 2**32
    return longest


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def require_installed() -> None:
    """Install on first use; later calls cost nothing."""
    if aioice.ice.StunProtocol is not FilteredDatagrams:
        install()


def install() -> None:
    """Put the adaptations in place; refuses to run on other versions or when the self-test fails."""
    for name, wanted in VERSIONS.items():
        if version(name) != wanted:
            raise AdaptationError(f"{name} {version(name)} is installed, but the agent is adapted to {wanted}")
    setattr(aioice.ice, "StunProtocol", FilteredDatagrams)  # noqa: B010  a type checker forbids the plain form
    self_test()


def self_test() -> None:
    """Fail loudly where a private name that is overridden is gone, or no longer called the way it was."""
    _require_overrides()
    _require_calls()
    _require_filter()


def _require_overrides() -> None:
    for ours, theirs in (
        (FilteredDatagrams, FilteredDatagrams.__mro__[1]),
        (GuardedIce, aioice.ice.Connection),
        (GuardedDtls, RTCDtlsTransport),
        (GuardedSctp, RTCSctpTransport),
    ):
        for name in _OVERRIDES[ours.__name__]:
            original = getattr(theirs, name, None)
            adapted = getattr(ours, name)
            if original is None or len(inspect.signature(original).parameters) != len(
                inspect.signature(adapted).parameters
            ):
                raise AdaptationError(f"{theirs.__name__}.{name} is not what it was")


def _require_calls() -> None:
    """The library's own code must still go through the names that are overridden."""
    for caller, called in (
        (aioice.ice.Connection.get_component_candidates, "StunProtocol"),
        (aioice.ice.Connection.connect, "query_consent"),
        (RTCSctpTransport._receive_chunk, "_receive_data_chunk"),
        (RTCSctpTransport._receive, "_data_channel_receive"),
        (RTCDtlsTransport._recv_next, "_handle_rtcp_data"),
    ):
        if called not in _names_in(caller.__code__):
            raise AdaptationError(f"{caller.__qualname__} no longer uses {called}")


def _names_in(code: CodeType) -> set[str]:
    nested = (constant for constant in code.co_consts if isinstance(constant, CodeType))
    return set(code.co_names).union(*map(_names_in, nested))


def _require_filter() -> None:
    if aioice.ice.StunProtocol is not FilteredDatagrams:
        raise AdaptationError("the datagram filter is not in place")


_OVERRIDES: Final = {
    "FilteredDatagrams": ("datagram_received",),
    "GuardedIce": ("gather_candidates", "request_received", "check_incoming", "query_consent"),
    "GuardedDtls": ("_handle_rtcp_data", "_handle_rtp_data", "_recv_next"),
    "GuardedSctp": ("_handle_data", "_receive_data_chunk", "_receive_sack_chunk", "_data_channel_receive"),
}


def sha_256(certificate: RTCCertificate) -> str:
    """The certificate's one fingerprint; the library would write three."""
    digest = next(f.value for f in certificate.getFingerprints() if f.algorithm == "sha-256")
    plain = digest.replace(":", "").lower()
    assert len(plain) == hashlib.sha256().digest_size * 2
    return plain
