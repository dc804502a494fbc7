"""A sprint as people in browsers live through it: the Jira of a shop, who looks at it, and what they do."""

import json
import re

from playwright.async_api import expect

from app.clock import now
from app.domain.sprints.jira.stamps import milliseconds
from tests.browser.planning import chooses, joins
from tests.fakes.jira import Site, hooks
from tests.fakes.jira.server import EMAIL, TOKEN

DAY, HOUR = 86_400_000, 3_600_000  # ms
TEAM, BOARD = 8, 1  # the board, as Jira and as we number it
WIKI_TOKEN = 'wiki-t0ken-4711'
FIRST, PRESENT, NEXT = 1, 2, 3  # sprints
HOSTILE = '<script>document.title = "taken"</script><img src=x onerror="document.title=\'taken\'"> \u202eمرحبا 🎉'
CAST = {'Jonas': 'manager', 'Vera': 'viewer'}


class World:
    """Days are counted from now, so that the sprint is three days old; `numbers` of its issues by title."""

    def __init__(self):
        self.site = made = Site(zone='UTC')
        self.now = milliseconds(now())
        made.project('SHOP', 'Shop')
        made.board('Team', jql='project = SHOP ORDER BY Rank ASC', number=TEAM)
        for number, (start, end) in enumerate(((-25, -11), (-3, 8), (8, 22)), 1):
            made.sprint(TEAM, f'Sprint {number}', self.at(start), self.at(end), goal='Pay faster', number=number)
        self.numbers = {}
        self.adds('Vouchers', 5, FIRST, -30)
        made.start_sprint(FIRST, self.at(-25))
        made.change(self.numbers['Vouchers'], self.at(-14), 'ben', status='Done')
        made.close_sprint(FIRST, self.at(-11))
        for title, points in (('Buttons', 5), ('Receipts', 3), (HOSTILE, 2)):
            self.adds(title, points, PRESENT, -10)
        made.start_sprint(PRESENT, self.at(-3))
        made.change(self.numbers['Buttons'], self.at(-2), 'anna', status='In Progress', assignee='anna')
        for title, points in (('Gift cards', 3), ('Refunds', 5), ('Wallets', 2)):
            self.adds(title, points, NEXT, -9)

    def at(self, days):
        return self.now + days * DAY

    def adds(self, title, points, sprint, days=None):
        """Without days: just now."""
        self.numbers[title] = self.site.add_issue('SHOP', title, points=points, at=None if days is None else
                                                  self.at(days), sprint=[] if days is None else [sprint])
        return self.numbers[title]

    def key(self, title):
        return self.site.issues[self.numbers[title]].key

    def changes(self, title, **values):
        return self.site.change(self.numbers[title], author='ben', **values)


class Webhook:
    """As an admin has entered it in Jira."""

    def __init__(self, world, url, secret):
        self.world, self.url, self.secret = world, url, secret

    def tells_of(self, title, secret=None):
        """The status of the answer."""
        body = hooks.issue_event(self.world.site, self.world.numbers[title])
        return hooks.send(self.url, *hooks.delivery(body, self.secret if secret is None else secret))

    def tells_of_sprint(self, number, event):
        return hooks.send(self.url, *hooks.delivery(hooks.sprint_event(self.world.site, number, event), self.secret))


async def connects(ann, url):
    """By hand, as an admin would: the address, the account and the token; who we are there is asked at once."""
    page = ann.page
    await ann.goes_to('/sprints')
    await ann.button('Connect Jira').click()
    await page.wait_for_url('**/settings?new=jira')
    await ann.is_connected()
    panel = page.get_by_role('complementary', name='Connect Jira')
    for label, value in (('Address', url), ('E-mail', EMAIL), ('Token', TOKEN)):
        await panel.get_by_label(label, exact=True).fill(value)
    await panel.get_by_role('button', name='Connect', exact=True).click()
    card = page.get_by_role('region', name='Jira', exact=True)
    await expect(card.get_by_text('Connected as Lee Lead')).to_be_visible()
    await expect(card.get_by_text('1 board visible')).to_be_visible()
    assert TOKEN not in await page.content()


async def adds_board(ann, name):
    """Until it was read whole."""
    await ann.goes_to('/sprints/settings/boards')
    await ann.button(f'Add {name}', exact=True).click()
    table = ann.page.get_by_role('table', name='Boards')
    await expect(table.get_by_role('row').filter(has_text=name)).to_contain_text('In step', timeout=30_000)


async def makes_webhook(ann, world):
    await ann.goes_to('/sprints/settings/webhooks')
    await ann.button('Make a webhook of Jira').click()
    dialog = ann.page.get_by_role('dialog', name='Webhook of Jira')
    address, secret = [await dialog.get_by_label(label, exact=True).input_value() for label in ('Address', 'Secret')]
    await dialog.get_by_role('button', name='Done').click()
    return Webhook(world, f'{ann.home}{address[address.index("/hooks"):]}', secret)


async def adds_wiki(ann, url):
    page = ann.page
    await ann.goes_to('/sprints/settings/channels')
    await ann.button('Add a channel').click()
    dialog = page.get_by_role('dialog', name='Add a channel')
    await chooses(page, 'Kind', 'Confluence')
    await chooses(page, 'Edition', 'Data Center or Server')
    for label, value in (('Name', 'Wiki'), ('Address', url), ('Space for new pages', 'TEAM'),
                         ('Address or token', WIKI_TOKEN)):
        await dialog.get_by_label(label, exact=True).fill(value)
    await dialog.get_by_role('switch', name='Host of our own').click()
    await expect(dialog.get_by_role('switch', name='Host of our own')).to_be_checked()
    await dialog.get_by_role('button', name='Add channel').click()
    await expect(page.get_by_role('group', name='Wiki')).to_be_visible()


async def come(crowd, ann, *names):
    people = [await crowd.come(name, reduced_motion='reduce') for name in names]
    for one in people:
        told = await ann.sends('POST', '/people', email=f'{one.name.lower()}@example.com', role='viewer')
        await ann.sends('PUT', f'/people/{told["id"]}/grants', grants=[{'role': CAST[one.name], 'area': 'sprints'}])
        await joins(one, told['link'])
    return people


async def report(one, sprint=PRESENT, query=''):
    """Its page, once it is there."""
    await one.goes_to(f'/sprints/boards/{BOARD}/sprints/{sprint}{query}')
    await expect(one.page.get_by_role('heading', level=1)).to_contain_text(f'Sprint {sprint}')
    return one.page


async def tells(one, path):
    return json.loads(await one.reads(f'/sprints/boards/{BOARD}{path}'))


def figure(one, label):
    return one.page.get_by_role('group', name='Figures of the sprint').get_by_role('button', name=re.compile(label))


async def run_is_done(ann, toast):
    """The run that a toast names, which not everybody may look at."""
    run = re.search(r'run (\d+)', await toast.inner_text())[1]
    await ann.goes_to(f'/ops/runs/{run}')
    state = ann.page.get_by_role('status', name='Run state')
    await expect(state).to_contain_text(re.compile('Done|Failed'))
    assert 'Done' in await state.inner_text(), await ann.page.get_by_role('main').inner_text()
