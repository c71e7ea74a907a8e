"""The rules of a request for help: what must be in it before it can be sent."""

from dataclasses import dataclass

from agent.desktop.foreign_text import clean_name
from agent.desktop.texts import Texts
from protocol.links.core_desktop import RequestHelp, RequestState, ShowRequest

REASON_LIMIT = 1000
NAME_LIMIT = 200
PHONE_LIMIT = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule with its name, and whether it is met."""

    name: str
    is_met: bool


def rules_for(request: RequestHelp, texts: Texts, *, words: int, contact: bool = True) -> tuple[Rule, ...]:
    """Check a request against the rules that the settings make; all met means it can be sent."""
    has_words = len(request.reason.split()) >= words
    at = request.email.strip().find("@")
    has_email = 0 < at < len(request.email.strip()) - 1 and " " not in request.email.strip()
    who = (
        Rule(name=texts("request.rule.name"), is_met=bool(request.name.strip())),
        Rule(name=texts("request.rule.email"), is_met=has_email),
    )
    what = (Rule(name=texts("request.rule.words", count=words), is_met=has_words),)
    return (*(who if contact else ()), *(what if words else ()))


def missing(rules: tuple[Rule, ...], texts: Texts) -> str:
    """Say what is missing, or nothing where all rules are met."""
    names = [rule.name for rule in rules if not rule.is_met]
    return texts("request.missing", rules=texts.listed(names)) if names else ""


def outcome_line(request: ShowRequest, texts: Texts) -> str:
    """Say how a closed request ended."""
    if request.not_sent is not None:
        return texts(f"request.refused.{request.not_sent}")
    note = clean_name(request.note or "", REASON_LIMIT).removesuffix(".")
    if request.state is RequestState.DENIED and note:
        return texts("request.line.denied_note", note=note)
    if request.state is RequestState.REFUSED:
        return texts("request.line.refused", note=f"{note}.")
    return texts(f"request.line.{request.state}")
