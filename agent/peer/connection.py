"""One encrypted connection to one viewer: answers its offer, carries channels and picture, notices its loss."""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from aioice.candidate import Candidate
from aiortc.rtcdatachannel import RTCDataChannel, RTCDataChannelParameters
from aiortc.rtcdtlstransport import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters
from aiortc.rtcsctptransport import RTCSctpCapabilities

from agent.media.delays import Delays
from agent.media.picture import Stream
from agent.media.rate import RateControl
from agent.media.rtp import Extensions
from agent.media.send import VideoAgreement, VideoSender
from agent.peer import adaptations
from agent.peer.adaptations import GuardedDtls, GuardedIce, GuardedSctp, IcePath
from agent.peer.addresses import own_addresses
from agent.peer.answer import LocalTransport, VideoAnswer, write_answer
from agent.peer.channels import (
    CHANNELS,
    MAX_UNSENT_BYTES,
    MAX_UNSENT_BYTES_UNRELIABLE,
    ChannelAgreement,
    Fault,
    Flood,
    InboundGuard,
)
from agent.peer.codecs import choose_codec, find_repair
from agent.peer.errors import PeerRefused
from agent.peer.sdp import ABSOLUTE_SEND_TIME, PLAYOUT_DELAY, ViewerOffer, read_offer
from agent.peer.servers import connection_options
from protocol.links.agent_broker import IceServer
from protocol.links.viewer_agent import Channel, QualityChoice

LOG = logging.getLogger(__name__)

GATHER_SECONDS: Final = 5.0
PATH_SECONDS: Final = 20.0
HANDSHAKE_SECONDS: Final = 20.0
CHANNELS_SECONDS: Final = 10.0
CLOSE_SECONDS: Final = 3.0

MessageReceiver = Callable[[Channel, str], None]
LossReceiver = Callable[[str], None]


class PeerState(StrEnum):
    """Where the connection stands; only forward."""

    NEW = "new"
    CONNECTING = "connecting"
    CONNECTED = "connected"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerFigures:
    """Counts since the start; times in seconds."""

    frames: int = 0
    packets: int = 0
    octets: int = 0
    repairs: int = 0
    lost: int = 0
    skipped: int = 0
    keys: int = 0
    round_trip: float | None = None
    encode_seconds: float = 0.0
    rate: float = 0.0
    faults: int = 0
    dropped_datagrams: int = 0


