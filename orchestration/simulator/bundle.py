"""The bundled sample: twelve vehicles, two short days, everything that can be wrong.

Lives here: the preset behind `--bundled`, which made `data/real_data/` and `data/truth/`, and the
table of it in `data/README.md`.
"""

from __future__ import annotations

from orchestration.simulator.spec import ROW_DEFECTS, FleetSpec, VehicleSpec

V = VehicleSpec
VEHICLES = (
    V("FL-01", "counterbalance", 3.4),
    V("FL-02", "counterbalance", 3.8, height_fault="scaled_1000", gps_fault="inside"),
    V("FL-03", "reach", 7.5, gps_fault="inside"),
    V("FL-04", "counterbalance", 3.1, height_fault="counts", gps_fault="freeze"),
    V("FL-05", "counterbalance", 3.6, height_fault="noise", load_fault="vibration"),
    V("FL-06", "reach", 9.2, height_fault="scaled_100", load_fault="dark_film"),
    V("FL-07", "counterbalance", 3.3, height_fault="spikes", load_fault="rack_false_high"),
    V("FL-08", "counterbalance", 3.9, height_fault="drift", load_fault="stuck_0", gps_fault="zero"),
    V("FL-09", "counterbalance", 3.2, height_fault="stuck", load_fault="stuck_1"),
    V("FL-10", "counterbalance", 3.7, height_fault="unit_change", load_fault="sentinel"),
    V("1042", "counterbalance", 3.5, load_fault="analog", gps_fault="dropout"),
    V("FL-12", "no_mast", 0.0, gps_fault="sentinel"),
)
FILE_PLAN = {
    ("FL-01", 0): {"gzip"},
    ("FL-01", 1): {"bom", "unusual_name"},
    ("FL-02", 0): {"crlf", "empty_file"},
    ("FL-02", 1): {"gzip"},
    ("FL-03", 0): {"parquet"},
    ("FL-03", 1): {"header_line", "gzip"},
    ("FL-04", 0): {"overlap"},
    ("FL-04", 1): {"parquet"},
    ("FL-05", 0): {"shared_file"},
    ("FL-05", 1): {"gzip"},
    ("FL-06", 0): {"shared_file"},
    ("FL-06", 1): {"split_file", "gzip"},
    ("FL-07", 0): {"truncated_last_line"},
    ("FL-08", 0): {"unusual_name", "gzip"},
    ("FL-08", 1): {"header_line"},
    ("FL-09", 0): {"gzip"},
    ("FL-10", 1): {"bom", "crlf", "header_line"},
    ("1042", 0): {"gzip"},
    ("1042", 1): {"split_file"},
    ("FL-12", 0): {"gzip"},
}
BUNDLE = FleetSpec(
    vehicles=VEHICLES,
    seed=20250303,
    days=2,
    shift_hours=2.2,
    defects=frozenset(ROW_DEFECTS),
    file_plan={key: frozenset(defects) for key, defects in FILE_PLAN.items()},
)
