"""What dbt complained of, as a fault of ours.

Lives here: telling a fault of the file, the disk or the memory from one of a model or test. Not
here: running dbt (`dbt.py`), and what to do about a file (`warehouse/faults.py`).
"""

from pathlib import Path

from orchestration.errors import DbtError, ForkliftError, WarehouseError
from orchestration.warehouse.faults import remedy_for

SIGNS_OF_FILE = ("IO Error", "FATAL Error", "Failed to commit", "Out of Memory Error")
"""What dbt quotes of DuckDB when the file, the disk or the memory is at fault, not a model."""


def fault_of(message: str, target_path: Path, warehouse: str) -> ForkliftError:
    """What dbt complained of, in one line: a fault of the file, or of a model or test."""
    said = " ".join(message.partition("Errors parsed from dbt logs:")[2].split())
    remedy = remedy_for(said) if any(sign in said for sign in SIGNS_OF_FILE) else None
    if remedy is not None:
        return WarehouseError(f"{warehouse}: {remedy}")
    return DbtError(f"{said or 'dbt build failed'} (log: {target_path / 'dbt.log'})")
