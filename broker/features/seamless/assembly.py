"""Putting seamless access together."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from broker.features.invitations.issuing import Issuer
from broker.features.seamless.administrators import Administrators
from broker.features.seamless.grants import SeamlessAccess, Told
from broker.features.seamless.routes import SeamlessRoutes
from broker.features.seamless.visits import Visits
from broker.storage.unit_of_work import Change, UnitOfWork
from protocol.identifiers import OrganizationId


@dataclass(frozen=True, slots=True, kw_only=True)
class SeamlessParts:
    """What the wiring takes over."""

    routes: SeamlessRoutes
    administrators: Administrators
    end_visits: Callable[[], Awaitable[None]]
    wait_again: Callable[[Change, str], None]


def assemble_seamless(
    work: UnitOfWork,
    issuer: Issuer,
    *,
    over: Callable[[str, OrganizationId], None],
    rights_changed: Callable[[OrganizationId], None],
) -> SeamlessParts:
    """Build it; `over` is told whose access to which organization has ended."""

    def ended(account: str, organization: OrganizationId) -> None:
        over(account, organization)
        rights_changed(organization)

    told = Told(over=ended, rights_changed=rights_changed)
    access, visits = SeamlessAccess(work=work, issuer=issuer, told=told), Visits(work=work, told=told)
    administrators = Administrators(work=work, issuer=issuer, access=access)
    return SeamlessParts(
        routes=SeamlessRoutes(access, administrators, visits),
        administrators=administrators,
        end_visits=visits.end_those_over,
        wait_again=access.wait_again,
    )
