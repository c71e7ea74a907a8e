"""The policy of this device: the newest one that the instance signed, kept here, and never an older one again."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import msgspec

from agent.exchange import Ceiling
from certs.files import write_private
from protocol.envelope import open_envelope
from protocol.errors import Untrusted
from protocol.identifiers import DeviceId, KeyId
from protocol.links.agent_broker import PolicyHeld
from protocol.policy import POLICY_TYPE, ConsentRule, Policy, capabilities_under, content_of

log = logging.getLogger(__name__)

_FILE: Final = "policy.json"


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """The policy as stored, with what was signed beside it, for whoever wants to check it again."""

    policy: Policy
    sealed: str


@dataclass(slots=True, kw_only=True)
class PolicyBook:
    """Takes policies and gives the one that counts; no clock has a say in which is newer."""

    directory: Path
    device: DeviceId
    _current: Policy = field(init=False)

    def __post_init__(self) -> None:
        self._current = self._read()

    @property
    def current(self) -> Policy:
        """The policy that counts now."""
        return self._current

    def take(self, sealed: str, keys: Mapping[KeyId, bytes]) -> bool:
        """Take a signed policy; tells whether it says anything new. Raises Malformed, or Untrusted with its code."""
        policy, _ = open_envelope(sealed.encode(), POLICY_TYPE, keys, Policy)
        if policy.device != self.device:
            raise Untrusted("policy.other_device")
        known = self._current
        if policy.number < known.number:
            raise Untrusted("policy.older")
        if policy.number == known.number and known.number > 0:
            if policy != known:
                raise Untrusted("policy.rewritten")
            return False
        self._current = policy
        self._keep(Kept(policy=policy, sealed=sealed))
        return content_of(policy) != content_of(known)

    def held(self) -> PolicyHeld:
        """Say which one is held."""
        return PolicyHeld(number=self._current.number, content=content_of(self._current))

    def _keep(self, kept: Kept) -> None:
        try:
            write_private(self.directory / _FILE, msgspec.json.encode(kept))
        except OSError as fault:
            # It counts all the same; after a restart the broker sends it again before anything else.
            log.error("the policy could not be stored: %s", fault)

    def _read(self) -> Policy:
        try:
            return msgspec.json.decode((self.directory / _FILE).read_bytes(), type=Kept).policy
        except FileNotFoundError:
            return Policy(device=self.device, number=0)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            log.error("the stored policy cannot be read: nobody is let in until the broker has sent it again")
            return Policy(device=self.device, number=0, support_allowed=False)


def ceiling_under(policy: Policy, own: Ceiling) -> Ceiling:
    """Give what may be proposed to this device at most: what it allows by itself, cut by its policy."""
    return Ceiling(
        capabilities=own.capabilities & capabilities_under(policy),
        seconds=own.seconds,
        asked_seconds=min(own.asked_seconds, policy.running.seconds),
        consent_seconds=min(own.consent_seconds, policy.consent.seconds),
        code=policy.consent.code,
        attended=own.attended and policy.consent.present is not ConsentRule.NO_SESSION,
        extension=own.extension and policy.running.extension_allowed,
        own_access=own.own_access and policy.unattended.own_devices,
    )
