"""A large site, the same for the same seed: sprints one after the other, and issues that live through some of them."""

import random

from app.domain.sprints.stamps import milliseconds
from tests.fakes.jira.site import Site

BEGIN = milliseconds('2024-01-01T08:00Z')
DAY = 86_400_000
POINTS = (None, 1, 2, 3, 5, 8, 13)


def filled(issues=10_000, changes=6, seed=7, is_cloud=True, per_sprint=60):
    """About `changes` histories for each issue."""
    dice, made = random.Random(seed), Site(is_cloud)
    made.project('BIG', 'Big project')
    board = made.board('Big team', jql='project = BIG ORDER BY Rank ASC')
    sprints = [_sprint(made, board, number) for number in range(max(issues // per_sprint, 2))]
    for number in range(issues):
        _issue(made, dice, sprints, number * len(sprints) // issues, changes)
    return made


def _sprint(made, board, number):
    start = BEGIN + number * 14 * DAY
    sprint = made.sprint(board, f'Sprint {number + 1}', start, start + 11 * DAY)
    if start < made.now():
        made.start_sprint(sprint, start)
    if start + 11 * DAY < made.now():
        made.sprints[sprint].update(state='closed', completeDate=start + 11 * DAY)
    return sprint


def _issue(made, dice, sprints, place, changes):
    start = BEGIN + place * 14 * DAY
    number = made.add_issue('BIG', f'Issue {len(made.issues) + 1}', at=start - dice.randrange(1, 30) * DAY,
                            type=dice.choice(('Story', 'Story', 'Task', 'Bug')), points=dice.choice(POINTS))
    made.change(number, start - DAY // 2, sprint=[sprints[place]])
    at = start
    for _ in range(changes - 1):
        at += dice.randrange(1, 3 * DAY)
        made.change(number, at, dice.choice(('anna', 'ben', 'carla')), **_step(made, dice, number))
    return number


def _step(made, dice, number):
    """Always a real change."""
    at = made.issues[number].values
    status = {'10000': 'In Progress', '3': 'Review', '10011': 'Done', '10002': 'In Progress'}[at['status']]
    return dice.choice(({'status': status}, {'status': status}, {'points': dice.choice((21, 34, 40)) + (
        at.get('points') or 0)}, {'assignee': 'ben' if at.get('assignee') == 'anna' else 'anna'}))
