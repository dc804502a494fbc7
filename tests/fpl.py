"""A workspace that has read its team from a league that does not exist."""

from app.demo_fpl import TEAM_ID
from app.services.ops import teams
from app.work import transact
from jobs.airsenal.team import fetch_team
from tests.people import ANN
from tests.voice import Said


def choose_team(team_id=TEAM_ID):
    transact(teams.choose, ANN, team_id)


def fetch(gameweek=0):
    """As the run does that a page asks for."""
    return fetch_team(Said(), {'gameweek': gameweek})
