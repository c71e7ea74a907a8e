"""Tests of the answers for operators."""

from pathlib import Path

from tests.fakes.web import running_web


async def works() -> None:
    return None


async def fails() -> None:
    raise RuntimeError("the database is away")


async def test_ready_means_that_every_part_works(tmp_path: Path) -> None:
    async with running_web(tmp_path, checks={"keys": works}) as web, web.client.get("/readyz") as response:
        assert (response.status, await response.json()) == (200, {"status": "ok", "keys": "ok"})


async def test_a_part_that_fails_is_named_and_its_reason_is_not(tmp_path: Path) -> None:
    checks = {"keys": works, "database": fails}
    async with running_web(tmp_path, checks=checks) as web, web.client.get("/readyz") as response:
        assert (response.status, await response.json()) == (
            503,
            {"status": "failing", "keys": "ok", "database": "failing"},
        )


async def test_metrics_are_for_this_machine_only(tmp_path: Path) -> None:
    async with running_web(tmp_path) as web:
        async with web.client.get("/healthz") as response:
            assert response.status == 200
        async with web.client.get("/metrics") as response:
            assert 'handrail_requests_total{method="GET",route="/healthz",status="200"} 1.0' in await response.text()
        async with web.client.get("/metrics", headers={"X-Forwarded-For": "10.0.0.1"}) as response:
            assert response.status == 404
