"""A technician's visit where nobody can be asked, as this device sees it: whom it knows, and whom it goes on with."""

from agent.sessions.surroundings import Surroundings
from protocol.grant import Origin, Proposal


def is_known(proposal: Proposal, around: Surroundings) -> bool:
    """Tell whether somebody here confirmed the account that comes, while the device was its owner's of today."""
    visit = proposal.visit
    return visit is not None and around.visitors.knows(visit.account, around.policy().unattended.owner)


def remember_visitor(proposal: Proposal, around: Surroundings) -> None:
    """Somebody here typed the code: know the account from now on, if that was what it asked for."""
    visit = proposal.visit
    if proposal.origin is not Origin.UNATTENDED or visit is None or not around.policy().unattended.allowed:
        return
    if around.visitors.remember(visit.account, around.policy().unattended.owner):
        around.journal(proposal, "visitor_confirmed", {})


def may_go_on(proposal: Proposal, around: Surroundings, *, attended: bool) -> bool:
    """Tell whether a session that runs still may: one that nobody was asked about rests on being known, and allowed."""
    if proposal.origin is not Origin.UNATTENDED or attended:
        return True
    return around.policy().unattended.allowed and is_known(proposal, around)
