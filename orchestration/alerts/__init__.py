"""Alerts: telling people of failed runs and failed asset checks.

Lives here: what is told, and how it gets there. Not here: what fails (`checks/`, the steps).
"""

from orchestration.alerts.config import AlertConfig

__all__ = ["AlertConfig"]
