"""Tests of files that are sent as they are made."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from broker.errors import Conflict, Fault
from broker.web.call import Call
from broker.web.declare import get
from broker.web.downloads import Download
from broker.web.policy import Public
from tests.fakes.web import running_web


async def pieces(fault: Exception | None, after: int) -> AsyncIterator[str]:
    for number in range(3):
        if number == after and fault is not None:
            raise fault
        yield f"row {number}\r\n"


class Files:
    @get("/api/whole", policy=Public())
    async def whole(self, call: Call) -> Download:
        """Give a file."""
        return Download(name="whole.csv", pieces=pieces(None, 0))

    @get("/api/refused", policy=Public())
    async def refused(self, call: Call) -> Download:
        """Refuse a file."""
        return Download(name="refused.csv", pieces=pieces(Conflict(), 0))

    @get("/api/broken", policy=Public())
    async def broken(self, call: Call) -> Download:
        """Fail in the middle of a file."""
        return Download(name="broken.csv", pieces=pieces(Fault("the disk is gone"), 2))


async def test_a_file_comes_whole_with_its_name(tmp_path: Path) -> None:
    async with running_web(tmp_path, Files()) as web, web.client.get("/api/whole") as response:
        assert response.headers["Content-Disposition"] == 'attachment; filename="whole.csv"'
        assert await response.text() == "row 0\r\nrow 1\r\nrow 2\r\n"


async def test_what_is_refused_at_once_is_an_answer_like_others(tmp_path: Path) -> None:
    async with running_web(tmp_path, Files()) as web, web.client.get("/api/refused") as response:
        assert (response.status, (await response.json())["error"]["code"]) == (409, Conflict.code)


async def test_a_file_that_stops_in_the_middle_does_not_look_whole(tmp_path: Path) -> None:
    async with running_web(tmp_path, Files()) as web:
        with pytest.raises(aiohttp.ClientError):
            async with web.client.get("/api/broken") as response:
                await response.read()
