"""Random policies, as far as how a session begins hangs on them."""

from hypothesis import strategies as st

from protocol.identifiers import DeviceId
from protocol.policy import Consent, ConsentRule, Policy, TimeoutAnswer, Unattended


def policies() -> st.SearchStrategy[Policy]:
    """Give policies of one device, those that nobody signed (number 0) among them."""
    consent = st.builds(
        Consent,
        present=st.sampled_from((ConsentRule.ASK, ConsentRule.NO_SESSION)),
        locked=st.sampled_from((ConsentRule.ALLOW, ConsentRule.NO_SESSION)),
        empty=st.sampled_from((ConsentRule.ALLOW, ConsentRule.NO_SESSION)),
        timeout_answer=st.sampled_from(TimeoutAnswer),
    )
    return st.builds(
        Policy,
        device=st.just(DeviceId("d" * 26)),
        number=st.integers(0, 3),
        support_allowed=st.booleans(),
        consent=consent,
        unattended=st.builds(Unattended, allowed=st.booleans(), own_devices=st.booleans()),
    )
