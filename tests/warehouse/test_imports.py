"""A load of local files starts without the libraries that it does not use."""

from __future__ import annotations

import subprocess
import sys


def test_heavy_libraries_stay_out() -> None:
    code = (
        "import sys, orchestration.settings, orchestration.sources, orchestration.warehouse\n"
        "print(sorted({'pandas', 'lakefs_sdk', 'dagster', 'sklearn'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_names_that_need_the_sdk() -> None:
    from orchestration import lakefs
    from orchestration.lakefs.client import LakeFS

    assert lakefs.LakeFS is LakeFS
    assert not hasattr(lakefs, "Unknown")
