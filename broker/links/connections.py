"""Who is connected to this process, and the newest link of each."""

import asyncio
from collections.abc import Callable

from broker.links.link import Link
from protocol.identifiers import DeviceId, SessionId


class Connections:
    """Agents by device, viewers by session, portal pages; a newer link takes the place of the older."""

    def __init__(self) -> None:
        self._agents: dict[DeviceId, Link] = {}
        self._viewers: dict[SessionId, Link] = {}
        self._all: set[Link] = set()
        self._nobody = asyncio.Event()
        self._nobody.set()
        self.when_checked: Callable[[], object] = lambda: None
        """Called with each check of all links: what does not hang on a link alone is looked at too."""

    def opened(self, link: Link) -> None:
        """Note a link, so that it can be closed with the process."""
        self._all.add(link)
        self._nobody.clear()

    def closed(self, link: Link) -> None:
        """Forget a link."""
        self._all.discard(link)
        if not self._all:
            self._nobody.set()

    def count(self) -> int:
        """Count the open links."""
        return len(self._all)

    def put_agent(self, device: DeviceId, link: Link) -> Link | None:
        """Make this the link of a device; the one before is given back, to be closed."""
        before = self._agents.get(device)
        self._agents[device] = link
        return before

    def drop_agent(self, device: DeviceId, link: Link) -> bool:
        """Forget a device's link; False where a newer one has taken its place."""
        if self._agents.get(device) is not link:
            return False
        del self._agents[device]
        return True

    def agent(self, device: DeviceId) -> Link | None:
        return self._agents.get(device)

    def put_viewer(self, session: SessionId, link: Link) -> Link | None:
        """Make this the viewer of a session; the one before is given back, to be closed."""
        before = self._viewers.get(session)
        self._viewers[session] = link
        return before

    def drop_viewer(self, session: SessionId, link: Link) -> bool:
        """Forget a session's viewer; False where a newer one has taken its place."""
        if self._viewers.get(session) is not link:
            return False
        del self._viewers[session]
        return True

    def viewer(self, session: SessionId) -> Link | None:
        return self._viewers.get(session)

    def check_all(self) -> None:
        """Have every link of a browser look anew whether it may stay: rights have changed."""
        for link in self._all.difference(self._agents.values()):
            link.check_soon()
        self.when_checked()

    async def close_all(self, code: str) -> None:
        """Close every link, at the end of the process, and wait until they are closed."""
        for link in tuple(self._all):
            link.close(code)
        await self._nobody.wait()
