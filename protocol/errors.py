"""Faults of the other side, as plain data with stable codes."""


class ProtocolError(Exception):
    """Something received does not keep the rules of the language; it closes that link with the code."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class Malformed(ProtocolError):
    """Bytes that are not a message of the expected type."""


class Untrusted(ProtocolError):
    """A signed document that does not hold: wrong key, purpose, type, signature, binding or order."""
