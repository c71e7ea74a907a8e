"""The bodies that webhooks send, whatever people call themselves."""

import json
from datetime import UTC, datetime

import pytest

from broker.features.notifications.events import Event
from broker.features.notifications.rules import Happening
from broker.features.webhooks.forms import Around, Form, body_of

HOSTILE = "<!channel> \u202e[x](https://bad.example) \r\n\x00"
EVENT = Event(
    id="e",
    happening=Happening.NOT_ASKED_FOR,
    kind="session.not_asked_for",
    at=datetime(2031, 1, 1, tzinfo=UTC),
    sequence=1,
    organization="o",
    session="s",
    device="d",
    device_name=HOSTILE,
    person="Erin",
    actor_id="",
    actor_name="",
)


@pytest.mark.parametrize("form", Form)
def test_every_form_is_json_that_says_what_happened_and_where_to_read_more(form: Form) -> None:
    body = body_of(form, EVENT, Around(organization="Org A", url="https://support.example"))
    assert isinstance(json.loads(body), dict)
    assert "I did not ask for this" in body
    assert "https://support.example/sessions/s" in body
    assert "\u202e" not in body
    assert "\\r" not in body


def test_slack_mentions_nobody() -> None:
    body = json.loads(body_of(Form.SLACK, EVENT, Around(organization="Org A", url="https://support.example")))
    assert "<" not in body["text"]
    assert body["blocks"][0]["text"]["type"] == "plain_text"


def test_our_own_form_names_everything() -> None:
    body = json.loads(body_of(Form.PLAIN, EVENT, Around(organization="Org A", url="https://support.example")))
    assert (body["id"], body["event"], body["organization"]) == ("e", "not_asked_for", {"id": "o", "name": "Org A"})
    assert body["by"] is None
