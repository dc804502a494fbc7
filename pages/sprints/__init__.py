"""Sprints: boards, reports, queues, and what follows from them."""

from pages.sprints import boards as boards
from pages.sprints import report as report
