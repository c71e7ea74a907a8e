"""Putting mail and one-time links together."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from broker.clock import Clock
from broker.config import Config
from broker.features.accounts.factors import News
from broker.features.accounts.hashing import PasswordHashes
from broker.features.accounts.news import Tell
from broker.features.accounts.records import Account
from broker.features.accounts.rules import PasswordProfile
from broker.features.invitations.issuing import Issuer
from broker.features.invitations.routes import LinkRoutes, OwnSignInRoutes
from broker.features.invitations.service import Invitations, OwnSignIn
from broker.features.invitations.wishes import Wishes
from broker.features.mail.letters import LanguageOf, LetterKind
from broker.features.mail.outbox import Outbox
from broker.features.mail.routes import OutboxRoutes
from broker.features.mail.sender import Sender
from broker.features.mail.smtp import SmtpPost
from broker.storage.sealing import Sealer
from broker.storage.unit_of_work import Change, UnitOfWork

HOUR = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MailParts:
    """What the wiring takes over: objects with routes, and jobs by name and seconds between turns."""

    issuer: Issuer
    owners: tuple[object, ...]
    jobs: tuple[tuple[str, float, Callable[[], Awaitable[None]]], ...]
    wake: Callable[[], None]
    """Says that a mail may wait."""
    tell: Tell
    """Sends word of what was done to somebody's second factors."""


def assemble_mail(
    config: Config,
    *,
    work: UnitOfWork,
    clock: Clock,
    hashes: PasswordHashes,
    sealer: Sealer,
    url: Callable[[], str],
    language: LanguageOf,
) -> MailParts:
    """Build outbox, sender and links; without a mail server mails wait to be read."""
    server, profile = config.mail, PasswordProfile(config.password_profile)
    sender = Sender(
        work=work,
        sealer=sealer,
        post=SmtpPost(server) if server else None,
        sender=server.sender if server else "",
        instance=config.name,
        url=url,
    )
    issuer = Issuer(sealer=sealer, instance=config.name, wake=sender.wake, language=language)
    wishes = Wishes(work=work, issuer=issuer)
    invitations = Invitations(work=work, hashes=hashes, issuer=issuer, profile=profile)
    own = OwnSignIn(work=work, hashes=hashes, issuer=issuer, wishes=wishes, profile=profile)
    outbox = Outbox(work=work, sealer=sealer, wake=sender.wake)

    return MailParts(
        issuer=issuer,
        wake=sender.wake,
        tell=_teller(issuer),
        owners=(
            LinkRoutes(invitations, wishes),
            OwnSignInRoutes(invitations, own),
            OutboxRoutes(outbox, clock=clock, url=url, has_server=server is not None),
        ),
        jobs=_jobs(sender, wishes),
    )


def _teller(issuer: Issuer) -> Tell:
    def tell(change: Change, account: Account, news: News, name: str = "") -> None:
        issuer.tell(change, account, LetterKind(news.value), account.email, name=name)

    return tell


def _jobs(sender: Sender, wishes: Wishes) -> tuple[tuple[str, float, Callable[[], Awaitable[None]]], ...]:
    return (
        # Each waits by itself for something to do; the pause keeps a failing one from spinning.
        ("mail", 0.2, sender.work),
        ("links", 0.05, wishes.work),
        ("old_mails", HOUR, sender.forget_old),
    )
