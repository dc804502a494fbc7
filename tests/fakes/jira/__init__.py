"""Jira on this machine, cloud or server, with state, honest histories, rules and faults.

    with jira() as fake:
        fake.site.project('SHOP', 'Shop')
        board = fake.site.board('Team', jql='project = SHOP')
        sprint = fake.site.sprint(board, 'Sprint 1', '2026-01-05T08:00Z', '2026-01-16T16:00Z')
        number = fake.add_issue('SHOP', 'Pay by card', points=5, sprint=[sprint])
        fake.start_sprint(sprint, '2026-01-05T08:00Z')
        fake.change(number, status='Done', at='2026-01-12T10:00Z')
        fake.close_sprint(sprint, '2026-01-16T16:00Z')
        ... opened(fake.access()) ...

`fake.breaks('throttled', at='search', times=2)` and the knobs of `fake.knobs` make it misbehave; `fake.asked` is what
it was asked. A program of its own, with many issues: `python -m tests.fakes.jira --issues 10000`.
"""

from contextlib import contextmanager

from tests.fakes.jira.server import JiraServer
from tests.fakes.jira.site import Site

__all__ = ['JiraServer', 'Site', 'jira', 'shop']


@contextmanager
def jira(site=None, **options):
    server = JiraServer(site or Site(**options))
    try:
        yield server
    finally:
        server.close()


def shop(**options):
    """A small site: two projects, a scrum and a kanban board, a closed, an active and a future sprint, ten issues."""
    made = Site(**options)
    made.project('SHOP', 'Shop')
    made.project('STORE', 'Store')
    board = made.board('Team', jql='project = SHOP ORDER BY Rank ASC', number=8)
    made.board('Support', 'kanban', 'project in (SHOP, STORE)', number=9)
    first, second, third = (made.sprint(board, name, start, end) for name, start, end in (
        ('Sprint 1', '2026-01-05T08:00Z', '2026-01-16T16:00Z'), ('Sprint 2', '2026-01-19T08:00Z', '2026-01-30T16:00Z'),
        ('Sprint 3, Berlin [A]', None, None)))
    wallet = made.add_issue('SHOP', 'Wallet', type='Epic', at='2025-12-01T09:00Z')
    buttons = made.add_issue('SHOP', 'Buttons', points=5, sprint=[first], epic=wallet, at='2025-12-02T09:00Z')
    receipts = made.add_issue('SHOP', 'Receipts', points=3, sprint=[first], at='2025-12-02T09:01Z', assignee='anna')
    made.add_issue('SHOP', 'Receipt texts', type='Sub-task', parent=receipts, at='2025-12-03T09:00Z')
    price = made.add_issue('SHOP', 'Price <b>twice</b>', type='Bug', points=2, sprint=[first], at='2025-12-04T09:00Z')
    made.start_sprint(first, '2026-01-05T08:00Z')
    made.change(buttons, at='2026-01-06T10:00Z', author='anna', status='In Progress', assignee='ben')
    made.change(receipts, at='2026-01-07T10:00Z', points=5)
    made.change(price, at='2026-01-09T10:00Z', author='ben', sprint=[])
    late = made.add_issue('SHOP', 'Überweisung 振込', points=3, sprint=[first], at='2026-01-08T09:00Z', owner='carla')
    made.change(buttons, at='2026-01-12T15:00Z', author='ben', status='Done')
    made.link(buttons, 'Blocks', late, '2026-01-12T15:01Z')
    made.change(late, at='2026-01-13T09:00Z', flagged=True)
    made.close_sprint(first, '2026-01-16T16:00:04.402Z', into=second)
    made.start_sprint(second, '2026-01-19T08:00Z')
    made.change(late, at='2026-01-20T09:00Z', flagged=False, priority='High', labels=['mobile'])
    for title in ('Stock levels', 'Shelves', 'Old idea'):
        made.add_issue('STORE', title, type='Task', at='2026-01-21T09:00Z')
    made.third = third
    return made
