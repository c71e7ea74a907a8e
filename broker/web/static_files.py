"""The built front end: hashed files for ever, the page anew for each visit, with its own nonce."""

import gzip
import hashlib
import mimetypes
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from aiohttp import web

from broker.errors import NotFound
from broker.web.security import page_policy

FOLDER: Final = Path(__file__).parent / "static"
NONCE_PLACE: Final = b"__CSP_NONCE__"
_HASHED: Final = "/assets/"
_IMMUTABLE: Final = "public, max-age=31536000, immutable"
_REVALIDATED: Final = "no-cache"
_NEVER_PAGES: Final = ("/api/", "/links/", _HASHED)
_WORTH_PACKING: Final = 1024
_TYPES: Final = {".js": "text/javascript", ".mjs": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
_NOT_BUILT: Final = b"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Handrail</title></head>
<body><h1>Handrail is running</h1>
<p>The portal has not been built into this installation. In a checkout, run <code>make front-end</code>, then start
again.
The API is described at <a href="/api/openapi.json">/api/openapi.json</a>.</p></body></html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticFile:
    """One file in memory, packed too where that is worth it."""

    content: bytes
    packed: bytes | None
    content_type: str
    tag: str
    caching: str


class FrontEnd:
    """Serves the files of a folder, read once at the start, so that no asked path ever reaches the file system."""

    def __init__(self, folder: Path, nonce: Callable[[], str]) -> None:
        page = folder / "index.html"
        self.is_built = page.is_file()
        self._page = page.read_bytes() if self.is_built else _NOT_BUILT
        self._files = _read(folder) if self.is_built else {}
        self._nonce = nonce

    def mount(self, application: web.Application) -> None:
        """Take everything that nothing else has taken; mount it last."""
        application.router.add_route("*", "/{path:.*}", self.serve)

    async def serve(self, request: web.Request) -> web.Response:
        path = request.path
        if request.method not in {"GET", "HEAD"}:
            raise NotFound
        file = self._files.get(path)
        if file is not None:
            return _file_answer(request, file)
        if path.startswith(_NEVER_PAGES) or path == "/api" or "." in path.rpartition("/")[2]:
            raise NotFound
        nonce = self._nonce()
        return web.Response(
            body=self._page.replace(NONCE_PLACE, nonce.encode()),
            content_type="text/html",
            charset="utf-8",
            headers={"Content-Security-Policy": page_policy(nonce, request.headers.get("Host", ""))},
        )


@cache
def _read(folder: Path) -> Mapping[str, StaticFile]:
    """Read and pack them all, once for a program: that takes longer than all else at its start."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())
    found = (("/" + path.relative_to(folder).as_posix(), path) for path in files)
    return {name: _file(name, path) for name, path in found if name != "/index.html"}


def _file(name: str, path: Path) -> StaticFile:
    content = path.read_bytes()
    content_type = _TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    is_text = content_type.startswith("text/") or content_type.endswith(("json", "xml"))
    return StaticFile(
        content=content,
        packed=gzip.compress(content, 6, mtime=0) if is_text and len(content) >= _WORTH_PACKING else None,
        content_type=content_type,
        tag=hashlib.sha256(content).hexdigest()[:32],
        caching=_IMMUTABLE if name.startswith(_HASHED) else _REVALIDATED,
    )


def _file_answer(request: web.Request, file: StaticFile) -> web.Response:
    headers = {"Cache-Control": file.caching, "ETag": f'"{file.tag}"', "Vary": "Accept-Encoding"}
    if file.tag in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=headers)
    body = file.content
    if file.packed is not None and "gzip" in request.headers.get("Accept-Encoding", ""):
        body = file.packed
        headers["Content-Encoding"] = "gzip"
    return web.Response(body=body, content_type=file.content_type, headers=headers)
