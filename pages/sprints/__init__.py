"""Sprints: boards, reports, queues, and what follows from them."""

from pages.sprints import boards as boards
from pages.sprints import queue as queue
from pages.sprints import report as report
from pages.sprints import velocity as velocity
