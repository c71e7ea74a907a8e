"""Putting the sign-in at the company's own provider together, where there is one."""

from collections.abc import Callable

from broker.clock import Clock
from broker.config import Config
from broker.features.accounts.known_browsers import KnownBrowsers
from broker.features.accounts.sign_in import SignIns
from broker.features.company_sign_in.provider import OpenIdProvider
from broker.features.company_sign_in.routes import CompanyRoutes
from broker.features.company_sign_in.service import CompanySignIns
from broker.storage.sealing import Sealer
from broker.storage.unit_of_work import UnitOfWork


def assemble_company(
    config: Config, *, work: UnitOfWork, clock: Clock, sealer: Sealer, sign_ins: SignIns, url: Callable[[], str]
) -> CompanyRoutes:
    """Build it; without a provider its routes say so."""
    company = config.company
    provider = OpenIdProvider(company, clock) if company else None
    service = CompanySignIns(work=work, sealer=sealer, sign_ins=sign_ins, provider=provider, url=url)
    return CompanyRoutes(service, KnownBrowsers(work), name=company.name if company else None)
