"""The real wiring on a real port, asked by anybody in any scene, with every statement to the database listened to."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import event

from broker.app import Foundation, declared_routes, lay_foundation, wire
from broker.config import load
from broker.features.accounts.gate import AccountGate
from broker.features.api_tokens.service import ApiTokens
from broker.web.cookies import NAME
from broker.web.declare import Route
from tests.fakes.clock import FakeClock
from tests.fakes.web import RunningWeb, running_web
from tests.matrix.actors import Who
from tests.matrix.objects import SEALER, TOKEN_PREFIX, Scene, set_scene
from tests.matrix.rows import Row, filled


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """All that an asker gets to know: status, headers, body; and how many statements it took."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    statements: tuple[str, ...] = field(compare=False)

    @property
    def said(self) -> str:
        """Spell the status, and the code of a refusal."""
        content = json.loads(self.body) if self.status >= 400 else {}
        code = content.get("error", {}).get("code", "") if isinstance(content, dict) else ""
        return f"{self.status} {code}".strip()


@dataclass(slots=True, kw_only=True)
class Stage:
    """Where calls are made."""

    foundation: Foundation
    clock: FakeClock
    web: RunningWeb
    routes: tuple[Route, ...]
    statements: list[str] = field(default_factory=list)
    _untouched: tuple[Who, Scene] | None = None

    async def scene(self, who: Who) -> Scene:
        """Give a scene for whom nothing has changed yet: the last one again, if it was only read and refused."""
        if self._untouched is None or self._untouched[0] is not who:
            self._untouched = who, await self.set_scene(who)
        return self._untouched[1]

    async def set_scene(self, who: Who) -> Scene:
        """Make everything fresh, an hour later, so that nobody waits because of whoever came before."""
        self.clock.advance(3600)
        return await set_scene(self.foundation.work, who)

    async def call(self, name: str, row: Row, scene: Scene, ids: Mapping[str, str]) -> Answer:
        """Call a route as the scene's actor, with these ids in the place of names."""
        method, _, path = name.partition(" ")
        for parameter, value in row.path.items():
            path = path.replace(f"{{{parameter}}}", filled(value, ids))
        query = f"?{filled(row.query, ids)}" if row.query else ""
        body = None if method == "GET" else json.dumps(filled(row.body or {}, ids)).encode()
        if row.csv is not None:
            body = filled(row.csv, ids).encode()
        kind = "application/json" if row.csv is None else "text/csv"
        answer = await self.send(method, path + query, scene.cookie, body, kind)
        if method != "GET" and answer.status < 400:
            self._untouched = None
        return answer

    async def send(
        self, method: str, path: str, cookie: str | None, body: bytes | None, content_type: str = "application/json"
    ) -> Answer:
        """Send one request and give what came back."""
        headers = {"Origin": self.web.url, "Content-Type": content_type}
        if cookie is not None and cookie.startswith(TOKEN_PREFIX):
            headers["Authorization"] = f"Bearer {cookie}"
        elif cookie is not None:
            headers["Cookie"] = f"{NAME}={cookie}"
        self.statements.clear()
        async with self.web.client.request(method, path, headers=headers, data=body) as response:
            content = await response.read()
            shown = {name: value for name, value in response.headers.items() if name not in {"Date", "Content-Length"}}
            return Answer(status=response.status, headers=shown, body=content, statements=tuple(self.statements))


@asynccontextmanager
async def stage(state: Path, database_url: str) -> AsyncIterator[Stage]:
    """Wire everything over a fresh database; jobs do not run, so that nothing but the calls touches it."""
    clock = FakeClock()
    config = load({"state_dir": str(state / "state"), "database_url": database_url}, {})
    foundation = replace(lay_foundation(config, clock, migrate=False), sealer=SEALER)
    wiring, sign_ins = wire(foundation)
    gate = AccountGate(sign_ins, foundation.work, ApiTokens(foundation.work, foundation.settings))
    async with running_web(state, *wiring.owners, gate=gate, sockets=wiring.sockets) as web:
        found = Stage(foundation=foundation, clock=clock, web=web, routes=declared_routes(foundation))

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            found.statements.append(statement)

        for engine in (foundation.database.reading, foundation.database.writing):
            event.listen(engine, "before_cursor_execute", note)
        try:
            yield found
        finally:
            for close in wiring.closing:
                await close()
    await foundation.close()
