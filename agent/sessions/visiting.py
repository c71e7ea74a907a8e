"""A technician's visit where nobody can be asked, as this device sees it: whom it knows, and whom it goes on with."""

from typing import Final

from agent.exchange import Agreed
from agent.sessions.surroundings import Surroundings
from agent.visitors import LetIn
from protocol.advance import identity_of
from protocol.grant import Origin, Proposal, Visit
from protocol.session.reasons import EndReason
from protocol.visits import lack_of

_UNWANTED: Final = frozenset({EndReason.CONSENT_REFUSED, EndReason.NOT_ASKED_FOR})
_SENT_AWAY: Final = _UNWANTED | {EndReason.DONE_AT_DEVICE}


def let_in(visit: Visit | None, around: Surroundings) -> LetIn | None:
    """Give what somebody here said yes to for later, to the account that comes."""
    return None if visit is None else around.visitors.known(visit.account, around.policy().unattended.owner)


def is_known(visit: Visit | None, around: Surroundings) -> bool:
    """Tell whether somebody here confirmed the account that comes, while the device was its owner's of today."""
    return let_in(visit, around) is not None


def remember_visitor(proposal: Proposal, agreed: Agreed, around: Surroundings) -> None:
    """Somebody here typed the code: know the account from now on, if that was what the person said yes to."""
    visit = agreed.visit
    if agreed.origin is not Origin.UNATTENDED or visit is None or not agreed.asked_person:
        return
    if lack_of(around.policy(), visit, proposal.reason) is not None:
        return
    given = LetIn(
        account=visit.account,
        who=agreed.who,
        session=proposal.session,
        capabilities=agreed.capabilities,
        seconds=agreed.seconds,
        display=agreed.display,
    )
    if around.visitors.remember(given, around.policy().unattended.owner):
        around.journal(proposal, "visitor_confirmed", {})


def heed_end(reason: EndReason, proposal: Proposal, agreed: Agreed, around: Surroundings) -> None:
    """Somebody here sent away whoever came: what was given them before lets them in no more, and the server is told."""
    if reason in _SENT_AWAY:
        around.advance.revoke_of(agreed.who)
    visit = agreed.visit.account if agreed.visit is not None and reason in _UNWANTED else None
    if visit is not None and around.visitors.forget(visit) is not None:
        around.journal(proposal, "visitor_forgotten", {})
    if reason is EndReason.NOT_ASKED_FOR:
        # However they came this time: the server's own block tells of the visits of others by that name.
        for known in around.visitors.listed(around.policy().unattended.owner):
            if identity_of(known.who) == identity_of(agreed.who):
                around.visitors.forget(known.account)


def may_go_on(agreed: Agreed, around: Surroundings) -> bool:
    """Tell whether a session that runs still may: one that nobody was asked about rests on being known, and allowed."""
    if agreed.origin is not Origin.UNATTENDED or agreed.attended:
        return True
    return around.policy().unattended.allowed and is_known(agreed.visit, around)
