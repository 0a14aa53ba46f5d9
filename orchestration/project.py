"""The manifest of the dbt project, and dbt by hand.

Lives here: making the manifest (`python -m orchestration.project`) and dbt with the project's
settings (`python -m orchestration.project build --select ...`), without Dagster, which takes
seconds to import. Not here: what Dagster makes of the manifest (`loaded_project.py`).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from filelock import FileLock

from orchestration.dbt_command import PROJECT_DIR, dbt_command, dbt_environment, variables_of
from orchestration.errors import DbtError, ForkliftError
from orchestration.settings import REPOSITORY, Settings, load_settings


def target_path(settings: Settings) -> Path:
    """The folder of the manifest, below the project's.

    There is one for each target, database and vars, so that neither dbt by hand nor a run with
    other settings writes what this one reads.
    """
    return Path("target", "dagster", sha256(shaping(settings)).hexdigest()[:8])


def manifest_path(settings: Settings) -> Path:
    """The manifest that Dagster reads its graph from."""
    return PROJECT_DIR / target_path(settings) / "manifest.json"


def prepare(settings: Settings) -> None:
    """Write the manifest with `dbt parse`, unless nothing that it depends on has changed.

    Of several processes that find it outdated, one writes and the others wait. Raises `DbtError`
    with dbt's own words when the project does not parse.
    """
    manifest = manifest_path(settings)
    if is_prepared(manifest, settings):
        return
    manifest.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(manifest.with_name("prepare.lock")):
        if not is_prepared(manifest, settings):
            parse(manifest, settings)


def is_prepared(manifest: Path, settings: Settings) -> bool:
    """Whether the manifest is there and made of what its inputs are now."""
    stamp = stamp_of(manifest)
    return (
        manifest.is_file()
        and stamp.is_file()
        and stamp.read_text(encoding="utf-8") == fingerprint(settings)
    )


def parse(manifest: Path, settings: Settings) -> None:
    """Write the manifest, and beside it what it was made of."""
    inputs = fingerprint(settings)
    # as Dagster gives it, since what was parsed for another --target is parsed again
    target = ("--target", settings.env, "--target-path", str(manifest.parent))
    done = subprocess.run(
        dbt_command(settings, "--quiet", "--no-use-colors", "parse", *target),
        cwd=PROJECT_DIR,
        env={**os.environ, **dbt_environment(settings)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise DbtError(f"dbt cannot parse {PROJECT_DIR.name}: {reason_in(done.stdout)}")
    stamp_of(manifest).write_text(inputs, encoding="utf-8")


def reason_in(output: str) -> str:
    """What dbt says went wrong, on one line without its clock and the chain of macros."""
    clock = r"^[\d:]{8} +(Encountered an error:)?"
    lines = (re.sub(clock, "", line).strip() for line in output.splitlines())
    return " ".join(line for line in lines if line and not line.startswith("> "))


def stamp_of(manifest: Path) -> Path:
    """The file that says what the manifest was made of."""
    return manifest.with_name("manifest.inputs")


def fingerprint(settings: Settings) -> str:
    """SHA-256 over everything that shapes the manifest: dbt files, target, database and vars."""
    digest = sha256(shaping(settings))
    written = {PROJECT_DIR / "target", PROJECT_DIR / "logs"}
    for path in (REPOSITORY / "profiles.yml", *sorted(PROJECT_DIR.rglob("*"))):
        if path.is_file() and not written.intersection(path.parents):
            digest.update(f"\0{path}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def shaping(settings: Settings) -> bytes:
    """The settings that shape the manifest."""
    return repr((settings.env, settings.warehouse_path.stem, variables_of(settings))).encode()


def main(arguments: list[str]) -> None:
    """Prepare the manifest or, given a dbt command, become dbt with the project's settings."""
    settings = load_settings()
    if not arguments:
        prepare(settings)
        return
    settings.warehouse_path.parent.mkdir(parents=True, exist_ok=True)
    command = dbt_command(settings, *arguments)
    os.execve(command[0], command, {**os.environ, **dbt_environment(settings)})


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except ForkliftError as error:
        sys.exit(str(error))
