"""How many random histories are played.

Lives here: the settings of a normal run of the suite, and what `--hypothesis-profile=thorough` asks
for (registered in `tests/conftest.py`, since the command line is read before this is). Not here:
the histories.
"""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, settings

THOROUGH = settings.get_current_profile_name() == "thorough"

FEW = settings(
    max_examples=3,
    derandomize=True,  # the same ones in every run of the suite
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # finding a shorter one takes minutes
    suppress_health_check=list(HealthCheck),
)

PROFILE = settings.get_profile("thorough") if THOROUGH else FEW
