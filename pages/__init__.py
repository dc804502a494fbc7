"""Everything with a URL: `open_all` gives it to them."""

from pages import backups as backups
from pages import health as health
from pages import home as home
from pages import ops as ops
from pages import people as people
from pages import poker as poker
from pages import portfolio as portfolio
from pages import seasons as seasons
from pages import sprints as sprints
from pages.kit import open_all as open_all
