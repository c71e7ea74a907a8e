"""A small viewer in a real Chromium: what the agent's peer meets in the field, without the portal."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from playwright.async_api import Page, async_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
]

PAGE = """
<!doctype html><title>viewer</title><video id="screen" autoplay muted playsinline></video>
<script>
const channels = {}, received = [], states = [];
const peer = new RTCPeerConnection({bundlePolicy: 'max-bundle'});
peer.onconnectionstatechange = () => states.push(peer.connectionState);
const loose = {ordered: false, maxRetransmits: 0};
const settings = {control: {}, moves: loose, cursor: loose, bulk: {}, tiles: {}};
Object.entries(settings).forEach(([label, options], id) => {
  const channel = peer.createDataChannel(label, {...options, negotiated: true, id});
  channel.onmessage = event => received.push([label, event.data]);
  channels[label] = channel;
});
const video = document.getElementById('screen');
peer.ontrack = event => { video.srcObject = new MediaStream([event.track]); };
async function offer(codecs) {
  const transceiver = peer.addTransceiver('video', {direction: 'recvonly'});
  if (codecs) {
    const known = RTCRtpReceiver.getCapabilities('video').codecs;
    const wanted = known.filter(codec => codecs.includes(codec.mimeType.toLowerCase()));
    transceiver.setCodecPreferences(wanted);
  }
  await peer.setLocalDescription();
  await new Promise(done => {
    if (peer.iceGatheringState === 'complete') return done();
    peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && done();
    setTimeout(done, 2000);
  });
  return peer.localDescription.sdp;
}
async function accept(sdp) { await peer.setRemoteDescription({type: 'answer', sdp}); }
async function opened(label) {
  const channel = channels[label];
  if (channel.readyState !== 'open') await new Promise(done => channel.onopen = done);
}
async function sample(x, y) {
  if (video.readyState < 2 || !video.videoWidth) return null;
  const frame = new VideoFrame(video);
  const bytes = new Uint8Array(4 * 2 * 2);
  try {
    await frame.copyTo(bytes, {format: 'RGBA', rect: {x: x & ~1, y: y & ~1, width: 2, height: 2}});
  } finally { frame.close(); }
  return [bytes[0], bytes[1], bytes[2]];
}
async function until(x, y, colour, tolerance) {
  for (;;) {
    const seen = await sample(x, y);
    if (seen && colour.every((value, at) => Math.abs(value - seen[at]) <= tolerance)) {
      return [video.videoWidth, video.videoHeight];
    }
    await new Promise(done => setTimeout(done, 4));
  }
}
async function statistics() {
  const found = {};
  (await peer.getStats()).forEach(entry => { if (entry.type === 'inbound-rtp') Object.assign(found, entry); });
  return found;
}
</script>
"""


@contextlib.asynccontextmanager
async def viewer_page() -> AsyncIterator[Page]:
    """Open the small viewer in a private Chromium."""
    async with async_playwright() as tools:
        browser = await tools.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        try:
            page = await browser.new_page()
            page.set_default_timeout(30_000)
            await page.set_content(PAGE)
            yield page
        finally:
            await browser.close()


def fingerprint_of(sdp: str) -> str:
    """The offer's fingerprint, as the viewer's commitment would give it."""
    line = next(line for line in sdp.splitlines() if line.startswith("a=fingerprint:sha-256 "))
    return line.partition(" ")[2].replace(":", "").lower()


async def offer_of(page: Page, codecs: list[str] | None = None) -> str:
    made: Any = await page.evaluate("codecs => offer(codecs)", codecs)
    return str(made)
