"""Independent random streams.

Lives here: how a stream is derived from the seed and the name of what it is for. A stream belongs
to one vehicle, one day and one channel, so adding a vehicle, a day or a fault leaves the numbers
of all others as they were.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np


def stream(seed: int, *names: str | int) -> np.random.Generator:
    """Return the generator that belongs to `names` under `seed` (>= 0)."""
    words = [seed, *(crc32(str(name).encode()) for name in names)]
    return np.random.Generator(np.random.SFC64(np.random.SeedSequence(words)))
