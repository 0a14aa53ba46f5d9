"""`python -m orchestration.semantic query --metrics duty_h --group-by vehicle`.

Lives here: the start. Not here: the commands, see `python -m orchestration.semantic --help`.
"""

from __future__ import annotations

import sys

from orchestration.errors import ForkliftError
from orchestration.semantic.command import run
from orchestration.settings import load_settings

if __name__ == "__main__":
    try:
        run(load_settings(), sys.argv[1:])
    except ForkliftError as error:
        sys.exit(str(error))
