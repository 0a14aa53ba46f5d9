"""Where the windows and the verdicts on their vehicles stand in the warehouse.

Lives here: names of tables and columns, and relations made of them for the SQL of others. Not here:
reading them (`mart.py`).
"""

from __future__ import annotations

FEATURE_TABLE = "marts.feat_carry_windows"
VEHICLE_TABLE = "marts.dim_vehicles"
JUDGED_WINDOWS = f"""(
    select windows.*, vehicles.vehicle_class, vehicles.load_sensor_status
    from {FEATURE_TABLE} as windows
    inner join {VEHICLE_TABLE} as vehicles on windows.vehicle_id = vehicles.vehicle_id
)"""
"""The feature mart with the verdicts on each window's vehicle, as a relation."""
OF_FORKLIFTS = f"""vehicle_id in (
    select vehicle_id from {VEHICLE_TABLE} where vehicle_class = 'forklift'
)"""
SESSION_VERSION = "session_version"
"""Column of the mart that changes when any feature of the session does; older marts lack it."""
