"""What distinguishes one vehicle and its driver from the next, for all days.

Lives here: the per-vehicle constants, drawn once from the vehicle's own stream, and what its work
asks for in their place. Speeds are in m/s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from orchestration.simulator.randomness import stream
from orchestration.simulator.spec import VehicleSpec

KMH = 1 / 3.6


@dataclass(frozen=True)
class Traits:
    """Constants of one vehicle."""

    idle_share: float
    dual_share: float
    rack_share: float
    leg_median_m: float
    loaded_speed: float
    empty_speed: float
    speed_cap: float
    lift_speed: float
    lower_speed: float
    home_x_m: float
    home_y_m: float


def draw_traits(vehicle: VehicleSpec, seed: int) -> Traits:
    """Draw the constants of `vehicle`."""
    random, work = stream(seed, vehicle.vehicle_id, "traits"), vehicle.work
    rack_low, rack_high = (0.5, 0.8) if vehicle.vehicle_class == "reach" else (0.2, 0.45)
    drawn = Traits(
        idle_share=random.uniform(0.44, 0.56),
        dual_share=random.uniform(0.2, 0.5),
        rack_share=random.uniform(rack_low, rack_high),
        leg_median_m=random.uniform(72.0, 88.0),
        loaded_speed=random.uniform(8.5, 10.0) * KMH,
        empty_speed=random.uniform(10.5, 12.5) * KMH,
        speed_cap=random.uniform(20.0, 25.0) * KMH,
        lift_speed=random.uniform(0.35, 0.5),
        lower_speed=random.uniform(0.27, 0.33),
        home_x_m=random.uniform(0.1, 0.9) * vehicle.site.width_m,
        home_y_m=random.uniform(0.1, 0.9) * vehicle.site.depth_m,
    )
    asked = {
        "leg_median_m": work.leg_m,
        "dual_share": work.dual_share,
        "idle_share": work.idle_share,
    }
    given = {name: value for name, value in asked.items() if value is not None}
    return replace(drawn, **given)
