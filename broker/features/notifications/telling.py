"""Telling people of an event as they chose: in the portal, and by e-mail."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from broker.access.actors import AccountActor, AccountKind
from broker.features.mail.letters import LANGUAGE, LanguageOf, LetterKind, always_english
from broker.features.mail.store import Letter, put_mail
from broker.features.notifications import store
from broker.features.notifications.audience import Audience
from broker.features.notifications.events import Event, sentence_of
from broker.features.notifications.naming import Naming, nobody
from broker.features.notifications.rules import USUAL_OF_NAMED, Choices, NoticeWay, most_mails
from broker.storage.sealing import Sealer
from broker.storage.work import Change
from protocol.identifiers import AccountId, OrganizationId

Told = Callable[[OrganizationId, frozenset[AccountId]], None]
"""Hints to the pages of people that the bell has something new for them."""


class Teller(Protocol):
    """Whoever passes events on, within the change that notes that they were told."""

    def tell(self, change: Change, events: Iterable[Event]) -> None:
        """Put down whom to tell, and how; what goes out goes out later."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleTeller:
    """Tells people."""

    sealer: Sealer
    instance: str
    told: Told
    wake_mail: Callable[[], None]
    language: LanguageOf = always_english
    naming: Naming = nobody

    def tell(self, change: Change, events: Iterable[Event]) -> None:
        """Write notices and mails."""
        audience = Audience(change)
        chosen: dict[str, Choices] = {}
        for event in events:
            belled, named = set(), self.naming(change, event)
            for actor in audience.of(event, named):
                if actor.account_id not in chosen:
                    chosen[actor.account_id] = store.choices_of(change, actor.account_id, actor.kind)
                ways = chosen[actor.account_id].get(event.happening, frozenset())
                if actor.account_id in named and not store.has_chosen(change, actor.account_id, event.happening):
                    ways = USUAL_OF_NAMED
                if ways - {NoticeWay.MAIL}:
                    store.put_notice(change, actor.account_id, event, ways)
                    belled.add(actor.account_id)
                if NoticeWay.MAIL in ways:
                    self._mail(change, actor, event)
            if belled:
                change.after_commit(self.told, OrganizationId(event.organization), frozenset(belled))

    def _mail(self, change: Change, actor: AccountActor, event: Event) -> None:
        if store.mails_of_last_hour(change, actor.account_id) >= most_mails(event.happening):
            return
        language = self.language(change, actor.organization_id)
        values = {
            "person": actor.name,
            "what": sentence_of(event.happening, event.names, language),
            "instance": self.instance,
            LANGUAGE: language,
        }
        letter = Letter(
            kind=LetterKind.NOTICE,
            recipient=actor.email,
            account_id=actor.account_id,
            organization_id=actor.organization_id,
            values=values,
            link=path_of(actor.kind, event.session),
        )
        put_mail(change, self.sealer, letter)
        change.after_commit(self.wake_mail)


def path_of(kind: AccountKind, session: str) -> str:
    """Say where in the portal somebody reads more."""
    return "/help" if kind is AccountKind.END_USER else f"/sessions/{session}"
