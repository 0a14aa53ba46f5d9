"""Asset checks: what judges tables beside the tests of dbt.

Lives here: which checks there are. Not here: their thresholds (`thresholds.py`), and the data tests
of single models, which are dbt's.
"""

from orchestration.checks.fleet import fleet_is_heard
from orchestration.checks.tables import model_beats_majority, predictions_complete, rows_reconcile
from orchestration.checks.training import training_is_steady

CHECKS = [
    rows_reconcile,
    fleet_is_heard,
    model_beats_majority,
    training_is_steady,
    predictions_complete,
]
