"""Which of the formats that a viewer offers is sent to it."""

from agent.media.packetize import Codec
from agent.peer.errors import PeerRefused
from agent.peer.sdp import OfferedCodec, VideoSection

# Profile and constraint bytes of profile-level-id (RFC 6184 section 8.1): constrained baseline first, then baseline.
BASELINE = ("42e0", "42c0", "4200")


def choose_codec(video: VideoSection) -> tuple[Codec, OfferedCodec]:
    """H.264 baseline where it is offered with fragmentation, else VP8; raises `PeerRefused`."""
    for profile in BASELINE:
        for offered in video.codecs:
            level = (offered.parameter("profile-level-id") or "").lower()
            if offered.name == "h264" and offered.parameter("packetization-mode") == "1" and level.startswith(profile):
                return Codec.H264, offered
    for offered in video.codecs:
        if offered.name == "vp8":
            return Codec.VP8, offered
    raise PeerRefused("offer.codec")


def find_repair(video: VideoSection, codec: OfferedCodec) -> OfferedCodec | None:
    """The payload type on which the viewer takes repairs of this one (RFC 4588 section 8.1)."""
    for offered in video.codecs:
        if offered.name == "rtx" and offered.parameter("apt") == str(codec.payload_type):
            return offered
    return None
