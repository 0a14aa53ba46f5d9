"""Thin Dagster assets, one file per step; each calls plain functions of another room."""
