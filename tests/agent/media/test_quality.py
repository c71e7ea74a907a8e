"""The finest quality that the way carries, changed seldom and for a reason."""

from __future__ import annotations

import pytest

from agent.media.quality import (
    DOWN_SHARE,
    LEAST_INTERVAL_SECONDS,
    MANNERS,
    STEPS,
    QualityControl,
    most_modest,
    quality_for,
)
from protocol.links.viewer_agent import QualityChoice

LATER = LEAST_INTERVAL_SECONDS + 1


def test_each_budget_has_the_finest_step_it_carries() -> None:
    for least, quality in STEPS:
        assert quality_for(least) == quality
        assert least == 0 or quality_for(least - 1) != quality


def control(step: int) -> QualityControl:
    return QualityControl(quality=STEPS[step][1], opened_at=0.0)


def test_it_goes_up_only_where_the_ceiling_was_felt() -> None:
    calm, tight = control(1), control(1)
    calm.spent(1000, 1.0)
    tight.spent(STEPS[1][1].ceiling // 8, 1.0)
    assert not calm.wants_change(STEPS[2][0], LATER)
    assert tight.wants_change(STEPS[2][0], LATER)


def test_it_goes_down_when_the_way_carries_clearly_less() -> None:
    border = STEPS[2][0] * DOWN_SHARE
    assert control(2).wants_change(border * 0.99, LATER)
    assert not control(2).wants_change(border * 1.01, LATER)


def test_it_does_not_change_twice_in_a_moment() -> None:
    assert not control(3).wants_change(0, LEAST_INTERVAL_SECONDS - 0.1)


def test_what_was_spent_long_ago_does_not_count() -> None:
    judged = control(1)
    half = STEPS[1][1].ceiling // 8 // 3
    judged.spent(half, 0.0)
    judged.spent(half, 5.0)
    assert not judged.wants_change(STEPS[3][0], LATER)


@pytest.mark.parametrize("budget", [0, 2_000_000, 50_000_000])
def test_each_choice_does_what_it_says(budget: int) -> None:
    low, smooth, auto, sharp = (
        quality_for(budget, choice)
        for choice in (QualityChoice.LOW, QualityChoice.SMOOTH, QualityChoice.AUTO, QualityChoice.SHARP)
    )
    assert low.rate_factor > smooth.rate_factor > auto.rate_factor > sharp.rate_factor
    assert low.coarsest == smooth.coarsest > auto.coarsest > sharp.coarsest
    assert low.ceiling == MANNERS[QualityChoice.LOW].most < auto.ceiling == smooth.ceiling == sharp.ceiling
    looks = [MANNERS[choice].frame_seconds for choice in QualityChoice]
    assert min(looks) == MANNERS[QualityChoice.AUTO].frame_seconds == MANNERS[QualityChoice.SMOOTH].frame_seconds


def test_of_several_viewers_the_most_modest_decides() -> None:
    assert most_modest([]) is QualityChoice.AUTO
    assert most_modest([QualityChoice.SHARP]) is QualityChoice.SHARP
    assert most_modest([QualityChoice.SHARP, QualityChoice.AUTO]) is QualityChoice.AUTO
    assert most_modest(QualityChoice) is QualityChoice.LOW


def test_another_choice_begins_anew_but_not_all_the_time() -> None:
    judged = control(3)
    assert not judged.is_for_another(QualityChoice.AUTO, LATER)
    assert not judged.is_for_another(QualityChoice.LOW, LEAST_INTERVAL_SECONDS - 0.1)
    assert judged.is_for_another(QualityChoice.LOW, LEAST_INTERVAL_SECONDS)


def test_low_bandwidth_stays_as_it_is_however_good_the_way() -> None:
    choice = QualityChoice.LOW
    judged = QualityControl(quality=quality_for(50_000_000, choice), opened_at=0.0, choice=choice)
    judged.spent(MANNERS[choice].most, 1.0)
    assert not judged.wants_change(50_000_000, LATER)
