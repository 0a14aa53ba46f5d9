"""Random histories of a source, the same property as in `test_histories.py`.

`pytest tests/incremental --hypothesis-profile=thorough` plays many, other ones each time, and looks
for the shortest one that fails.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.dbt_runs import Dbt
from tests.incremental.history import play
from tests.incremental.strategies import histories
from tests.thoroughness import PROFILE, THOROUGH


@pytest.mark.timeout(0 if THOROUGH else 900)
@PROFILE
@given(data=st.data())
def test_grown_equals_fresh(data: st.DataObject, dbt: Dbt) -> None:
    steps = data.draw(histories(dbt.models()), label="steps")
    # What is drawn first is the simplest of all histories, which says little.
    assume(THOROUGH or len({type(step) for step in steps}) >= 5)
    with tempfile.TemporaryDirectory() as folder:
        play(steps, dbt, Path(folder))
