"""`python -m tests.lakefs.double`: a double in a process of its own, for benchmarks.

It prints one line of JSON when it is ready and runs until its standard input closes.
"""

from __future__ import annotations

import argparse
import json
import sys

from tests.lakefs.double.double import Double
from tests.lakefs.double.fleet import files
from tests.lakefs.double.lake.changes import commit
from tests.lakefs.double.lake.commit import Note

REPOSITORY = "fleet"
BRANCH = "main"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.lakefs.double", description=__doc__)
    parser.add_argument("--objects", type=int, default=2000, help="files below real_data/")
    parser.add_argument("--size", type=int, default=100_000, help="bytes of each, about")
    parser.add_argument("--latency-ms", type=float, default=0.0, help="wait before each answer")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    args = parser.parse_args()
    with Double(latency_s=args.latency_ms / 1000, port=args.port) as double:
        repository = double.create(REPOSITORY, BRANCH)
        for path, content in files(args.objects, args.size):
            double.put(REPOSITORY, BRANCH, path, content)
        made = commit(repository, BRANCH, Note("telemetry"), empty=True)
        ready = {
            "endpoint": double.endpoint,
            "access_key_id": double.access_key_id,
            "secret_access_key": double.secret_access_key,
            "repository": REPOSITORY,
            "branch": BRANCH,
            "commit_id": made.id,
        }
        print(json.dumps(ready), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
