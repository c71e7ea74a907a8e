"""Making of one-time links: the token, its row, and the letter that carries it, in one change."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from broker.access.actors import Actor, title_of
from broker.audit.kinds import AuditKind
from broker.entropy import random_bytes
from broker.features.accounts.records import Account
from broker.features.invitations import store
from broker.features.invitations.rules import LETTERS, LIFETIMES, TOKEN_BYTES, Purpose, path_of, token_of, until_text
from broker.features.invitations.store import StoredLink
from broker.features.mail.letters import LANGUAGE, LanguageOf, LetterKind, always_english
from broker.features.mail.store import Letter, put_mail
from broker.storage.sealing import Sealer
from broker.storage.unit_of_work import Change
from protocol.identifiers import OrganizationId


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a link is about beside its account, on whose log that stands, and words for the mail."""

    subject: str
    organization: OrganizationId
    values: dict[str, str]


class Issuer:
    """Makes links and letters for people; a newer link takes the older ones of its purpose back."""

    def __init__(
        self,
        *,
        sealer: Sealer,
        instance: str,
        wake: Callable[[], None],
        language: LanguageOf = always_english,
        randomness: Callable[[int], bytes] = random_bytes,
    ) -> None:
        self._sealer = sealer
        self._instance = instance
        self._wake = wake
        self._language = language
        self._randomness = randomness

    def token(self) -> str:
        """Draw a token; before the change, whose body may run again."""
        return token_of(self._randomness(TOKEN_BYTES))

    def issue(
        self,
        change: Change,
        account: Account,
        purpose: Purpose,
        email: str,
        token: str,
        *,
        about: About | None = None,
    ) -> None:
        """Make a link for an account, to be sent to an address."""
        store.void_links(change, account.id, purpose, subject=about.subject if about else None)
        expires_at = change.now + LIFETIMES[purpose]
        values = {"until": until_text(expires_at), "inviter": _name_of(change.actor)} | (about.values if about else {})
        letter = self._letter(change, account, LETTERS[purpose], email, values)
        letter = replace(letter, link=path_of(purpose, token), expires_at=expires_at)
        mail_id = put_mail(change, self._sealer, letter)
        link = StoredLink(
            purpose=purpose,
            account_id=account.id,
            email=email,
            subject=about.subject if about else None,
            expires_at=expires_at,
            used_at=None,
            voided_at=None,
        )
        store.insert_link(change, link, token, mail_id)
        change.record(
            AuditKind.LINK_MADE,
            organization=about.organization if about else account.organization_id,
            subject=account.id,
            person=account.name,
            detail={"purpose": purpose.value, "email": email},
        )
        change.after_commit(self._wake)

    def tell(self, change: Change, account: Account, kind: LetterKind, email: str, **values: str) -> None:
        """Send word of something that was done, without a link."""
        letter = self._letter(change, account, kind, email, {"inviter": _name_of(change.actor), **values})
        # Word of a new place to go to carries the way to the portal; everything else is to be read, and not clicked.
        put_mail(change, self._sealer, replace(letter, link="/") if kind is LetterKind.SEAMLESS_DEFAULT else letter)
        change.after_commit(self._wake)

    def _letter(self, change: Change, account: Account, kind: LetterKind, email: str, values: dict[str, str]) -> Letter:
        return Letter(
            kind=kind,
            recipient=email,
            account_id=account.id,
            organization_id=account.organization_id,
            values={
                "instance": self._instance,
                "person": account.name,
                LANGUAGE: self._language(change, account.organization_id),
                **values,
            },
        )


def _name_of(actor: Actor) -> str:
    return title_of(actor).name or "Handrail"
