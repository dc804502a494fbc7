"""Seasons: from an empty sheet to a locked plan."""

from pages.seasons import analytics as analytics
from pages.seasons import changes as changes
from pages.seasons import imports as imports
from pages.seasons import master_files as master_files
from pages.seasons import masters as masters
from pages.seasons import order as order
from pages.seasons import orders as orders
from pages.seasons import otb as otb
from pages.seasons import overview as overview
from pages.seasons import plan as plan
from pages.seasons import printing as printing
from pages.seasons import range as range
from pages.seasons import range_compare as range_compare
from pages.seasons import receipts as receipts
from pages.seasons import seasons as seasons
from pages.seasons import setup as setup
