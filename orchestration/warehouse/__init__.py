"""The DuckDB file: opening it, loading objects into `raw`, reading tables back.

Lives here: everything that speaks to DuckDB from Python. Not here: dbt, scikit-learn, or where
the objects come from.
"""

from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.load import ingest
from orchestration.warehouse.reading import read_frame
from orchestration.warehouse.reconcile import Mismatch, reconcile
from orchestration.warehouse.report import IngestReport

__all__ = ["IngestReport", "Mismatch", "ingest", "open_warehouse", "read_frame", "reconcile"]
