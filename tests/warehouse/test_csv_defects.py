"""Every defect of a CSV file, against the line loop of `expected.py`."""

from __future__ import annotations

import random

import pytest

from tests.warehouse.conftest import ROW, Lab
from tests.warehouse.expected import HEADER, read_csv

GOOD = "\n".join(ROW.replace("7;", f"V{number};", 1) for number in range(6)) + "\n"

FILES = {
    "plain": GOOD,
    "no line end at the end": GOOD.rstrip("\n"),
    "truncated last line": GOOD + "7;0.5;1;1;17400000",
    "byte order mark": "\ufeff" + GOOD,
    "byte order mark and header": "\ufeff" + HEADER + "\n" + GOOD,
    "header in the middle": GOOD + HEADER + "\n" + GOOD,
    "quoted header": '"' + HEADER.replace(";", '";"') + '"\n' + GOOD,
    "crlf": GOOD.replace("\n", "\r\n"),
    "old mac": GOOD.replace("\n", "\r"),
    "mixed line ends": GOOD + GOOD.replace("\n", "\r\n") + GOOD.replace("\n", "\r") + GOOD,
    "blank lines": "\n\n" + GOOD + "\n" + GOOD + "\n\n\n\n" + GOOD + "\n",
    "blank lines with crlf": ("\n" + GOOD + "\n\n\n" + GOOD).replace("\n", "\r\n"),
    "blank and rejected lines": f"\nx;y\n\n{GOOD}\n1;2\n\n{GOOD}{ROW};9\n\n{GOOD};;;\n",
    "only spaces": GOOD + "   \n" + GOOD,
    "too few first": "1;2;3\n" + GOOD,
    "too few middle": GOOD + "1;2;3\n" + GOOD,
    "too few last": GOOD + "1;2;3\n",
    "too many": f"{ROW};\n{GOOD}{ROW};9\n{ROW};9;10;11;12\n{GOOD}",
    "empty fields": "7;;;;;;;\n;0.5;1;1;1740000000000;-37.5;144.5;\n;;;;;;;\n" + GOOD,
    "spaces around": "7; 0.5 ;1 ; 1;1740000000000;-37.5;\t;  \n" + GOOD,
    "decimal comma": ROW.replace(".", ",") + "\n" + GOOD,
    "two separators": "7;1.234,5;1;1;1740000000000;1,234.5;1,2,3;0\n" + GOOD,
    "text for numbers": '7;n/a;yes;on;now;?;-;fast\n7;--;1;1;1740000000000;a"b;c\\d;6\n' + GOOD,
    "not finite": "7;nan;NaN;inf;1740000000000;-Infinity;1e999;6\n" + GOOD,
    "exponents": "7;5e-1;1E0;+1;1.74E+12;-.5;5.;6\n" + GOOD,
    "timestamp with a point": "7;1;1;1;1740000000000.0;1;1;1\n" + GOOD,
    "timestamp too large": "7;1;1;1;99999999999999999999;1;1;1\n" + GOOD,
    "quotes": '"7;0.5;1;1;1740000000000;-37.5;144.5;6\n7\';"1";1;1;1;1;1;\'1\n' + GOOD,
    "comment signs": "#7;0.5;1;1;1740000000000;-37.5;144.5;6\n--\n" + GOOD,
    "unicode": "Gäbelstapler 7 🚜;0.5;1;1;1740000000000;-37.5;１;6\n" + GOOD,
    "json in text": '7;{"a":[1]};1;1;1740000000000;null;true;6\n' + GOOD,
    "sql in text": "'); drop table raw.objects; --;1;1;1;1;1;1;1\n" + GOOD,
    "empty": "",
    "only blank lines": "\n\r\n\n",
    "only a header": HEADER + "\n",
    "one row": ROW,
}
BYTES = {
    "not utf-8 in the id": b"V\xff;1;1;1;1740000000000;1;1;1\n" + GOOD.encode(),
    "not utf-8 in a number": GOOD.encode() + b"V;1\xe2\x82;1;1;1740000000000;1;1;1\n",
    "not utf-8 and too few": GOOD.encode() + b"V;\xc3\n" + GOOD.encode(),
    "cut character at the end": GOOD.encode() + b"V;\xe2",
    "nul block": GOOD.encode() + b"\0" * 5000 + b"\n" + GOOD.encode(),
    "nul in a field": GOOD.encode() + b"V;1\0;1;1;1740000000000;1;1;1\n" + GOOD.encode(),
}
ALL = {name: text.encode() for name, text in FILES.items()} | BYTES


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    """All files in one folder and one run, plain and compressed: they may not disturb another."""
    from tests.warehouse.conftest import make_lab

    lab = make_lab(tmp_path_factory.mktemp("defects"))
    for name, content in ALL.items():
        lab.put(f"{name}.csv", content)
        lab.put(f"{name}.csv.gz", content)
    lab.ingest()
    return lab


@pytest.mark.parametrize("ending", ["csv", "csv.gz"])
@pytest.mark.parametrize("name", ALL)
def test_reads_as_the_line_loop(loaded: Lab, name: str, ending: str) -> None:
    expected = read_csv(ALL[name])
    assert loaded.rows(f"{name}.{ending}") == expected.rows
    assert loaded.rejected(f"{name}.{ending}") == expected.rejected
    counts = loaded.query(
        "select row_count, loaded_row_count, rejected_row_count from raw.objects "
        "where object_path = ?",
        [f"real_data/{name}.{ending}"],
    )
    assert counts == [(expected.line_count, len(expected.rows), len(expected.rejected))]


def test_counts_reconcile(loaded: Lab) -> None:
    assert loaded.mismatches() == []


def test_line_numbers_in_large_files(lab: Lab) -> None:
    """Several reader buffers and threads, with defects and blank lines strewn in."""
    chance = random.Random(11)
    odd = ["", "1;2;3", ROW + ";9", HEADER, "7;x;1;1;1740000000000;1;1;1"]
    for number in range(3):
        lines = [
            chance.choice(odd) if chance.random() < 0.02 else f"{number};{line};1;1;{line};1;1;1"
            for line in range(150_000 if number == 1 else 30_000)
        ]
        lab.put(f"{number}.csv", "\n".join(lines) + "\n")
    lab.ingest()
    for number in range(3):
        expected = read_csv(lab.path(f"{number}.csv").read_bytes())
        assert lab.rows(f"{number}.csv") == expected.rows
        assert lab.rejected(f"{number}.csv") == expected.rejected
