"""What MetricFlow asks of a warehouse, answered by DuckDB.

Lives here: its `SqlClient` protocol. Not here: opening the file. MetricFlow's own client goes
through dbt, which opens the file for writing and would keep a run from it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from metricflow.data_table.mf_table import MetricFlowDataTable
from metricflow.protocols.sql_client import SqlClient, SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantics.sql.sql_bind_parameters import SqlBindParameterSet

if TYPE_CHECKING:
    import duckdb
    from metricflow.sql.render.sql_plan_renderer import SqlPlanRenderer

NONE = SqlBindParameterSet()


class ReadingClient(SqlClient):
    """Queries on one connection, which is asked for with the first of them."""

    def __init__(self, connect: Callable[[], duckdb.DuckDBPyConnection]) -> None:
        self._connect = connect

    @cached_property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The connection, which belongs to whoever opened it."""
        return self._connect()

    @property
    def sql_engine_type(self) -> SqlEngine:
        """The dialect."""
        return SqlEngine.DUCKDB

    @cached_property
    def sql_plan_renderer(self) -> SqlPlanRenderer:
        """What makes SQL of a plan."""
        return DuckDbSqlPlanRenderer()

    def query(
        self, stmt: str, sql_bind_parameter_set: SqlBindParameterSet = NONE
    ) -> MetricFlowDataTable:
        """The rows of a query."""
        found = self.connection.execute(stmt, dict(sql_bind_parameter_set.param_dict) or None)
        names = [column for column, *_ in found.description]
        return MetricFlowDataTable.create_from_rows(names, found.fetchall())

    def execute(self, stmt: str, sql_bind_parameter_set: SqlBindParameterSet = NONE) -> None:
        """A statement without rows."""
        self.query(stmt, sql_bind_parameter_set)

    def dry_run(self, stmt: str, sql_bind_parameter_set: SqlBindParameterSet = NONE) -> None:
        """Raise what is wrong with a query."""
        self.query(f"explain {stmt}", sql_bind_parameter_set)

    def close(self) -> None:
        """Stop what is running, if anything is."""
        if "connection" in vars(self):
            self.connection.interrupt()

    def render_bind_parameter_key(self, bind_parameter_key: str) -> str:
        """The name of a parameter in SQL."""
        return f"${bind_parameter_key}"
