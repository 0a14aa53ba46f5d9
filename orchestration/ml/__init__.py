"""The carry-state classifier: pure functions on frames of feature windows.

Lives here: from `marts.feat_carry_windows` to a judged, stored model and its predictions.
Not here: Dagster, dbt, and (outside `mart` and `tables`) DuckDB.
"""
