"""What the page of settings says about a device, and what that device enforces, are the same for any scope tree."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agent.exchange import Ceiling, Memory, Nonce, check_proposal
from agent.policy import PolicyBook, ceiling_under
from agent.standing import introduction_of, refused_request
from broker.features.settings.answers import setting_answer
from broker.features.settings.catalogue import CATALOGUE, Key
from broker.features.settings.policies import policy_of
from broker.features.settings.rules import resolve
from broker.features.settings.values import OFF
from protocol.capabilities import AVAILABLE, Capability, ordered
from protocol.errors import ProtocolError
from protocol.grant import MAX_SESSION_SECONDS, CodeMode
from protocol.identifiers import DeviceId
from protocol.links.agent_broker import Welcome
from protocol.policy import MAX_CONSENT_SECONDS, POLICY_TYPE
from tests.agent.instance import Signer, ViewerHalf
from tests.broker.features.settings.trees import Tree, tree_of
from tests.protocol.documents import proposal

FULL = 10_000
DEVICE = DeviceId("d" * 26)
GRANT, VIEWER = Signer(), ViewerHalf()
NONCE = Nonce(session=proposal().session, attempt=1, value=proposal().agent_nonce, made_at=0.0)
WELCOME = Welcome(device=DEVICE, name="DESK", organization="A", instance="P", portal_url="", trust="")


class Device:
    """A device that was handed the policy of a tree, as the broker signs it."""

    def __init__(self, folder: Path, tree: Tree) -> None:
        layers = tree.layers()
        made = policy_of(lambda key: resolve(CATALOGUE[key], layers), DEVICE, 1)
        book = PolicyBook(directory=folder, device=DEVICE)
        book.take(GRANT.seal(POLICY_TYPE, made), GRANT.keys)
        self.policy = book.current

    def takes(self, **changes: Any) -> bool:
        """Tell whether it would ask its person about a proposal like this."""
        code = self.policy.consent.code
        just = {"seconds": 60, "consent_seconds": 10, "capabilities": (Capability.VIEW,), "code": code}
        made = proposal(**(just | {"policy": self.policy.number} | changes))
        memory = Memory(
            device=made.device,
            device_key=made.device_key,
            nonce=NONCE,
            last_attempt=0,
            policy=self.policy.number,
            ceiling=ceiling_under(self.policy, Ceiling()),
        )
        try:
            check_proposal(GRANT.proposal(made), VIEWER.offer(made), GRANT.keys, memory, 1.0)
        except ProtocolError:
            return False
        return True


def page_of(tree: Tree) -> dict[Key, Any]:
    """Read the page of the device: its effective values."""
    *wider, here = tree.layers()
    return {key: setting_answer(each, tuple(wider), here, {}).value for key, each in CATALOGUE.items()}


def check(folder: Path, tree: Tree) -> None:
    page, device = page_of(tree), Device(folder, tree)
    is_on = page[Key.ALLOW_REMOTE_SUPPORT] and page[Key.CONSENT_PRESENT] == "ask"
    assert device.takes() is is_on
    offered = {"view"} if page[Key.VIEW_ONLY] else {"view", *page[Key.CAPABILITIES_OFFERED]}
    for capability in Capability:
        asked = ordered({Capability.VIEW, capability})
        assert device.takes(capabilities=asked) is (is_on and capability in offered and capability in AVAILABLE)
    most = page[Key.SESSION_SECONDS] if page[Key.SESSION_SECONDS] != OFF else MAX_SESSION_SECONDS
    assert device.takes(seconds=most) is is_on
    if most < MAX_SESSION_SECONDS:
        assert not device.takes(seconds=most + 1)
    assert device.takes(consent_seconds=page[Key.CONSENT_SECONDS]) is is_on
    if page[Key.CONSENT_SECONDS] < MAX_CONSENT_SECONDS:
        assert not device.takes(consent_seconds=page[Key.CONSENT_SECONDS] + 1)
    assert device.takes(code=CodeMode.OFF) is (is_on and page[Key.CODE_MODE] == "off")
    assert device.takes(code=CodeMode.SHOW) is (is_on and page[Key.CODE_MODE] != "type")
    can_ask = page[Key.ALLOW_REMOTE_SUPPORT] and page[Key.ALLOW_REQUESTS]
    assert (refused_request(device.policy) is None) is can_ask
    check_running(page, device)
    shown = introduction_of(device.policy, WELCOME, None, "")
    assert (shown.asks_contact, shown.reason_needs_words > 0) == (page[Key.ASK_CONTACT], page[Key.ASK_REASON])
    assert shown.may_quit is page[Key.QUIT_ALLOWED]


def check_running(page: dict[Key, Any], device: Device) -> None:
    """Compare what counts while a session runs: the device reads it there."""
    running = device.policy.running
    assert running.when_locked.value == page[Key.WHEN_LOCKED]
    assert running.clipboard_asked is page[Key.CLIPBOARD_ASKED]
    assert running.idle_seconds == page[Key.SESSION_IDLE_SECONDS]
    assert running.lease_ttl_seconds == page[Key.LEASE_TTL_SECONDS]
    assert running.resume_seconds == page[Key.RESUME_SECONDS]
    assert ceiling_under(device.policy, Ceiling()).extension is page[Key.EXTENSION_ALLOWED]


@pytest.mark.slow
@pytest.mark.proof("settings")
def test_the_page_agrees_with_what_the_device_enforces(
    count_of: Callable[[int], int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What is stored, and how, is tried elsewhere; here it would only cost time.
    monkeypatch.setattr("agent.policy.write_private", lambda path, content: None)
    first = secrets.randbelow(2**48)
    for seed in range(first, first + count_of(FULL)):
        try:
            check(tmp_path, tree_of(seed))
        except AssertionError as fault:
            raise AssertionError(f"they differ for the tree {seed}") from fault
