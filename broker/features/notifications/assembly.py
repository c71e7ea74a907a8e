"""Putting notifications together."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from broker.features.mail.letters import LanguageOf, always_english
from broker.features.notifications.following import Following
from broker.features.notifications.naming import Naming, nobody
from broker.features.notifications.routes import NoticeRoutes
from broker.features.notifications.service import Notices
from broker.features.notifications.telling import PeopleTeller, Teller, Told
from broker.storage.sealing import Sealer
from broker.storage.unit_of_work import UnitOfWork

MINUTE = 60.0
HOUR = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationParts:
    """What the wiring takes over: objects with routes, jobs by name and seconds between turns, and how to wake them."""

    owners: tuple[object, ...]
    jobs: tuple[tuple[str, float, Callable[[], Awaitable[None]]], ...]
    wake: Callable[[], None]


def assemble_notifications(
    *,
    work: UnitOfWork,
    sealer: Sealer,
    instance: str,
    told: Told,
    wake_mail: Callable[[], None],
    language: LanguageOf = always_english,
    naming: Naming = nobody,
    further: Sequence[Teller] = (),
) -> NotificationParts:
    """Build the job that follows the audit log, and what people read and choose; `further` passes on what it reads."""
    people = PeopleTeller(
        sealer=sealer, instance=instance, told=told, wake_mail=wake_mail, language=language, naming=naming
    )
    following = Following(work=work, tellers=(people, *further))
    return NotificationParts(
        owners=(NoticeRoutes(Notices(work, told)),),
        jobs=(
            # It waits by itself for something to do; the pause keeps a failing one from spinning.
            ("notifications", 0.2, following.work),
            ("waiting_requests", MINUTE, following.note_waiting),
            ("old_notices", HOUR, following.forget_old),
        ),
        wake=following.wake,
    )
