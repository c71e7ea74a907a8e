"""Whom a person at a device let in unattended, as tests say it."""

from agent.visitors import LetIn
from protocol.capabilities import Capability
from protocol.grant import Who
from protocol.identifiers import AccountId, SessionId

WHO = Who(name="Tina Technician", email="tina@provider.example", company="IT provider", signed_in_by="password")


def let_in(
    account: AccountId,
    *,
    session: str = "",
    capabilities: tuple[Capability, ...] = (Capability.VIEW, Capability.CONTROL),
    seconds: int = 3600,
) -> LetIn:
    """Somebody said yes to this account, in a session of its own unless a test names one."""
    return LetIn(
        account=account,
        who=WHO,
        session=SessionId(session or account[::-1][:25] + "z"),
        capabilities=capabilities,
        seconds=seconds,
    )
