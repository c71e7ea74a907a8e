"""What the features bring along while the broker is put together."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field

from broker.jobs import Job
from broker.web.application import Socket


@dataclass(slots=True, kw_only=True)
class Wiring:
    """What the features bring along: objects with declared routes, raw sockets, jobs, and what ends before the port."""

    owners: list[object] = field(default_factory=list)
    sockets: dict[str, Socket] = field(default_factory=dict)
    jobs: list[Job] = field(default_factory=list)
    opening: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    closing: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    """Awaited first when the process ends, each for two seconds at most: close the links here."""
    port: int = 0  # of the open port

    def add_jobs(self, jobs: Iterable[tuple[str, float, Callable[[], Awaitable[None]]]]) -> None:
        """Take jobs over, by name and seconds between turns."""
        self.jobs += [Job(name=name, seconds=seconds, work=work) for name, seconds, work in jobs]
