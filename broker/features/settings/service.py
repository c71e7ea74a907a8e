"""The settings that apply to a session, as typed values."""

from collections.abc import Mapping
from dataclasses import dataclass

from broker.features.settings.catalogue import CATALOGUE, Key, Scope
from broker.features.settings.rules import Layer, Resolved, read_layer, resolve
from protocol.capabilities import Capabilities, Capability
from protocol.grant import CodeMode


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSettings:
    """What the settings say about a session on one device."""

    allow_remote_support: bool
    consent_seconds: int
    session_seconds: int
    capabilities: Capabilities
    code: CodeMode
    resume_seconds: int
    lease_ttl_seconds: int


class Settings:
    """Resolves settings. Only the instance has a layer yet, from its configuration."""

    def __init__(self, overrides: Mapping[str, object] | None = None) -> None:
        self._layers: tuple[Layer, ...] = (read_layer(Scope.INSTANCE, "Instance", overrides or {}),)

    def resolve(self, key: Key) -> Resolved:
        """Resolve one setting."""
        return resolve(CATALOGUE[key], self._layers)

    def for_session(self) -> SessionSettings:
        """Give what applies to sessions."""
        offered = self.resolve(Key.CAPABILITIES_OFFERED).value
        assert isinstance(offered, tuple)
        return SessionSettings(
            allow_remote_support=bool(self.resolve(Key.ALLOW_REMOTE_SUPPORT).value),
            consent_seconds=self._seconds(Key.CONSENT_SECONDS),
            session_seconds=self._seconds(Key.SESSION_SECONDS),
            capabilities=frozenset({Capability.VIEW, *(Capability(each) for each in offered)}),
            code=CodeMode(str(self.resolve(Key.CODE_MODE).value)),
            resume_seconds=self._seconds(Key.RESUME_SECONDS),
            lease_ttl_seconds=self._seconds(Key.LEASE_TTL_SECONDS),
        )

    def _seconds(self, key: Key) -> int:
        value = self.resolve(key).value
        assert isinstance(value, int)
        return value
