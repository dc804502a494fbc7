"""A large site, the same for the same seed and day: sprints one after the other, and issues that live in them."""

import random

from tests.fakes.jira.site import Site

DAY = 86_400_000
POINTS = (None, 1, 2, 3, 5, 8, 13)


SPRINTS = 150  # at most


def filled(issues=10_000, changes=6, seed=7, is_cloud=True):
    """About `changes` histories for each issue; the last sprint but one is active, the last to come."""
    dice, made = random.Random(seed), Site(is_cloud)
    made.project('BIG', 'Big project')
    board = made.board('Big team', jql='project = BIG ORDER BY Rank ASC')
    count = max(min(issues // 40, SPRINTS), 3)
    today = made.now() // DAY * DAY
    starts = [today - 5 * DAY + (number - count + 2) * 14 * DAY for number in range(count)]
    sprints = [_sprint(made, board, number, start) for number, start in enumerate(starts)]
    for number in range(issues):
        place = number * (count - 1) // issues
        _issue(made, dice, sprints[place], starts[place], changes)
    return made


def _sprint(made, board, number, start):
    sprint = made.sprint(board, f'Sprint {number + 1}', start, start + 11 * DAY)
    if start < made.now():
        made.start_sprint(sprint, start)
    if start + 11 * DAY < made.now():
        made.sprints[sprint].update(state='closed', completeDate=start + 11 * DAY)
    return sprint


def _issue(made, dice, sprint, start, changes):
    number = made.add_issue('BIG', f'Issue {len(made.issues) + 1}', at=start - dice.randrange(1, 30) * DAY,
                            type=dice.choice(('Story', 'Story', 'Task', 'Bug')), points=dice.choice(POINTS))
    made.change(number, start - DAY // 2, sprint=[sprint])
    at = start
    for _ in range(changes - 1):
        at += dice.randrange(1, 2 * DAY)
        if at < made.now():
            made.change(number, at, dice.choice(('anna', 'ben', 'carla')), **_step(made, dice, number))


def _step(made, dice, number):
    """Always a real change."""
    at = made.issues[number].values
    status = {'10000': 'In Progress', '3': 'Review', '10011': 'Done', '10002': 'In Progress'}[at['status']]
    return dice.choice(({'status': status}, {'status': status}, {'points': dice.choice((21, 34, 40)) + (
        at.get('points') or 0)}, {'assignee': 'ben' if at.get('assignee') == 'anna' else 'anna'}))
