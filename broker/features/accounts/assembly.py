"""Putting second factors together."""

from collections.abc import Callable

from broker.features.accounts.factor_routes import OwnFactorRoutes, PasskeySignInRoutes, StepUpRoutes
from broker.features.accounts.hashing import PasswordHashes
from broker.features.accounts.known_browsers import KnownBrowsers
from broker.features.accounts.news import Tell
from broker.features.accounts.own_factors import OwnFactors
from broker.features.accounts.passkey_desk import PasskeyDesk, PasskeySignIns
from broker.features.accounts.passkeys import relying_party
from broker.features.accounts.sign_in import SignIns
from broker.features.accounts.step_up import SteppingUp
from broker.features.settings.service import Settings
from broker.storage.unit_of_work import UnitOfWork


def assemble_factors(
    *,
    work: UnitOfWork,
    hashes: PasswordHashes,
    settings: Settings,
    sign_ins: SignIns,
    tell: Tell,
    url: Callable[[], str],
    instance: str,
) -> tuple[object, ...]:
    """Build everything about second factors, and give the objects with routes."""
    desk = PasskeyDesk(work=work, party=lambda: relying_party(url(), instance), tell=tell)

    def lost() -> None:
        # What it does is wired after this.
        sign_ins.ended()

    own = OwnFactors(work=work, app=sign_ins.app, desk=desk, settings=settings, lost=lost, tell=tell)
    return (
        PasskeySignInRoutes(PasskeySignIns(work=work, sign_ins=sign_ins, desk=desk), KnownBrowsers(work)),
        OwnFactorRoutes(own),
        StepUpRoutes(SteppingUp(work=work, hashes=hashes, app=sign_ins.app, desk=desk)),
    )
