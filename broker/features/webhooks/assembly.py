"""Putting together who is told of what happens in sessions: people by notifications, other systems by webhooks."""

from collections.abc import Callable
from dataclasses import replace

from broker.clock import Clock
from broker.config import Config
from broker.entropy import random_fraction
from broker.features.notifications.assembly import NotificationParts, assemble_notifications
from broker.features.notifications.naming import named_by
from broker.features.notifications.telling import Told
from broker.features.settings.service import Settings
from broker.features.webhooks.post import WebhookPost
from broker.features.webhooks.routes import WebhookRoutes
from broker.features.webhooks.sending import WebhookSender, WebhookTeller
from broker.features.webhooks.service import Webhooks
from broker.storage.sealing import Sealer
from broker.storage.unit_of_work import UnitOfWork

HOUR = 3600.0


def assemble_telling(
    config: Config,
    *,
    work: UnitOfWork,
    clock: Clock,
    sealer: Sealer,
    url: Callable[[], str],
    told: Told,
    wake_mail: Callable[[], None],
    settings: Settings,
) -> NotificationParts:
    """Build notifications and webhooks, which hear of the same events."""
    post = WebhookPost(config.webhook_networks)
    sender = WebhookSender(work=work, sealer=sealer, post=post, chance=random_fraction)
    webhooks = Webhooks(work=work, sealer=sealer, wake=sender.wake)
    teller = WebhookTeller(url=url, wake=sender.wake)
    parts = assemble_notifications(
        work=work,
        sealer=sealer,
        instance=config.name,
        told=told,
        wake_mail=wake_mail,
        language=settings.letter_language,
        naming=named_by(settings),
        further=(teller,),
    )
    # The first waits by itself for something to do; the pause keeps a failing one from spinning.
    jobs = (("webhooks", 0.2, sender.work), ("old_deliveries", HOUR, sender.forget_old))
    return replace(parts, owners=(*parts.owners, WebhookRoutes(webhooks, clock)), jobs=(*parts.jobs, *jobs))
