"""A hundredth of the attacks on workers; `make attack` runs them in full."""

from __future__ import annotations

import pytest

from tests.attack import killed_workers, starvation


@pytest.mark.slow
def test_killed_workers_leave_no_wrong_answer_and_nobody_waiting() -> None:
    assert killed_workers.run(seed=1, share=0.01) == []


@pytest.mark.slow
def test_neighbours_keep_their_pace_beside_runaways() -> None:
    assert starvation.run(seed=1, share=0.01) == []
