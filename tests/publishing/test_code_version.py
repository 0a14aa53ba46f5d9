from __future__ import annotations

import subprocess
from importlib import metadata
from pathlib import Path

import pytest

from orchestration.publishing.code_version import PACKAGE, code_version

PACKAGE_VERSION = metadata.version(PACKAGE)


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    ended = subprocess.run(
        ["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return ended.stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    git(tmp_path, "init", "--quiet")
    (tmp_path / "code.py").write_text("1")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "first")
    return tmp_path


def test_commit(repository: Path) -> None:
    assert code_version(repository) == git(repository, "rev-parse", "HEAD")


@pytest.mark.parametrize("changed", ["code.py", "new.py"])
def test_changes_are_told(repository: Path, changed: str) -> None:
    (repository / changed).write_text("2")
    assert code_version(repository) == git(repository, "rev-parse", "HEAD") + "+dirty"


def test_the_repository_around_an_installed_package_is_not_asked(repository: Path) -> None:
    (repository / "site-packages").mkdir()
    assert code_version(repository / "site-packages") == PACKAGE_VERSION


def test_without_a_repository(tmp_path: Path) -> None:
    assert code_version(tmp_path) == PACKAGE_VERSION


def test_a_repository_without_a_commit(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    assert code_version(tmp_path) == PACKAGE_VERSION


def test_without_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert code_version(repository) == PACKAGE_VERSION
