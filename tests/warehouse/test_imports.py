"""What starts often starts without the libraries that it does not use."""

from __future__ import annotations

import subprocess
import sys

import pytest

LOAD = "orchestration.settings, orchestration.sources, orchestration.warehouse"
DBT_BY_HAND = "orchestration.project"
GRAPH = "orchestration.definitions"
LEARNING = {"sklearn", "skops", "scipy", "matplotlib"}


@pytest.mark.parametrize(
    ("imported", "unused"),
    [
        (LOAD, {"pandas", "lakefs_sdk", "dagster", *LEARNING}),
        (DBT_BY_HAND, {"pandas", "duckdb", "dagster", "dagster_dbt", "dbt"}),
        (GRAPH, {"lakefs_sdk", *LEARNING}),
    ],
)
def test_heavy_libraries_stay_out(
    imported: str, unused: set[str], clean_environment: None, manifest: None
) -> None:
    code = f"import sys, {imported}\nprint(sorted({unused} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_names_that_need_the_sdk() -> None:
    from orchestration import lakefs
    from orchestration.lakefs.client import LakeFS

    assert lakefs.LakeFS is LakeFS
    assert not hasattr(lakefs, "Unknown")
