"""Tests of the edge around every request."""

from pathlib import Path

from aiohttp import web

from tests.fakes.web import RunningWeb, running_web


async def broken(request: web.Request) -> web.Response:
    raise RuntimeError("the secret is hunter2")


async def moved(request: web.Request) -> web.Response:
    raise web.HTTPFound("/elsewhere")


async def teapot(request: web.Request) -> web.Response:
    raise web.HTTPUpgradeRequired


SOCKETS = {"/links/broken": broken, "/links/moved": moved, "/links/teapot": teapot}


def counted(web: RunningWeb, name: str, **labels: str) -> float:
    return web.meters.registry.get_sample_value(name, labels) or 0.0


async def test_whatever_a_raw_handler_raises_keeps_the_form_of_errors(tmp_path: Path) -> None:
    async with running_web(tmp_path, sockets=SOCKETS) as running:
        async with running.client.get("/links/broken") as response:
            assert response.status == 500
            assert (await response.json())["error"]["reference"] == "7F3K"
            assert "hunter2" not in await response.text()
        async with running.client.get("/links/teapot") as response:
            assert (response.status, (await response.json())["error"]["code"]) == (426, "upgrade.needed")
        async with running.client.get("/links/moved", allow_redirects=False) as response:
            assert (response.status, response.headers["Location"]) == (302, "/elsewhere")
        assert counted(running, "handrail_faults_total") == 1.0


async def test_requests_are_counted_by_declared_path_and_never_by_what_strangers_ask_for(tmp_path: Path) -> None:
    async with running_web(tmp_path) as running:
        for number in range(3):
            async with running.client.get(f"/api/none{number}") as response:
                assert response.status == 404
        labels = {"method": "GET", "route": "/{path}", "status": "404"}
        assert counted(running, "handrail_requests_total", **labels) == 3.0
        assert counted(running, "handrail_refusals_total", code="not_found") == 3.0
        assert counted(running, "handrail_requests_running") == 0.0
