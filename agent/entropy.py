"""The agent's one home of randomness."""

import os
import random


def random_bytes(count: int) -> bytes:
    """Give bytes fit for keys and nonces."""
    return os.urandom(count)


def jitter(most_seconds: float) -> float:
    """Give a moment between now and the most, evenly spread, so that a fleet does not come back at once."""
    return random.uniform(0.0, most_seconds)  # noqa: S311  spreading load is no secret
