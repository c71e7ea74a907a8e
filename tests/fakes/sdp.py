"""An SDP with nothing in it but fingerprints."""

from __future__ import annotations


def sdp_with(*fingerprints: bytes, kind: str = "sha-256") -> str:
    """Write an SDP that carries these fingerprints."""
    lines = ["v=0", "o=- 0 0 IN IP4 127.0.0.1", "s=-", "t=0 0", "m=application 9 UDP/DTLS/SCTP webrtc-datachannel"]
    lines += [f"a=fingerprint:{kind} {fingerprint.hex(':').upper()}" for fingerprint in fingerprints]
    return "\r\n".join([*lines, ""])
