"""Sprints: boards, reports, queues, and what follows from them."""

from pages.sprints import boards as boards
from pages.sprints import capacity as capacity
from pages.sprints import disputes as disputes
from pages.sprints import flow as flow
from pages.sprints import forecast as forecast
from pages.sprints import projects as projects
from pages.sprints import quality as quality
from pages.sprints import queue as queue
from pages.sprints import report as report
from pages.sprints import settings as settings
from pages.sprints import settings_board as settings_board
from pages.sprints import velocity as velocity
