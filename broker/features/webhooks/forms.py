"""The bodies that webhooks send: our own, and those that Teams, Slack and ServiceNow take; pure."""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from broker.access.actors import AccountKind
from broker.clock import instant_text
from broker.features.notifications.events import Event, sentence_of
from broker.features.notifications.rules import Happening
from broker.features.notifications.telling import path_of


class Form(StrEnum):
    """In whose form an event is written."""

    PLAIN = "plain"
    TEAMS = "teams"
    SLACK = "slack"
    SERVICENOW = "servicenow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What stands around an event: the organization's name, and where the portal is."""

    organization: str
    url: str


def body_of(form: Form, event: Event, around: Around) -> str:
    """Write the body of an event, as JSON."""
    sentence = sentence_of(event.happening, event.names)
    link = around.url + path_of(AccountKind.STAFF, event.session)
    return json.dumps(_WRITERS[form](event, around, sentence, link), ensure_ascii=False)


def _plain(event: Event, around: Around, sentence: str, link: str) -> dict[str, Any]:
    names = event.names
    return {
        "id": event.id,
        "event": event.happening.value,
        "kind": event.kind,
        "at": instant_text(event.at),
        "sentence": sentence,
        "organization": {"id": event.organization, "name": around.organization},
        "session": event.session,
        "device": {"id": event.device, "name": names.get("device")} if event.device else None,
        "person": names.get("person"),
        "by": names.get("actor"),
        "url": link,
    }


def _teams(event: Event, around: Around, sentence: str, link: str) -> dict[str, Any]:
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": [
            {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": sentence, "weight": "Bolder"}]},
            {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": around.organization, "isSubtle": True}]},
        ],
        "actions": [{"type": "Action.OpenUrl", "title": "Open", "url": link}],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return {"type": "message", "attachments": [attachment]}


def _slack(event: Event, around: Around, sentence: str, link: str) -> dict[str, Any]:
    # Plain text is shown as it is: nobody is mentioned, nothing is a link.
    blocks = [
        {"type": "section", "text": {"type": "plain_text", "text": sentence, "emoji": False}},
        {"type": "context", "elements": [{"type": "plain_text", "text": around.organization, "emoji": False}]},
        {"type": "actions", "elements": [_slack_button(link)]},
    ]
    return {"text": _escaped(sentence), "blocks": blocks}


def _slack_button(link: str) -> dict[str, Any]:
    return {"type": "button", "text": {"type": "plain_text", "text": "Open"}, "url": link}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _servicenow(event: Event, around: Around, sentence: str, link: str) -> dict[str, Any]:
    is_urgent = event.happening in (Happening.NOT_ASKED_FOR, Happening.WAITS_LONG)
    return {
        "short_description": sentence[:160],
        "description": f"{sentence}\n{around.organization}\n{link}",
        "correlation_id": event.session,
        "correlation_display": "Handrail",
        "urgency": "1" if is_urgent else "3",
        "category": "inquiry",
    }


_WRITERS = {Form.PLAIN: _plain, Form.TEAMS: _teams, Form.SLACK: _slack, Form.SERVICENOW: _servicenow}
