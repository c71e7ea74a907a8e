"""The person stops it by hand whatever the others do: a server that hangs, a viewer that fights for the mouse."""

from __future__ import annotations

import os
import signal

from playwright.async_api import Page

from protocol.session.reasons import EndReason
from tests.end_to_end import portal
from tests.end_to_end.browser import Visitors
from tests.end_to_end.demo import Demo
from tests.end_to_end.desk import Desk

KEEP_CHANNELS = """
  const make = RTCPeerConnection.prototype.createDataChannel;
  window.__channels = {};
  RTCPeerConnection.prototype.createDataChannel = function (label, options) {
    return (window.__channels[label] = make.call(this, label, options));
  };
"""
FIGHT = """
() => {
  const say = (label, message) => {
    const channel = window.__channels[label];
    if (channel.readyState === "open") channel.send(JSON.stringify(message));
  };
  let number = 1000000;
  setInterval(() => {
    say("moves", {type: "pointer", number: number++, x: 900, y: 700});
    say("control", {type: "button", button: "left", down: true, x: 900, y: 700});
    say("control", {type: "key", code: "ShiftLeft", text: "", down: true, modifiers: []});
  }, 5);
}
"""


async def fight(page: Page, desk: Desk) -> None:
    """Have the page send what a hostile viewer would: pointer, button and a held key, six hundred messages a second."""
    await page.evaluate(FIGHT)
    await desk.holds_something()


async def test_done_works_while_the_server_hangs_and_the_viewer_fights_for_the_mouse(
    visitors: Visitors, demo: Demo, desk: Desk
) -> None:
    page = await visitors.page("technician", "/inventory")
    await page.add_init_script(KEEP_CHANNELS)
    await portal.offer_by_api(page, demo)
    await desk.say_yes()
    await portal.becomes(page, "active")
    await portal.picture_is_there(page)
    await desk.watched()
    await fight(page, desk)
    os.kill(demo.pids["broker"], signal.SIGSTOP)
    try:
        await desk.press_done()
        await desk.holds_nothing()
        await desk.unwatched()
        assert desk.held_keys() == ([], False), "what still comes in has no effect"
    finally:
        os.kill(demo.pids["broker"], signal.SIGCONT)
    assert await portal.end_of(page) == EndReason.DONE_AT_DEVICE
