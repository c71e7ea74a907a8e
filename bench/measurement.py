"""What a measurement gives, and how it is printed: a table, and one JSON object as the last line."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """A table for people, figures for programs; figures carry their unit in their name (`click_p50_ms`)."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    figures: Mapping[str, float | int | str | bool | None] = field(default_factory=dict)


def rendered(measurement: Measurement) -> str:
    cells = [tuple(measurement.columns), *(tuple(_cell(value) for value in row) for row in measurement.rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(measurement.columns))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join([*lines, "", json.dumps({"bench": measurement.name, **measurement.figures})])


def percentile(values: Sequence[float], share: float) -> float:
    """Give the value below which `share` (0 to 1) of them lie; the nearest one, never an invented one."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * (len(ordered) - 1))))]


def _cell(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
