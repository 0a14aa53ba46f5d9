"""How fast, how frugal and how lean the source is, as numbers.

Lives here: the measurements that tests and `benchmark` share. Not here: what is expected of them.
"""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from orchestration.lakefs import LakeFS, LakeFSConfig
from orchestration.settings import load_settings
from orchestration.sources import make_source
from orchestration.sources.lakefs import LakeFSSource
from orchestration.warehouse import ingest, open_warehouse
from tests.lakefs.double import Double
from tests.lakefs.double.lake.changes import commit
from tests.lakefs.double.lake.commit import Note

REPOSITORY = "fleet"


@contextmanager
def double_apart(objects: int, size_bytes: int, latency_ms: float) -> Iterator[LakeFSConfig]:
    """The connection to a double in a process of its own, which has a core of its own."""
    command = [sys.executable, "-m", "tests.lakefs.double", "--objects", str(objects)]
    command += ["--size", str(size_bytes), "--latency-ms", str(latency_ms)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None and server.stdin is not None
        ready = json.loads(server.stdout.readline())
        yield LakeFSConfig(
            **{name: ready[name] for name in ready.keys() & LakeFSConfig.model_fields}
        )
        server.stdin.close()


def one_by_one_s(config: LakeFSConfig, folder: Path) -> float:
    """Seconds of the plain way: the SDK's `get_object` for each listed object, into a file.

    The folder is left: file systems are slow to make files where many have just been deleted.
    """
    client = LakeFS(config)
    head = client.commit(config.ref).id
    listed = list(client.objects(head, config.prefix))
    folder.mkdir(parents=True)
    began = time.perf_counter()
    for number, item in enumerate(listed):
        body = client.sdk.objects_api.get_object(config.repository, head, item.path)
        (folder / str(number)).write_bytes(body)
    return time.perf_counter() - began


def source_s(config: LakeFSConfig, folder: Path) -> float:
    """Seconds of our way for the same objects, with an empty cache; verified, kept, and left."""
    source = LakeFSSource(config, folder)
    version = source.resolve()
    listed = source.list(version)
    began = time.perf_counter()
    count = sum(1 for _ in source.fetch(version, listed))
    seconds = time.perf_counter() - began
    assert count == len(listed)
    return seconds


def requests_of_a_small_change(objects: int, folder: Path) -> Counter[str]:
    """Requests by route of a load for a commit that changed one of so many objects."""
    with Double() as double:
        repository = double.create(REPOSITORY)
        row = "FL-01;0.1;0;1;17410000000{:02};50.8;4.3;3.2\n"
        for number in range(objects):
            double.put(REPOSITORY, "main", f"real_data/{number}.csv", row.format(0).encode())
        commit(repository, "main", Note("first"), empty=False)
        settings = load_settings(
            source="lakefs", data_dir=folder, lakefs=dict(connection_to(double, REPOSITORY))
        )

        def load() -> None:
            with open_warehouse(settings) as connection:
                ingest(connection, make_source(settings), run_id="run")

        load()
        double.put(REPOSITORY, "main", "real_data/7.csv", row.format(1).encode())
        commit(repository, "main", Note("second"), empty=False)
        double.forget()
        load()
        return Counter(request.route for request in double.requests)


def memory_of_a_large_object(size_bytes: int, folder: Path) -> int:
    """Bytes of memory, above what is needed before, to fetch one object of this size."""
    with Double() as double:
        repository = double.create(REPOSITORY)
        double.generated(REPOSITORY, "main", "real_data/large.csv", size_bytes)
        commit(repository, "main", Note("large"), empty=False)
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        child = context.Process(
            target=_fetch_and_tell, args=(connection_to(double, REPOSITORY), folder, theirs)
        )
        child.start()
        theirs.close()
        peak = ours.recv()
        child.join()
        return int(peak)


def connection_to(double: Double, repository: str) -> dict[str, str]:
    """The settings of a connection to a repository of a double."""
    return {
        "endpoint": double.endpoint,
        "access_key_id": double.access_key_id,
        "secret_access_key": double.secret_access_key,
        "repository": repository,
    }


def _fetch_and_tell(connection: dict[str, str], folder: Path, result) -> None:  # type: ignore[no-untyped-def]
    source = LakeFSSource(LakeFSConfig(**connection), folder)
    version = source.resolve()
    listed = source.list(version)
    before = _memory("VmRSS")
    for _ in source.fetch(version, listed):
        pass
    result.send(_memory("VmHWM") - before)


def _memory(name: str) -> int:
    """A figure of `/proc/self/status`, in bytes; unlike rusage, it begins with this program."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise LookupError(name)
