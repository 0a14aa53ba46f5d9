"""What a normal run of the suite leaves to `--hypothesis-profile=thorough`.

Lives here: how many random histories are played, and how to leave out cases that differ little from
those that always run. The profile is registered in `tests/conftest.py`, since the command line is
read before this is.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from _pytest.mark import ParameterSet
from hypothesis import HealthCheck, Phase, settings

THOROUGH = settings.get_current_profile_name() == "thorough"

FEW = settings(
    max_examples=2,
    derandomize=True,  # the same ones in every run of the suite
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # finding a shorter one takes minutes
    suppress_health_check=list(HealthCheck),
)

PROFILE = settings.get_profile("thorough") if THOROUGH else FEW

ONLY_THOROUGHLY = pytest.mark.skipif(not THOROUGH, reason="--hypothesis-profile=thorough")


def sparing(names: Iterable[str], *always: str) -> list[ParameterSet]:
    """All names to parametrize a test with; a normal run takes those alone that are given."""
    return [pytest.param(name, marks=() if name in always else ONLY_THOROUGHLY) for name in names]
