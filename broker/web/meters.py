"""What is counted about requests, in a registry that /metrics shows to this machine only."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram


class Meters:
    """The counters of one port."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        self.requests = Counter(
            "handrail_requests", "Requests answered", ("method", "route", "status"), registry=registry
        )
        self.seconds = Histogram(
            "handrail_request_seconds",
            "Seconds until the answer",
            ("route",),
            buckets=(0.005, 0.02, 0.1, 0.5, 2.0, 10.0),
            registry=registry,
        )
        self.refusals = Counter("handrail_refusals", "Requests refused, by code", ("code",), registry=registry)
        self.faults = Counter("handrail_faults", "Requests failed by our fault", registry=registry)
        self.cut = Counter(
            "handrail_connections_cut", "Connections closed by the guard, by reason", ("reason",), registry=registry
        )
        self.running = Gauge("handrail_requests_running", "Requests being answered", registry=registry)
