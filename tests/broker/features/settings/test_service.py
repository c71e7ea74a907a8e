"""The settings that apply to a session."""

from __future__ import annotations

from broker.features.settings.catalogue import Key
from broker.features.settings.service import Settings
from protocol.capabilities import Capability
from protocol.grant import CodeMode


def test_without_a_word_the_defaults_apply() -> None:
    found = Settings().for_session()
    assert found.allow_remote_support
    assert (found.consent_seconds, found.session_seconds, found.resume_seconds) == (60, 3600, 60)
    assert found.lease_ttl_seconds == 90
    assert found.capabilities == {Capability.VIEW, Capability.CONTROL}
    assert found.code is CodeMode.SHOW


def test_the_configuration_is_the_layer_of_the_instance() -> None:
    settings = Settings({"session_seconds": 600, "capabilities_offered": []})
    assert settings.for_session().session_seconds == 600
    assert settings.for_session().capabilities == {Capability.VIEW}
    assert settings.resolve(Key.SESSION_SECONDS).origin == "Instance"
    assert settings.resolve(Key.CONSENT_SECONDS).origin == "default"
