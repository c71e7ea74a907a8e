"""Values in words."""

from __future__ import annotations

import pytest

from broker.features.settings.catalogue import CATALOGUE, Key
from broker.features.settings.values import Value
from broker.features.settings.words import value_words


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        (Key.ALLOW_REMOTE_SUPPORT, True, "on"),
        (Key.ALLOW_REMOTE_SUPPORT, False, "off"),
        (Key.CONSENT_SECONDS, 90, "90 seconds"),
        (Key.CONSENT_SECONDS, 60, "1 minute"),
        (Key.SESSION_SECONDS, 7200, "2 hours"),
        (Key.SESSION_SECONDS, 5400, "90 minutes"),
        (Key.IDLE_SECONDS, 604_800, "7 days"),
        (Key.CODE_MODE, "show", "show"),
        (Key.CAPABILITIES_OFFERED, ("control",), "control"),
        (Key.CAPABILITIES_OFFERED, (), "nothing"),
    ],
)
def test_a_value_is_said_as_a_person_would(key: Key, value: Value, words: str) -> None:
    assert value_words(CATALOGUE[key], value) == words
