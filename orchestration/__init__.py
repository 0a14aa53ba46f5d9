"""The Dagster code location of the forklift telemetry project.

Rooms: `sources` (where telemetry comes from), `warehouse` (DuckDB), `ml` (the carry-state
classifier), `simulator` (telemetry with known truth), `assets` (thin Dagster assets over them).
"""
