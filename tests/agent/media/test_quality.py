"""The finest quality that the way carries, changed seldom and for a reason."""

from __future__ import annotations

from agent.media.quality import DOWN_SHARE, LEAST_INTERVAL_SECONDS, STEPS, QualityControl, quality_for

LATER = LEAST_INTERVAL_SECONDS + 1


def test_each_budget_has_the_finest_step_it_carries() -> None:
    for least, quality in STEPS:
        assert quality_for(least) is quality
        assert least == 0 or quality_for(least - 1) is not quality


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
