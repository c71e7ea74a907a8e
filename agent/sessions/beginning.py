"""Begins a session on the device: the question to its person, or the rule of the signed policy that stands for one."""

from dataclasses import dataclass, field

from agent.exchange import Asked
from agent.sessions.consent import OpenQuestion, Verdict, ahead_of_time, ask_first, by_rule, first_question
from agent.sessions.live import Over
from agent.sessions.surroundings import Surroundings
from agent.sessions.visiting import is_known, let_in
from protocol.grant import Decision, Origin, Proposal
from protocol.links.agent_broker import Presence
from protocol.policy import Policy
from protocol.session.reasons import EndReason
from protocol.starting import Start, is_open, start_at
from protocol.visits import lack_of, start_of_visit


def start_of(asked: Asked, presence: Presence, policy: Policy, *, surely_locked: bool, is_known: bool = False) -> Start:
    """Decide by this device's own policy and its own eyes; the server's word can only add the question.

    Without a question only under the very policy that was signed for this device and that the proposal names: a newer
    one, on its way, might say otherwise. A lock that may only be as it was last known opens nothing either. `is_known`
    says whether somebody here confirmed before who comes unattended.
    """
    proposal = asked.proposal
    start = _by_policy(proposal, presence, policy, is_known=is_known)
    is_bound = policy.number > 0 and proposal.policy == policy.number
    is_doubtful = presence is Presence.LOCKED and not surely_locked
    if start is Start.UNASKED and (proposal.attended or not is_bound or is_doubtful):
        return Start.NONE
    return start


@dataclass(slots=True, kw_only=True)
class Beginning:
    """The first attempt of one session; how it begins is looked at once, when the proposal has come."""

    asked: Asked
    around: Surroundings
    question: OpenQuestion | None = None
    start: Start = field(init=False)

    def __post_init__(self) -> None:
        around = self.around
        surely_locked = around.surely_locked()
        self.start = start_of(
            self.asked,
            around.presence(),
            around.policy(),
            surely_locked=surely_locked,
            is_known=is_known(self.asked.proposal.visit, around),
        )

    @property
    def attended(self) -> bool:
        """Tell whether there is somebody to ask."""
        return self.start is not Start.UNASKED

    async def verdict(self) -> Verdict:
        """Give the answer at the device."""
        around = self.around
        match self.start:
            case Start.UNASKED if around.desktop.is_up:
                proposal = self.asked.proposal
                given = let_in(proposal.visit, around)
                if proposal.origin is Origin.UNATTENDED and given is None:
                    # Taken back, or over, since it was looked at.
                    return Verdict(decision=Decision.REFUSED, asked_person=False)
                return by_rule(proposal, around.policy(), given)
            case Start.UNASKED | Start.NONE:
                # Where the person's side does not run, nobody who comes back could see who is here.
                return Verdict(decision=_refusal(around.presence()), asked_person=False)
            case Start.ASK:
                return self._ahead_of_time() or await self._ask()

    def _ahead_of_time(self) -> Verdict | None:
        """Look whether the person let exactly this technician in before; they have to be able to see who comes."""
        around, proposal = self.around, self.asked.proposal
        if not around.desktop.is_up:
            return None
        return ahead_of_time(proposal, around.policy(), around.advance.answer(proposal))

    async def _ask(self) -> Verdict:
        around = self.around
        self.question = first_question(self.asked, around)
        verdict = await ask_first(self.question, around.policy, lambda: self._still() is Start.ASK)
        # Where the session ends meanwhile, the question is still here to be taken off the screen.
        self.question = None
        if verdict.decision is Decision.YES and self._lacks_something():
            return Verdict(decision=Decision.REFUSED, asked_person=verdict.asked_person)
        return verdict

    def check_unattended(self) -> None:
        """Raise Over where somebody came between a yes that nobody gave and the first picture: they were not asked."""
        if self._still() is not Start.UNASKED:
            raise Over(EndReason.SOMEBODY_THERE)

    def heed_lock(self) -> None:
        """Somebody locked the screen, or opened it: a question that was out of sight meanwhile is none by silence."""
        if self.question is not None and not is_open(self.around.presence()):
            self.question.was_out_of_sight = True

    def _still(self) -> Start:
        proposal, around = self.asked.proposal, self.around
        known = is_known(proposal.visit, around)
        return _by_policy(proposal, around.presence(), around.policy(), is_known=known)

    def _lacks_something(self) -> bool:
        """Tell whether settings that were tightened while the question stood let this visit be none any more."""
        proposal = self.asked.proposal
        is_visit = proposal.origin is Origin.UNATTENDED
        return is_visit and lack_of(self.around.policy(), proposal.visit, proposal.reason) is not None


def _by_policy(proposal: Proposal, presence: Presence, policy: Policy, *, is_known: bool) -> Start:
    """Say what a policy makes of whoever comes, however they come."""
    if proposal.origin is Origin.UNATTENDED:
        return start_of_visit(presence, policy, proposal.visit, proposal.reason, is_confirmed=is_known)
    return start_at(presence, proposal.origin, policy)


def _refusal(presence: Presence) -> Decision:
    return Decision.REFUSED if is_open(presence) else Decision.NOBODY_THERE
