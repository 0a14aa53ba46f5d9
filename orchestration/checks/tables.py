"""What judges tables that Python wrote.

Lives here: reconciled row counts, and whether the classifier is worth having. Not here: how one day
or training differs from those before (`fleet.py`, `training.py`).
"""

import dagster as dg

from orchestration.faults import WAREHOUSE_POOL, faults
from orchestration.ml.relations import FEATURE_TABLE, OF_FORKLIFTS
from orchestration.settings import Settings
from orchestration.warehouse import open_warehouse, read_frame, reconcile

SCORES = """
    with latest as (
        select run_id, coalesce(settings->>'model', 'hist_gradient_boosting') as name
        from ml.training_runs order by trained_at desc, run_id limit 1
    )

    select model, value, model = name as is_model
    from ml.model_metrics inner join latest using (run_id)
    where metric = 'mcc' and split = 'held_out_vehicles' and fold = 'all' and vehicle_id = 'all'
"""

_KEYS = "count(*) as row_count, sum(hash(vehicle_id, session_id, window_started_at)) as key_hash"
COVERAGE = f"""
    with windows as (
        select {_KEYS} from {FEATURE_TABLE} where {OF_FORKLIFTS}
    ),

    predictions as (
        select {_KEYS} from ml.carry_state_predictions
    )

    select
        windows.row_count as windows,
        predictions.row_count as predictions,
        windows.key_hash = predictions.key_hash as same_keys
    from windows cross join predictions
"""
"""The keys are the same when the sums of their hashes agree; joining them takes seconds."""


@dg.asset_check(
    asset=["raw", "telemetry"],
    description="Every line of every object is either loaded or rejected with a reason.",
    blocking=True,
    pool=WAREHOUSE_POOL,
)
def rows_reconcile(settings: dg.ResourceParam[Settings]) -> dg.AssetCheckResult:
    """Lines in = rows loaded + rows rejected, object by object."""
    with faults(), open_warehouse(settings, read_only=True) as connection:
        mismatches = [str(mismatch) for mismatch in reconcile(connection)]
    return dg.AssetCheckResult(passed=not mismatches, metadata={"mismatches": mismatches})


@dg.asset_check(
    asset=["ml", "model_metrics"],
    description="On vehicles it never saw, the model is better than a guess and than the majority.",
    pool=WAREHOUSE_POOL,
)
def model_beats_majority(settings: dg.ResourceParam[Settings]) -> dg.AssetCheckResult:
    """A warning when there is no model, or one that is not worth having."""
    with faults():
        frame = read_frame(settings, SCORES)
    mcc = {str(name): float(value) for name, value, _ in frame.itertuples(index=False)}
    model = next((mcc[str(name)] for name, _, is_model in frame.to_numpy() if is_model), None)
    return dg.AssetCheckResult(
        passed=model is not None and model > max(0.0, mcc.get("majority", 0.0)),
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"mcc": mcc},
    )


@dg.asset_check(
    asset=["ml", "carry_state_predictions"],
    additional_deps=[["marts", "feat_carry_windows"], ["marts", "dim_vehicles"]],
    description="Every window of every forklift has one prediction, or there is no model at all.",
    blocking=True,
    pool=WAREHOUSE_POOL,
)
def predictions_complete(settings: dg.ResourceParam[Settings]) -> dg.AssetCheckResult:
    """No window twice, none left out, none of a window that is gone."""
    with faults():
        windows, predictions, same_keys = read_frame(settings, COVERAGE).iloc[0]
    return dg.AssetCheckResult(
        passed=bool(predictions == 0 or (predictions == windows and same_keys)),
        metadata={"windows": int(windows), "predictions": int(predictions)},
    )
