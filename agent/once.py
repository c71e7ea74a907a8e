"""One-time mode: this computer joins for one session with a fresh key, and nothing of it stays."""

import asyncio
import shutil
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from agent.config import AgentConfig, signed_in_person
from agent.errors import AgentFault
from agent.facts import gather_facts
from agent.identity import Identity
from agent.join_wait import JoinWait, tell_gone
from agent.joining import open_desk
from protocol.joining import read_code

PREFIX: Final = "handrail-once-"

Serve = Callable[[AgentConfig], Awaitable[None]]
"""Runs the agent as it is enrolled in a directory, until its one session is over."""


async def run_once(config: AgentConfig, target: str, typed: str | None, serve: Serve) -> None:
    """Join by a code, serve one session, and remove everything; raises AgentFault with what to do."""
    if not config.with_desktop:
        raise AgentFault("join.no_desktop", "One-time help needs a desktop, with somebody who can say yes.")
    code = read_code(typed) if typed is not None else None
    if typed is not None and code is None:
        raise AgentFault("join.code_form", "A code has nine digits, such as 482 913 605.")
    with temporary_state() as state:
        identity = Identity(state)
        desk = await asyncio.to_thread(open_desk, target, identity.key(), gather_facts(signed_in_person(), ()))
        enrolment = await JoinWait(desk, code).run()
        if enrolment is None:
            return
        identity.keep(enrolment)
        await serve(replace(config, state=state))
    await tell_gone()


@contextmanager
def temporary_state() -> Iterator[Path]:
    """Give a private directory that is gone afterwards, with everything in it, whatever happened."""
    state = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        yield state
    finally:
        shutil.rmtree(state)
