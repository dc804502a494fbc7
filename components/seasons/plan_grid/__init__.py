"""The grid of a plan: `PlanGrid` is the whole, the other parts are its own."""

from components.seasons.plan_grid.grid import PlanGrid as PlanGrid
from components.seasons.plan_grid.wishes import Area as Area
from components.seasons.plan_grid.wishes import PlanWishes as PlanWishes
