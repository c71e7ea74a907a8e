"""Says with which reason a session on the device ends for what went wrong in it; every fault is an end."""

import logging
from collections.abc import Callable

from agent.sessions.live import Over
from agent.sessions.surroundings import Surroundings
from protocol.errors import ProtocolError
from protocol.grant import Proposal
from protocol.session.reasons import EndReason

log = logging.getLogger(__name__)


def end_for(fault: BaseException | None, proposal: Proposal, around: Surroundings) -> tuple[EndReason, str | None]:
    """Give the reason and on whose word; what was not to be believed is journalled."""
    match fault:
        case None:
            return EndReason.FAILED, None
        case Over(reason=reason, by=by):
            return reason, by
        case ProtocolError(code=code):
            log.warning("session %s: %s", proposal.session, code)
            around.journal(proposal, "rejected", {"code": code})
            return EndReason.SAFETY, None
        case _:
            log.error("session %s failed", proposal.session, exc_info=fault)
            return EndReason.FAILED, None


def each_by_itself(*steps: Callable[[], object]) -> None:
    """Do all of them: what one of them cannot write down keeps nothing else from being done."""
    for step in steps:
        try:
            step()
        except OSError:
            log.exception("the end of a session could not be written down whole")