class Peer:
    """Use once: `answer`, `connected`, then `send`, `show` and `hide`, at last `close`.

    `on_message` gets text messages, `on_lost` a stable code once when the connection ends by itself after
    `connected` returned. Both are called in the event loop; what they raise is counted, not passed on.
    """

    def __init__(
        self,
        *,
        on_message: MessageReceiver,
        on_lost: LossReceiver,
        channels: Sequence[ChannelAgreement] = CHANNELS,
        loopback: bool = False,
    ) -> None:
        adaptations.require_installed()
        self._on_message, self._on_lost = on_message, on_lost
        self._agreements = {agreement.label: agreement for agreement in channels}
        self._loopback = loopback
        self._certificate = RTCCertificate.generateCertificate()
        self._guard = InboundGuard(known=frozenset(agreement.id for agreement in channels))
        self._channels: dict[Channel, RTCDataChannel] = {}
        self._ice: GuardedIce | None = None
        self._dtls: GuardedDtls | None = None
        self._sctp: GuardedSctp | None = None
        self._sender: VideoSender | None = None
        self._choice = QualityChoice.AUTO
        self._agreement: VideoAgreement | None = None
        self._stream: Stream | None = None
        self._sharpens = False
        self._establishing: asyncio.Task[None] | None = None
        self._background: set[asyncio.Task[Any]] = set()
        self._open = asyncio.Event()
        self.state = PeerState.NEW

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the fresh certificate, 64 lower-case hex characters."""
        return adaptations.sha_256(self._certificate)

    async def answer(self, offer: str, fingerprint: str, *, ice_servers: Sequence[IceServer] = ()) -> str:
        """Check the viewer's offer, which must carry this one fingerprint, and answer it; raises `PeerRefused`."""
        if self.state is not PeerState.NEW:
            raise PeerRefused("peer.used")
        understood = read_offer(offer, fingerprint)
        video = self._agree_video(understood)
        self.state = PeerState.CONNECTING
        self._ice = GuardedIce(own_addresses(loopback=self._loopback), **connection_options(ice_servers))
        await _within(GATHER_SECONDS, self._ice.gather_candidates(), "peer.gathering")
        transport = LocalTransport(
            ufrag=self._ice.local_username,
            password=self._ice.local_password,
            fingerprint=self.fingerprint,
            candidates=tuple(candidate.to_sdp() for candidate in self._ice.local_candidates),
        )
        self._establishing = asyncio.create_task(self._establish(understood))
        return write_answer(understood, transport, video, secrets.randbits(62))

    async def connected(self) -> None:
        """Wait until path, encryption and channels stand; raises `PeerRefused`, within a bounded time."""
        if self._establishing is None or self.state is PeerState.CLOSED:
            raise PeerRefused("peer.closed")
        try:
            await asyncio.shield(self._establishing)
        except asyncio.CancelledError:
            if self._establishing.cancelled():
                raise PeerRefused("peer.closed") from None
            raise

    def send(self, channel: Channel, message: str | bytes) -> bool:
        """Queue a message; False where the channel is not open or holds too much already."""
        found = self._channels.get(channel)
        if found is None or found.readyState != "open" or self.state is not PeerState.CONNECTED:
            return False
        reliable = self._agreements[channel].retransmits is None
        limit = MAX_UNSENT_BYTES if reliable else MAX_UNSENT_BYTES_UNRELIABLE
        if found.bufferedAmount + len(message) > limit:
            return False
        try:
            found.send(message)
        except ValueError:
            return False
        return True

    def show(self, stream: Stream) -> None:
        """Begin to send the picture; before this no media packet leaves. Without agreed video it does nothing."""
        if self.state is not PeerState.CONNECTED or self._agreement is None or self._stream is not None:
            return
        rate = RateControl()
        if self._ice is not None and self._ice.round_trip is not None:
            rate.know_round_trip(self._ice.round_trip)
        self._sender = VideoSender(self._agreement, self, rate)
        self._sender.choice = self._choice
        if self._sharpens:
            self._sender.sharpen(self)
        self._stream = stream
        codec = self._agreement.codec
        self._sender.start(on_key_wanted=lambda: stream.request_key(codec), on_room=stream.make_room)
        stream.subscribe(self._sender)

    def sharpen(self, on: bool) -> None:
        """Send exact tiles with the picture, also with one that is shown later, or none any more."""
        if on is self._sharpens:
            return
        self._sharpens = on
        if self._sender is not None and self._stream is not None:
            self._sender.sharpen(self if on else None)
            self._stream.look_again()

    def hide(self) -> None:
        """Stop sending the picture at once."""
        stream, self._stream = self._stream, None
        if stream is None or self._sender is None:
            return
        self._sender.close()
        self._in_background(stream.unsubscribe(self._sender))

    def choose(self, choice: QualityChoice) -> None:
        """Make the picture for this from now on, and whenever it is shown again."""
        self._choice = choice
        if self._sender is not None:
            self._sender.choice = choice

    def take_delays(self) -> Delays | None:
        """How long pictures took on this device since this was asked last; None where none was sent."""
        return self._sender.take_delays() if self._sender is not None else None

    async def close(self) -> None:
        """End the connection and let go of everything; does not raise, takes seconds at most."""
        self.hide()
        self.state = PeerState.CLOSED
        self._channels.clear()
        if self._establishing is not None and not self._establishing.done():
            self._establishing.cancel()
            await asyncio.wait({self._establishing}, timeout=CLOSE_SECONDS)
        for part in (self._sctp, self._dtls):
            if part is not None:
                with contextlib.suppress(Exception):
                    async with asyncio.timeout(CLOSE_SECONDS):
                        await part.stop()
        if self._ice is not None:
            with contextlib.suppress(Exception):
                async with asyncio.timeout(CLOSE_SECONDS):
                    await self._ice.close()
        others = self._background - {asyncio.current_task()}
        if others:
            await asyncio.wait(others, timeout=CLOSE_SECONDS)

    def figures(self) -> PeerFigures:
        """What was counted until now."""
        dropped = self._ice.dropped if self._ice is not None else 0
        faults = sum(self._guard.faults.values()) + (self._dtls.faults if self._dtls is not None else 0)
        if self._sender is None:
            return PeerFigures(faults=faults, dropped_datagrams=dropped)
        counted = asdict(self._sender.figures)
        if counted["round_trip"] is None and self._ice is not None:
            counted["round_trip"] = self._ice.round_trip
        return PeerFigures(**counted, rate=self._sender.rate.rate, faults=faults, dropped_datagrams=dropped)

    def send_media(self, packet: bytes) -> None:
        """Encrypt and send one RTP packet; raises ConnectionError when closed."""
        if self._ice is None or self._dtls is None or self.state is not PeerState.CONNECTED:
            raise ConnectionError("not connected")
        self._ice.send_now(self._dtls.protect(packet))

    def send_control(self, packet: bytes) -> None:
        """Encrypt and send one RTCP packet; raises ConnectionError when closed."""
        if self._ice is None or self._dtls is None or self.state is not PeerState.CONNECTED:
            raise ConnectionError("not connected")
        self._ice.send_now(self._dtls.protect_control(packet))

    def send_tile(self, message: bytes) -> bool:
        """Queue a message of the channel for tiles."""
        return self.send(Channel.TILES, message)

    def backlog(self, channel: Channel = Channel.TILES) -> int:
        """Bytes in a channel that have not left."""
        found = self._channels.get(channel)
        return found.bufferedAmount if found is not None else 0

    def _agree_video(self, offer: ViewerOffer) -> VideoAnswer | None:
        if offer.video is None:
            return None
        codec, offered = choose_codec(offer.video)
        repair = find_repair(offer.video, offered)
        extensions = dict(offer.video.extensions)
        self._agreement = VideoAgreement(
            codec=codec,
            payload_type=offered.payload_type,
            repair_payload_type=repair.payload_type if repair is not None else None,
            ssrc=1 + secrets.randbelow(2**32 - 2),
            repair_ssrc=1 + secrets.randbelow(2**32 - 2),
            first_sequence=secrets.randbits(15),
            first_timestamp=secrets.randbits(32),
            extensions=Extensions(
                playout_delay=extensions.get(PLAYOUT_DELAY), absolute_send_time=extensions.get(ABSOLUTE_SEND_TIME)
            ),
        )
        return VideoAnswer(
            codec=offered,
            repair=repair,
            ssrc=self._agreement.ssrc,
            repair_ssrc=self._agreement.repair_ssrc,
            label="screen",
        )

    async def _establish(self, offer: ViewerOffer) -> None:
        assert self._ice is not None
        ice = self._ice
        ice.remote_username, ice.remote_password = offer.ufrag, offer.password
        for found in offer.candidates:
            ice.add_candidate(
                Candidate(
                    foundation=found.foundation,
                    component=1,
                    transport="udp",
                    priority=found.priority,
                    host=found.host,
                    port=found.port,
                    type=found.kind,
                )
            )
        # The end of candidates is never signalled: the viewer's real address may show only in its own checks.
        await _within(PATH_SECONDS, ice.connect(), "peer.no_path")
        await self._encrypt(ice, offer.fingerprint)
        await self._open_channels(offer)
        self.state = PeerState.CONNECTED
        assert self._dtls is not None
        self._dtls.on("statechange", self._on_transport)
        self._on_transport()

    async def _encrypt(self, ice: GuardedIce, fingerprint: str) -> None:
        self._dtls = GuardedDtls(IcePath(ice), self._certificate, self._take_feedback)
        digest = ":".join(fingerprint[at : at + 2] for at in range(0, 64, 2))
        wanted = RTCDtlsParameters(fingerprints=[RTCDtlsFingerprint(algorithm="sha-256", value=digest)])
        await _within(HANDSHAKE_SECONDS, self._dtls.start(wanted), "peer.handshake")
        if self._dtls.state != "connected":
            raise PeerRefused("peer.handshake")

    async def _open_channels(self, offer: ViewerOffer) -> None:
        assert self._dtls is not None
        self._sctp = GuardedSctp(self._dtls, self._guard, self._on_flood)
        for agreement in self._agreements.values():
            parameters = RTCDataChannelParameters(
                label=agreement.label,
                ordered=agreement.ordered,
                maxRetransmits=agreement.retransmits,
                negotiated=True,
                id=agreement.id,
            )
            channel = RTCDataChannel(self._sctp, parameters)
            channel.on("message", self._receiver(agreement.label))
            channel.on("open", self._open.set)
            self._channels[agreement.label] = channel
        limit = RTCSctpCapabilities(maxMessageSize=offer.channels.max_message_size)
        await _within(CHANNELS_SECONDS, self._sctp.start(limit, offer.channels.port), "peer.channels")
        await _within(CHANNELS_SECONDS, self._open.wait(), "peer.channels")
        control = self._channels.get(Channel.CONTROL)
        if control is not None:
            control.on("close", self._on_transport)

    def _receiver(self, label: Channel) -> Callable[[str | bytes], None]:
        def receive(message: str | bytes) -> None:
            if not isinstance(message, str):
                self._note(Fault.NOT_TEXT)
                return
            if self.state is PeerState.CLOSED:
                return
            try:
                self._on_message(label, message)
            except Exception:
                LOG.exception("a message's receiver failed")
                self._note(Fault.RECEIVER)

        return receive

    def _note(self, fault: Fault) -> None:
        if (flood := self._guard.note(fault)) is not None:
            self._on_flood(flood)

    def _take_feedback(self, compound: bytes) -> None:
        if self._sender is not None and self._stream is not None:
            self._sender.take_feedback(compound)

    def _on_flood(self, flood: Flood) -> None:
        LOG.warning("connection ended: %s", flood.value)
        self._lose("peer.flood")

    def _on_transport(self) -> None:
        control = self._channels.get(Channel.CONTROL)
        gone = self._dtls is None or self._dtls.state != "connected"
        if gone or (control is not None and control.readyState in {"closing", "closed"}):
            self._lose("peer.lost")

    def _lose(self, code: str) -> None:
        if self.state is not PeerState.CONNECTED:
            if self._establishing is not None:
                self._establishing.cancel()
            return
        self.state = PeerState.CLOSED
        self._in_background(self.close())
        try:
            self._on_lost(code)
        except Exception:
            LOG.exception("the receiver of a loss failed")

    def _in_background(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)


async def _within(seconds: float, work: Awaitable[object], code: str) -> None:
    try:
        async with asyncio.timeout(seconds):
            await work
    except (TimeoutError, ConnectionError, OSError) as problem:
        raise PeerRefused(code, type(problem).__name__) from problem
