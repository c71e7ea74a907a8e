"""The viewer's SDP offer, read by an allow-list, and the agent's answer to it (RFC 8866, RFC 8829, RFC 8839)."""

import ipaddress
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from agent.peer.errors import PeerRefused

MAX_BYTES: Final = 16 * 1024
MAX_SECTIONS: Final = 8
MAX_CANDIDATES: Final = 32
MAX_LINES: Final = 600

PLAYOUT_DELAY: Final = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
ABSOLUTE_SEND_TIME: Final = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
UNDERSTOOD_EXTENSIONS: Final = frozenset({PLAYOUT_DELAY, ABSOLUTE_SEND_TIME})

LINE = re.compile(r"([a-z])=(.*)")
# RFC 8839 section 5.4; the upper bounds keep a STUN user name within 513 bytes.
UFRAG = re.compile(r"[A-Za-z0-9+/]{4,128}")
PASSWORD = re.compile(r"[A-Za-z0-9+/]{22,256}")
TOKEN = re.compile(r"[A-Za-z0-9_.+-]{1,32}")
SHA_256 = re.compile(r"([0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}")
LOCAL_NAME = re.compile(r"[A-Za-z0-9-]{1,64}\.local", re.IGNORECASE)
MEDIA = re.compile(r"(video|application) (\d{1,5}) (UDP/TLS/RTP/SAVPF|UDP/DTLS/SCTP) (.{1,512})")


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteCandidate:
    """One address of the viewer that checks may be sent to; always UDP."""

    foundation: str
    priority: int
    host: str
    port: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedCodec:
    """One payload type of the viewer's video section."""

    payload_type: int
    name: str
    parameters: tuple[tuple[str, str], ...]
    feedback: frozenset[str]

    def parameter(self, name: str) -> str | None:
        return dict(self.parameters).get(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoSection:
    """What the viewer can show, and by which numbers."""

    mid: str
    codecs: tuple[OfferedCodec, ...]
    extensions: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSection:
    """The viewer's data channels: port, and the largest message it takes (0 is any)."""

    mid: str
    port: int
    max_message_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewerOffer:
    """All that is understood of an offer; nothing else of it goes anywhere."""

    ufrag: str
    password: str
    fingerprint: str
    mids: tuple[str, ...]
    video: VideoSection | None
    channels: DataSection
    candidates: tuple[RemoteCandidate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    kind: str
    formats: str
    attributes: tuple[tuple[str, str], ...]

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.attributes if key == name]

    def one(self, name: str) -> str:
        values = self.values(name)
        if len(values) != 1:
            raise PeerRefused("offer.malformed", name)
        return values[0]


def read_offer(text: str, viewer_fingerprint: str) -> ViewerOffer:
    """Read an offer or raise `PeerRefused`; the fingerprint is 64 lower-case hex characters."""
    session, sections = _split(text)
    fingerprint = _fingerprint([*session.values("fingerprint"), *_all(sections, "fingerprint")])
    if fingerprint != viewer_fingerprint:
        raise PeerRefused("offer.fingerprint_mismatch")
    mids = tuple(_token(section.one("mid")) for section in sections)
    if len(set(mids)) != len(mids):
        raise PeerRefused("offer.malformed", "mid")
    _require_one_transport(session, sections, mids)
    return ViewerOffer(
        ufrag=_agreed(session, sections, "ice-ufrag", UFRAG),
        password=_agreed(session, sections, "ice-pwd", PASSWORD),
        fingerprint=fingerprint,
        mids=mids,
        video=_video(sections),
        channels=_channels(sections),
        candidates=_candidates(_all(sections, "candidate")),
    )


def _split(text: str) -> tuple[_Section, list[_Section]]:
    if len(text) > MAX_BYTES or len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise PeerRefused("offer.size")
    lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
    if lines[0] != "v=0" or len(lines) > MAX_LINES:
        raise PeerRefused("offer.malformed", "version")
    if sum(line.startswith("m=") for line in lines) > MAX_SECTIONS:
        raise PeerRefused("offer.sections")
    heads: list[tuple[str, str]] = [("", "")]
    attributes: list[list[tuple[str, str]]] = [[]]
    for line in lines[1:]:
        match = LINE.fullmatch(line)
        if match is None:
            raise PeerRefused("offer.malformed", "line")
        kind, value = match.groups()
        if kind == "m":
            heads.append(_media(value))
            attributes.append([])
        elif kind == "a":
            name, _, rest = value.partition(":")
            attributes[-1].append((name, rest))
    parts = [
        _Section(kind=kind, formats=formats, attributes=tuple(found))
        for (kind, formats), found in zip(heads, attributes, strict=True)
    ]
    return parts[0], parts[1:]


def _media(value: str) -> tuple[str, str]:
    match = MEDIA.fullmatch(value)
    if match is None or (match[1] == "video") != (match[3] == "UDP/TLS/RTP/SAVPF"):
        raise PeerRefused("offer.media", value[:40])
    return match[1], match[4]


def _all(sections: Iterable[_Section], name: str) -> list[str]:
    return [value for section in sections for value in section.values(name)]


def _token(value: str) -> str:
    if not TOKEN.fullmatch(value):
        raise PeerRefused("offer.malformed", "token")
    return value


def _fingerprint(values: list[str]) -> str:
    # The same line in several sections is one fingerprint; two different ones, or another hash, are refused.
    if len(set(values)) != 1:
        raise PeerRefused("offer.fingerprint")
    algorithm, _, digest = values[0].partition(" ")
    if algorithm.lower() != "sha-256" or not SHA_256.fullmatch(digest):
        raise PeerRefused("offer.fingerprint")
    return digest.replace(":", "").lower()


def _agreed(session: _Section, sections: list[_Section], name: str, form: re.Pattern[str]) -> str:
    values = {*session.values(name), *_all(sections, name)}
    if len(values) != 1 or not form.fullmatch(value := values.pop()):
        raise PeerRefused("offer.malformed", name)
    return value


def _require_one_transport(session: _Section, sections: list[_Section], mids: tuple[str, ...]) -> None:
    groups = [value.split(" ") for value in session.values("group") if value.startswith("BUNDLE ")]
    if len(mids) > 1 and (len(groups) != 1 or groups[0][1:] != list(mids)):
        raise PeerRefused("offer.media", "bundle")
    if any(value != "actpass" for value in [*session.values("setup"), *_all(sections, "setup")]):
        raise PeerRefused("offer.malformed", "setup")


def _channels(sections: list[_Section]) -> DataSection:
    found = [section for section in sections if section.kind == "application"]
    if len(found) != 1 or found[0].formats != "webrtc-datachannel":
        raise PeerRefused("offer.media", "application")
    sizes = found[0].values("max-message-size") or ["65536"]
    return DataSection(
        mid=found[0].one("mid"),
        port=_number(found[0].one("sctp-port"), 1, 65535),
        max_message_size=_number(sizes[0], 0, 2**32),
    )


def _video(sections: list[_Section]) -> VideoSection | None:
    found = [section for section in sections if section.kind == "video"]
    if not found:
        return None
    section = found[0]
    if len(found) > 1 or ("recvonly", "") not in section.attributes or not section.values("rtcp-mux"):
        raise PeerRefused("offer.media", "video")
    return VideoSection(mid=section.one("mid"), codecs=tuple(_codecs(section)), extensions=tuple(_extensions(section)))


def _codecs(section: _Section) -> Iterator[OfferedCodec]:
    names = dict(_numbered(section, "rtpmap"))
    parameters = dict(_numbered(section, "fmtp"))
    feedback = list(_numbered(section, "rtcp-fb", wildcard=True))
    for word in section.formats.split(" "):
        payload_type = _number(word, 0, 127)
        name, _, rate = names.get(payload_type, "").partition("/")
        if rate != "90000":
            continue
        yield OfferedCodec(
            payload_type=payload_type,
            name=name.lower(),
            parameters=tuple(_pairs(parameters.get(payload_type, ""))),
            feedback=frozenset(value for number, value in feedback if number in {payload_type, -1}),
        )


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for part in text.split(";"):
        name, equals, value = part.strip().partition("=")
        if equals:
            yield name.lower(), value


def _numbered(section: _Section, attribute: str, *, wildcard: bool = False) -> Iterator[tuple[int, str]]:
    for value in section.values(attribute):
        number, _, rest = value.partition(" ")
        yield (-1 if wildcard and number == "*" else _number(number, 0, 127)), rest


def _extensions(section: _Section) -> Iterator[tuple[str, int]]:
    for value in section.values("extmap"):
        number, _, uri = value.partition(" ")
        # One-byte header extensions have ids 1–14 (RFC 8285 section 4.2); a longer form is left unused.
        if uri in UNDERSTOOD_EXTENSIONS and number.isdecimal() and 1 <= int(number[:4]) <= 14:
            yield uri, int(number)


def _candidates(values: list[str]) -> tuple[RemoteCandidate, ...]:
    if len(values) > MAX_CANDIDATES:
        raise PeerRefused("offer.candidates")
    found = (_candidate(value) for value in values)
    return tuple(candidate for candidate in found if candidate is not None)


def _candidate(value: str) -> RemoteCandidate | None:
    """One candidate (RFC 8839 section 5.1), or None where it is well-formed but of no use to this agent."""
    words = value.split(" ")
    if len(words) < 8 or words[6] != "typ" or len(words[0]) > 32:
        raise PeerRefused("offer.candidate")
    component, priority = (
        _number(words[1], 1, 256, "offer.candidate"),
        _number(words[3], 0, 2**32 - 1, "offer.candidate"),
    )
    port = _number(words[5], 0, 65535, "offer.candidate")
    if words[7] not in {"host", "srflx", "prflx", "relay"}:
        raise PeerRefused("offer.candidate")
    # A name would be looked up over the network: it is dropped, the viewer's own checks reveal its address.
    if LOCAL_NAME.fullmatch(words[4]):
        return None
    try:
        host = str(ipaddress.ip_address(words[4]))
    except ValueError:
        raise PeerRefused("offer.candidate") from None
    if component != 1 or words[2].lower() != "udp" or port == 0:
        return None
    kind = "srflx" if words[7] == "prflx" else words[7]
    return RemoteCandidate(foundation=words[0], priority=priority, host=host, port=port, kind=kind)


def _number(text: str, least: int, most: int, code: str = "offer.malformed") -> int:
    if not text.isascii() or not text.isdecimal() or len(text) > 10 or not least <= int(text) <= most:
        raise PeerRefused(code, "number")
    return int(text)
