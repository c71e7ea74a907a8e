"""A picture that somebody sent is served as what it is, and can do nothing in a browser."""

from pathlib import Path

from broker.web.call import Call
from broker.web.declare import get
from broker.web.images import Image
from broker.web.policy import Public
from tests.fakes.web import running_web


class Pictures:
    @get("/api/picture", policy=Public())
    async def picture(self, call: Call) -> Image:
        """Give a picture."""
        return Image(kind="image/png", content=b"<script>alert(1)</script>")


async def test_its_kind_is_fixed_it_is_kept_nowhere_and_it_runs_nothing(tmp_path: Path) -> None:
    async with running_web(tmp_path, Pictures()) as web, web.client.get("/api/picture") as response:
        assert await response.read() == b"<script>alert(1)</script>"
        told = {name: response.headers[name] for name in ("Content-Type", "X-Content-Type-Options", "Cache-Control")}
        assert told == {"Content-Type": "image/png", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
