"""A hundredth of the attacks on workers; `make attack` runs them in full."""

from __future__ import annotations

import pytest

from tests.attack import starvation


@pytest.mark.slow
def test_neighbours_keep_their_pace_beside_runaways() -> None:
    assert starvation.run(seed=1, share=0.01) == []
