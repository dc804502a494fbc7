"""Plants a season into the database of a program that runs: `python -m tests.browser.seasons_planting FILE`."""

import sys

from app import work
from app.domain.seasons.season import LY
from tests.seasons import leaves, plant_season, plant_version

CELLS = {'net_sales': leaves(HARB_LINEN=[100_00, 200_00, 300_00, 400_00], HARB_DRESS=[500_00] * 8,
                             MILL_LINEN=[50_00] * 8, NORTH_RUGS=[70_00] * 8)}

if __name__ == '__main__':
    work.configure(f'sqlite:///{sys.argv[1]}', lambda session, events: None)
    plant_version(plant_season(cells=CELLS), LY, {'net_sales': leaves(HARB_LINEN=[90_00] * 8)})
