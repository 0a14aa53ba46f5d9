"""Results for analysts: the public marts as Parquet files, and a copy of the warehouse.

Lives here: a folder that holds them and is whole at any time. Not here: what a file holds
(`publishing/parquet.py`), and the step in Dagster (`assets/export.py`).
"""
