"""What goes wrong between the agent and one viewer, as plain data with stable codes."""

from typing import Final

MESSAGES: Final = {
    "offer.size": "The viewer's offer is too large.",
    "offer.malformed": "The viewer's offer cannot be read.",
    "offer.sections": "The viewer's offer has too many sections.",
    "offer.media": "The viewer's offer asks for something this agent does not do.",
    "offer.candidates": "The viewer's offer names too many addresses.",
    "offer.candidate": "The viewer's offer names an address that cannot be read.",
    "offer.fingerprint": "The viewer's offer must carry exactly one SHA-256 fingerprint.",
    "offer.fingerprint_mismatch": "The viewer's fingerprint is not the one it committed to.",
    "offer.codec": "The viewer's browser can show no picture format that this agent makes.",
    "peer.used": "This connection has answered an offer already.",
    "peer.closed": "The connection is closed.",
    "peer.gathering": "The agent's own addresses could not be found in time.",
    "peer.no_path": "No way through the network was found between viewer and agent.",
    "peer.handshake": "The encrypted connection with the viewer could not be made.",
    "peer.channels": "The viewer did not open the agreed channels.",
    "peer.lost": "The viewer can no longer be reached.",
    "peer.flood": "The viewer sent more than was agreed.",
}


class PeerRefused(Exception):
    """The other side is not accepted; `code` is stable, the text is for a person."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(MESSAGES[code])
        self.code = code
        self.detail = detail
