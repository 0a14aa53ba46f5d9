"""The same model as the same bytes.

Lives here: making a skops archive independent of memory addresses and of the clock, so that equal
runs give equal files and equal hashes. Not here: where files go (`registry`).
"""

from __future__ import annotations

import io
import json
from typing import Any
from zipfile import ZipFile, ZipInfo

import skops.io

_SCHEMA = "schema.json"


def dump_canonical(model: Any) -> bytes:
    """A skops archive of `model` whose bytes follow from its content alone."""
    with ZipFile(io.BytesIO(skops.io.dumps(model))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    # skops names objects, and the members that hold their arrays, by memory address.
    numbers: dict[str, str] = {}
    schema = _renumber(json.loads(members.pop(_SCHEMA)), numbers)
    target = io.BytesIO()
    with ZipFile(target, "w") as archive:
        archive.writestr(ZipInfo(_SCHEMA), json.dumps(schema, indent=1))
        by_number = {_member(name, numbers): content for name, content in members.items()}
        for name, content in sorted(by_number.items()):
            archive.writestr(ZipInfo(name), content)
    return target.getvalue()


def _renumber(node: Any, numbers: dict[str, str]) -> Any:
    """Replace addresses by their order of appearance in the tree."""
    if isinstance(node, list):
        return [_renumber(item, numbers) for item in node]
    if not isinstance(node, dict):
        return node
    renumbered: dict[str, Any] = {}
    for key, value in node.items():
        if key == "__id__":
            renumbered[key] = int(numbers.setdefault(str(value), str(len(numbers) + 1)))
        elif key == "file" and isinstance(value, str):
            renumbered[key] = _member(value, numbers)
        else:
            renumbered[key] = _renumber(value, numbers)
    return renumbered


def _member(name: str, numbers: dict[str, str]) -> str:
    """New name of a member `<address>.<suffix>`."""
    address, dot, suffix = name.partition(".")
    return numbers.setdefault(address, str(len(numbers) + 1)) + dot + suffix
