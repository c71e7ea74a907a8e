"""A device believes only its root, and never goes back."""

import pytest

from agent.errors import AgentFault
from agent.trusted_keys import TrustedKeys
from protocol.trust import Purpose
from tests.agent.instance import Signer, trust_of

ROOT, GRANT, NEXT = Signer(), Signer(), Signer()


def test_a_newer_table_replaces_the_older() -> None:
    trusted = TrustedKeys(ROOT.public, trust_of(ROOT, GRANT))
    assert trusted.keys(Purpose.GRANT) == GRANT.keys
    assert trusted.renew(trust_of(ROOT, NEXT, generation=2))
    assert trusted.keys(Purpose.GRANT) == NEXT.keys


def test_the_same_table_again_is_no_news() -> None:
    trusted = TrustedKeys(ROOT.public, trust_of(ROOT, GRANT))
    assert not trusted.renew(trust_of(ROOT, GRANT))


def test_an_older_table_is_refused() -> None:
    trusted = TrustedKeys(ROOT.public, trust_of(ROOT, NEXT, generation=2))
    with pytest.raises(AgentFault, match="older"):
        trusted.renew(trust_of(ROOT, GRANT))
    assert trusted.keys(Purpose.GRANT) == NEXT.keys


def test_another_root_is_refused() -> None:
    with pytest.raises(AgentFault, match="not signed by its root"):
        TrustedKeys(ROOT.public, trust_of(Signer(), GRANT))
