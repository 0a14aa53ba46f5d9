"""A server with one commit of telemetry, and a warehouse that was made from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lakefs.conftest import Place, double, lakefs, on_double, on_real
from tests.publishing.desk import Desk, desk_at

__all__ = ["double", "lakefs", "on_double", "on_real"]


@pytest.fixture
def desk(lakefs: Place, tmp_path: Path) -> Desk:
    """On the double, and on a real server where there is one."""
    return desk_at(lakefs, tmp_path)


@pytest.fixture
def desk_on_double(on_double: Place, tmp_path: Path) -> Desk:
    """For faults that only the double can be made to show."""
    return desk_at(on_double, tmp_path)
