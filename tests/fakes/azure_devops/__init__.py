"""Azure DevOps on this machine, with state, rules and faults.

    with azure() as fake:
        fake.organisation.project('Shop')
        fake.organisation.area('Shop\\Web')
        number = fake.organisation.item('Feature', 'Wallet', 'Shop\\Web', start='2026-10-05', end='2026-10-16')
        ... opened(Access(fake.url, 'pat-all')) ...

`pat-all` may do everything, `pat-read` only look; more in `fake.tokens`.
"""

from contextlib import contextmanager

from tests.fakes.azure_devops.filler import filled
from tests.fakes.azure_devops.organisation import Organisation, Pass
from tests.fakes.azure_devops.refusal import Refusal
from tests.fakes.azure_devops.server import AzureServer

__all__ = ['AzureServer', 'Organisation', 'Pass', 'Refusal', 'azure', 'filled', 'shop']


@contextmanager
def azure(organisation=None, **options):
    server = AzureServer(organisation, **options)
    try:
        yield server
    finally:
        server.close()


def shop():
    """A small organisation: one project, two teams, six items with parents, a dependency and shares in words."""
    made = Organisation()
    made.project('Shop')
    for path in ('Shop\\Web', 'Shop\\Web\\Wallet', 'Shop\\Store'):
        made.area(path)
    made.iteration('Shop\\Release 1', '2026-10-01', '2026-12-31')
    sprints = [made.iteration(f'Shop\\Release 1\\Sprint {number}', start, end) for number, start, end in (
        (1, '2026-10-05', '2026-10-16'), (2, '2026-10-19', '2026-10-30'), (3, '2026-11-02', '2026-11-13'))]
    made.iteration('Shop\\Backlog')
    names = [one.path for one in sprints]
    web = made.team('Shop', 'Payments', ['Shop\\Web'], names)
    made.team('Shop', 'Mobile', ['Shop\\Store'], names[:2], ['monday', 'tuesday', 'wednesday', 'thursday'])
    web.days_off[sprints[0].identifier] = [('2026-10-09', '2026-10-09')]
    web.capacities[sprints[0].identifier] = [
        {'person': 'Sample Person 1', 'hours': 6, 'off': [('2026-10-12', '2026-10-13')]},
        {'person': 'Sample Person 2', 'hours': 4.5}]
    made.plan('Shop', 'Delivery', [('2026-10-26', 'Code freeze', '#e60017'), ('2026-12-01', 'Launch', '#339933')])
    made.plan('Shop', 'Without markers', None)
    epic = made.item('Epic', 'Wallet', 'Shop\\Web', start='2026-10-05', end='2026-11-13', state='Active')
    buttons = made.item('Feature', 'Wallet buttons', 'Shop\\Web\\Wallet', start='2026-10-12', end='2026-10-23',
                        parent=epic, iteration=names[0], tags='checkout; Wallet',
                        description='<p>Buttons</p>[PlannerTool Team Capacity]<br>PAY:&nbsp;50<br>'
                                    '[/PlannerTool Team Capacity]', assignee={'displayName': 'Sample Person 2',
                                                                              'uniqueName': 'person2@example.com'})
    made.item('Feature', 'Receipts', 'Shop\\Web', parent=epic, iteration=names[1], after=[buttons])
    stock = made.item('Feature', 'Stock levels', 'Shop\\Store', start='2026-10-26', end='2026-11-06', after=[buttons])
    made.item('Bug', 'Price shows twice', 'Shop\\Store', state='Resolved', related=[stock])
    made.item('User Story', 'Old idea', 'Shop\\Store', state='Removed')
    return made
