"""dbt vars as text and as a file, and what is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.dbt_vars import parse_vars
from orchestration.errors import SettingsError

FOLDER = Path("/nowhere")


@pytest.mark.parametrize(
    "text",
    ['{"session_gap_s": 900, "drop": [1, 2]}', "session_gap_s: 900\ndrop:\n  - 1\n  - 2\n"],
)
def test_vars_as_text_or_file(tmp_path: Path, text: str) -> None:
    file = tmp_path / "vars.yml"
    file.write_text(text)
    expected = {"session_gap_s": 900, "drop": [1, 2]}
    assert parse_vars(text, FOLDER) == expected
    assert parse_vars(str(file), FOLDER) == expected


def test_no_vars() -> None:
    assert parse_vars("  ", FOLDER) == {}


def test_missing_vars_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no file .*nowhere.yml"):
        parse_vars(str(tmp_path / "nowhere.yml"), FOLDER)


@pytest.mark.parametrize("text", ["[1, 2]", "{a: 1", '{"a": 1]'])
def test_vars_that_are_no_mapping_are_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "vars.yml"
    file.write_text(text)
    with pytest.raises(SettingsError, match=r"^FORKLIFT_VARS: .*vars.yml"):
        parse_vars(str(file), FOLDER)


def test_a_name_is_a_file_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "few.yml").write_text("session_gap_s: 60")
    assert parse_vars("few.yml", tmp_path) == {"session_gap_s": 60}
