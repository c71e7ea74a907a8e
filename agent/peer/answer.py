"""The agent's SDP answer, written line by line (RFC 8829 section 5.3): one transport, one fingerprint."""

from dataclasses import dataclass
from typing import Final

from agent.peer.channels import MAX_MESSAGE_BYTES
from agent.peer.sdp import UNDERSTOOD_EXTENSIONS, OfferedCodec, ViewerOffer

SCTP_PORT: Final = 5000
FEEDBACK: Final = ("nack", "nack pli", "ccm fir", "goog-remb")


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoAnswer:
    """The one codec chosen, its repair payload type if the viewer takes repairs, and the stream's numbers."""

    codec: OfferedCodec
    repair: OfferedCodec | None
    ssrc: int
    repair_ssrc: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalTransport:
    """The agent's end: ICE credentials, addresses as candidate lines, and the certificate's fingerprint in hex."""

    ufrag: str
    password: str
    fingerprint: str
    candidates: tuple[str, ...]


def write_answer(offer: ViewerOffer, transport: LocalTransport, video: VideoAnswer | None, session_id: int) -> str:
    """The whole answer; a video section that cannot be served is refused with port 0 (RFC 3264 section 6)."""
    lines = ["v=0", f"o=- {session_id} 2 IN IP4 127.0.0.1", "s=-", "t=0 0"]
    bundled = [mid for mid in offer.mids if mid == offer.channels.mid or video is not None]
    lines += [f"a=group:BUNDLE {' '.join(bundled)}", f"a=fingerprint:sha-256 {_colons(transport.fingerprint)}"]
    carriers = 0
    for mid in offer.mids:
        if mid == offer.channels.mid:
            body = _channels(offer)
        elif video is not None:
            body = _video(offer, video)
        else:
            lines += ["m=video 0 UDP/TLS/RTP/SAVPF 0", "c=IN IP4 0.0.0.0", f"a=mid:{mid}", "a=inactive"]
            continue
        carriers += 1
        lines += body + _transport(transport, with_candidates=carriers == 1)
    return "\r\n".join(lines) + "\r\n"


def _transport(transport: LocalTransport, *, with_candidates: bool) -> list[str]:
    lines = [f"a=ice-ufrag:{transport.ufrag}", f"a=ice-pwd:{transport.password}", "a=setup:active"]
    if with_candidates:
        lines += [f"a=candidate:{candidate}" for candidate in transport.candidates]
        lines += ["a=end-of-candidates"]
    return lines


def _channels(offer: ViewerOffer) -> list[str]:
    return [
        "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
        "c=IN IP4 0.0.0.0",
        f"a=mid:{offer.channels.mid}",
        f"a=sctp-port:{SCTP_PORT}",
        f"a=max-message-size:{MAX_MESSAGE_BYTES}",
    ]


def _video(offer: ViewerOffer, video: VideoAnswer) -> list[str]:
    assert offer.video is not None
    codecs = [video.codec] if video.repair is None else [video.codec, video.repair]
    lines = [
        f"m=video 9 UDP/TLS/RTP/SAVPF {' '.join(str(codec.payload_type) for codec in codecs)}",
        "c=IN IP4 0.0.0.0",
        f"a=mid:{offer.video.mid}",
        "a=sendonly",
        "a=rtcp-mux",
        f"a=msid:{video.label} {video.label}",
    ]
    lines += [f"a=extmap:{number} {uri}" for uri, number in offer.video.extensions if uri in UNDERSTOOD_EXTENSIONS]
    for codec in codecs:
        lines += _codec(codec)
    ssrcs = [video.ssrc] if video.repair is None else [video.ssrc, video.repair_ssrc]
    if video.repair is not None:
        lines += [f"a=ssrc-group:FID {video.ssrc} {video.repair_ssrc}"]
    return lines + [f"a=ssrc:{ssrc} cname:{video.label}" for ssrc in ssrcs]


def _codec(codec: OfferedCodec) -> list[str]:
    names = {"h264": "H264", "vp8": "VP8"}
    lines = [f"a=rtpmap:{codec.payload_type} {names.get(codec.name, codec.name)}/90000"]
    if codec.parameters:
        parameters = ";".join(f"{name}={value}" for name, value in codec.parameters)
        lines += [f"a=fmtp:{codec.payload_type} {parameters}"]
    return lines + [f"a=rtcp-fb:{codec.payload_type} {kind}" for kind in FEEDBACK if kind in codec.feedback]


def _colons(digest: str) -> str:
    upper = digest.upper()
    return ":".join(upper[at : at + 2] for at in range(0, len(upper), 2))
