"""The whole way out: a private desktop seen in a real Chromium through our own peer."""

from __future__ import annotations

import asyncio

import pytest

from agent.desktop.screen_x11 import X11Screen
from agent.media.stream import ScreenStream
from agent.peer.connection import Peer
from protocol.links.viewer_agent import Channel
from tests.agent.chromium import fingerprint_of, offer_of, viewer_page
from tests.agent.private_display import paint, private_display

pytestmark = [pytest.mark.display, pytest.mark.slow]

PATIENCE = 60
# Two conversions and the encoder's rounding; colours of flat areas come within this of the truth.
TOLERANCE = 6


@pytest.mark.parametrize("codecs", [None, ["video/vp8"]], ids=["h264", "vp8"])
async def test_chromium_sees_the_desktop_and_each_change(codecs: list[str] | None) -> None:
    messages: list[tuple[Channel, str]] = []
    lost: list[str] = []
    with private_display("1280x720") as display:
        paint(display, "#c03020")
        async with viewer_page() as page:
            peer = Peer(on_message=lambda *message: messages.append(message), on_lost=lost.append, loopback=True)
            offer = await offer_of(page, codecs)
            await page.evaluate("answer => accept(answer)", await peer.answer(offer, fingerprint_of(offer)))
            await peer.connected()
            await page.evaluate("opened('control')")
            await page.evaluate("channels.control.send('from the viewer')")
            assert peer.send(Channel.CONTROL, "from the agent")

            sizes: list[tuple[int, int]] = []
            stream = ScreenStream(X11Screen(display), on_size=lambda size: sizes.append((size.width, size.height)))
            peer.show(stream)
            async with asyncio.timeout(PATIENCE):
                seen = await page.evaluate("t => until(600, 300, [192, 48, 32], t)", TOLERANCE)
                assert seen == [1280, 720]
                for name, colour in (("#2060d0", [32, 96, 208]), ("#10c040", [16, 192, 64]), ("#ffffff", [255] * 3)):
                    await asyncio.to_thread(paint, display, name)
                    await page.evaluate("([c, t]) => until(600, 300, c, t)", [colour, TOLERANCE])
                assert await page.evaluate("received") == [["control", "from the agent"]]
            assert sizes == [(1280, 720)]
            assert messages == [(Channel.CONTROL, "from the viewer")]
            assert peer.figures().frames >= 4
            await peer.close()
            assert lost == []
