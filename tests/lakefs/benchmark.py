"""`python -m tests.lakefs.benchmark`: the figures of the source at full size.

Lives here: the sizes and the report. Not here: how each is measured (`measuring.py`).
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path

from tests.lakefs import measuring

PAGES = ("list_objects",)
DOWNLOADS = ("get_object",)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.lakefs.benchmark", description=__doc__)
    parser.add_argument("--objects", type=int, default=2000)
    parser.add_argument("--size", type=int, default=100_000, help="bytes of each object")
    parser.add_argument("--latency-ms", type=float, default=15.0, help="of each request")
    parser.add_argument("--large", type=int, default=2 << 30, help="bytes of the large object")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        told = f"{args.objects:,} objects of {args.size:,} bytes, {args.latency_ms:g} ms a request"
        with measuring.double_apart(args.objects, args.size, args.latency_ms) as config:
            plain = measuring.one_by_one_s(config, folder / "plain")
            ours = statistics.median(
                measuring.source_s(config, folder / str(round)) for round in range(args.rounds)
            )
        print(f"{told}:")
        print(f"  one by one  {plain:6.2f} s  {args.objects / plain:7,.0f} objects/s")
        print(f"  source      {ours:6.2f} s  {args.objects / ours:7,.0f} objects/s")
        print(f"  ratio       {plain / ours:6.1f} x (median of {args.rounds})")
        asked = measuring.requests_of_a_small_change(args.objects, folder / "change")
        pages = sum(asked.pop(route, 0) for route in PAGES)
        downloads = sum(asked.pop(route, 0) for route in DOWNLOADS)
        print(f"A commit that changes 1 of {args.objects:,} objects:")
        print(
            f"  {pages} listing pages, {downloads} download, {sum(asked.values())} other requests"
        )
        memory = measuring.memory_of_a_large_object(args.large, folder / "large")
        print(f"One object of {args.large / 2**30:g} GiB: {memory / 2**20:.0f} MiB above the floor")


if __name__ == "__main__":
    main()
