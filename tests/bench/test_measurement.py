"""A measurement ends with one JSON object."""

import json

from bench.measurement import Measurement, percentile, rendered


def test_the_last_line_is_one_json_object_with_the_figures() -> None:
    measurement = Measurement(
        name="click", columns=("way", "p50"), rows=[("stock", 47.0), ("own", 22)], figures={"p50_ms": 22}
    )
    lines = rendered(measurement).splitlines()
    assert json.loads(lines[-1]) == {"bench": "click", "p50_ms": 22}
    assert lines[:2] == ["way    p50", "-----  -----"]
    assert lines[2].split() == ["stock", "47.00"]


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([5, 1, 3], 0.5) == 3
    assert percentile([5, 1, 3], 1.0) == 5
    assert percentile([4], 0.95) == 4
