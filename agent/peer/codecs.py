"""Which of the formats that a viewer offers is sent to it."""

from typing import Final

from agent.media.packetize import Codec
from agent.peer.errors import PeerRefused
from agent.peer.sdp import OfferedCodec, VideoSection

# Profile and constraint bytes of profile-level-id (RFC 6184 section 8.1). Coloured text wants full colour resolution
# (High 4:4:4 Predictive); then constrained baseline, then baseline.
PROFILES: Final = (
    ("f400", Codec.H264_444),
    ("42e0", Codec.H264),
    ("42c0", Codec.H264),
    ("4200", Codec.H264),
)


def choose_codec(video: VideoSection) -> tuple[Codec, OfferedCodec]:
    """H.264 where it is offered with fragmentation, in full colour first, else VP8; raises `PeerRefused`."""
    for profile, codec in PROFILES:
        for offered in video.codecs:
            level = (offered.parameter("profile-level-id") or "").lower()
            if offered.name == "h264" and offered.parameter("packetization-mode") == "1" and level.startswith(profile):
                return codec, offered
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
