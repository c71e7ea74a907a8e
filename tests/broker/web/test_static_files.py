"""Tests of the built front end as it is served."""

from pathlib import Path

import pytest

from tests.fakes.web import running_web


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text('<meta name="csp-nonce" content="__CSP_NONCE__" />')
    (folder / "assets" / "main-1a2b.js").write_text("x" * 5000)
    (folder / "favicon.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    return folder


async def test_the_page_carries_the_nonce_that_its_policy_names_and_is_never_kept(tmp_path: Path, built: Path) -> None:
    numbers = iter(range(10))
    async with running_web(tmp_path, front_end=built, nonce=lambda: f"n{next(numbers)}") as web:
        for nonce, path in (("n0", "/"), ("n1", "/devices/abc"), ("n2", "/sign-in")):
            async with web.client.get(path) as response:
                assert f'content="{nonce}"' in await response.text()
                assert f"'nonce-{nonce}'" in response.headers["Content-Security-Policy"]
                assert response.headers["Cache-Control"] == "no-store"
                assert response.content_type == "text/html"


async def test_hashed_files_are_kept_for_ever_and_others_are_asked_for_again(tmp_path: Path, built: Path) -> None:
    async with running_web(tmp_path, front_end=built) as web:
        async with web.client.get("/assets/main-1a2b.js") as response:
            assert (await response.text(), response.content_type) == ("x" * 5000, "text/javascript")
            assert response.headers["Cache-Control"].endswith("immutable")
            assert response.headers["Content-Encoding"] == "gzip"
        async with web.client.get("/favicon.svg") as response:
            assert response.headers["Cache-Control"] == "no-cache"
            tag = response.headers["ETag"]
        async with web.client.get("/favicon.svg", headers={"If-None-Match": tag}) as response:
            assert response.status == 304


@pytest.mark.parametrize(
    "path",
    ["/assets/none.js", "/none.png", "/../secret.txt", "/%2e%2e/secret.txt", "/link.txt", "/api", "/api/x", "/links/x"],
)
async def test_what_is_not_built_in_is_not_there(tmp_path: Path, built: Path, path: str) -> None:
    async with running_web(tmp_path, front_end=built) as web, web.client.get(path) as response:
        assert response.status == 404
        assert "secret" not in await response.text()


async def test_without_a_front_end_a_plain_page_says_what_to_do(tmp_path: Path) -> None:
    async with running_web(tmp_path) as web, web.client.get("/") as response:
        assert response.status == 200
        assert "make front-end" in await response.text()
