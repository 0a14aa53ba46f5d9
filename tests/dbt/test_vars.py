"""Which vars there are and what they may be.

Lives here: what is refused, and in which words. Not here: what a var changes (`incremental/`,
`reference/`), and the text or file that it is given in (`test_dbt_vars.py`).
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.dbt_command import PROJECT_DIR, variables_of
from orchestration.errors import DbtError
from orchestration.project import prepare
from orchestration.settings import Settings, load_settings
from tests.dbt_runs import Dbt

DECLARED: dict[str, Any] = yaml.safe_load((PROJECT_DIR / "dbt_project.yml").read_text())["vars"]
REFERENCE: dict[str, Any] = yaml.safe_load((PROJECT_DIR / "vars" / "reference.yml").read_text())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(data_dir=tmp_path)


def test_each_declared_var_says_what_it_may_be(dbt: Dbt, settings: Settings) -> None:
    allowed = json.loads(dbt.rendered(settings, "{{ allowed_values() | tojson }}"))
    assert allowed.keys() == DECLARED.keys()


@pytest.mark.parametrize("given", [{}, REFERENCE], ids=["declared", "reference"])
def test_the_values_of_the_project_are_allowed(
    given: dict[str, Any], dbt: Dbt, settings: Settings
) -> None:
    read = ", ".join(f"{name}=checked_var({name!r})" for name in DECLARED)
    text = f"{{{{ dict({read}) | tojson }}}}"
    assert json.loads(dbt.rendered(settings, text, yaml.safe_dump(given))) == {**DECLARED, **given}


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("min_carry_s", 0),
        ("min_carry_s", 1e-7),
        ("load_sentinel_above", 1e20),
        ("frost_below_c", -2.5),
        ("health_stuck_share", 0.00001),
        ("health_stuck_share", 1),
        ("session_gap_s", None),
        ("session_gap_s", 1.5),
        ("session_gap_s", 1e9),
        ("zone_cell_m", 0.5),
        ("site_time_zone", "America/Argentina/Buenos_Aires"),
    ],
)
def test_what_makes_sense_arrives_as_it_is(
    name: str, given: object, dbt: Dbt, tmp_path: Path
) -> None:
    settings = load_settings(data_dir=tmp_path, vars=yaml.safe_dump({name: given}))
    text = f"{{{{ checked_var({name!r}) | tojson }}}}"
    assert json.loads(dbt.rendered(settings, text, variables_of(settings))) == given


@pytest.mark.parametrize(
    ("name", "given", "allowed"),
    [
        ("min_carry_s", None, "a number from 0"),
        ("min_carry_s", "5", "a number from 0"),
        ("min_carry_s", -1, "a number from 0"),
        ("min_carry_s", float("nan"), "a number from 0"),
        ("min_carry_s", float("inf"), "a number from 0"),
        ("min_carry_s", True, "a number from 0"),
        ("min_carry_s", [5], "a number from 0"),
        ("window_s", 10, "1 or 2.5 or 5"),
        ("session_gap_s", 0.5, "a number from 1 or null"),
        ("zone_cell_m", 0.0, "a number above 0"),
        ("health_stuck_share", 1.5, "a number from 0 to 1"),
        ("health_recent_days", 0, "a whole number from 1"),
        ("health_recent_days", 1.5, "a whole number from 1"),
        ("forklifts_only", "false", "true or false"),
        ("forklifts_only", 0, "true or false"),
        ("debounce_order", "both", "close_then_drop or drop_then_close"),
        ("debounce_order", None, "close_then_drop or drop_then_close"),
        ("site_time_zone", "Mars/Base", "an IANA time zone, such as Europe/Brussels"),
        ("site_time_zone", ["UTC"], "an IANA time zone, such as Europe/Brussels"),
        ("site_time_zone", None, "an IANA time zone, such as Europe/Brussels"),
    ],
)
def test_what_makes_no_sense_is_not_allowed(
    name: str, given: object, allowed: str, dbt: Dbt, settings: Settings
) -> None:
    words = f"allowed_values()[{name!r}]"
    text = f"{{{{ [is_allowed(var({name!r}), {words}), {words}] | tojson }}}}"
    answer = dbt.rendered(settings, text, yaml.safe_dump({name: given}))
    assert json.loads(answer) == [False, allowed]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("min_carry_s: null", "var min_carry_s is null; allowed: a number from 0"),
        (
            "min_cary_s: 5",
            "no var is called min_cary_s; those that there are stand in dbt_project.yml",
        ),
    ],
)
def test_it_is_said_before_anything_runs(given: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(DbtError) as refused:
        prepare(load_settings(data_dir=tmp_path, vars=given))
    where = r"dbt cannot parse dbt_project: Compilation Error in model \w+ \(\S+\.sql\) "
    assert re.fullmatch(where + re.escape(said), str(refused.value))


def test_no_rule_reads_a_var_unchecked() -> None:
    folders = ("models", "macros", "data-tests")
    files = [file for folder in folders for file in (PROJECT_DIR / folder).rglob("*.sql")]
    reads = [file.stem for file in files if re.search(r"\bvar\(", file.read_text())]
    # the check itself, and what asks for the values of vars that a text names
    assert sorted(reads) == ["code_version", "vars"]
