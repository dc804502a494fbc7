"""A portfolio as people in browsers find it: an organisation with 2,000 items, who looks at it, and what they do."""

import json
import re
from datetime import date, timedelta

from playwright.async_api import expect

from tests.fakes.azure_devops import filled
from tests.machine.program import ADMIN

MONDAY = date.today() - timedelta(days=date.today().weekday())
READ, WRITE = 'pat-read-of-the-admin', 'pat-write-of-jonas'
FEW_DAYS = timedelta(days=11)  # from a Monday to the Friday of the next week
CAST = {'Jonas': ('planner', 'publisher'), 'Nora': ('planner',), 'Vera': ()}
STORY, HIDDEN = 'Project 1\\Checkout', 'Project 1\\Board'


class World:
    """`numbers` of the items that the tests speak of, by title; they begin some weeks after this Monday."""

    def __init__(self, items=2_000):
        self.organisation = made = filled(items, anchor=MONDAY)
        made.passes |= {READ: made.passes['pat-read'], WRITE: made.passes['pat-all']}
        made.area(STORY)
        made.area(HIDDEN)
        made.team('Project 1', 'Payments', [STORY], [])
        self.numbers = {}
        self.adds('Wallet buttons', 0, 60)
        self.adds('Gift cards', 2, 60, after='Wallet buttons')
        self.adds('Refunds', 4, 50, after='Gift cards')
        self.adds('Receipts by mail', 2, 30)
        self.adds('Slot booking', 0, 0)
        self.numbers['Sale of a branch'] = made.item('Feature', 'Sale of a branch', HIDDEN, start=str(MONDAY),
                                                     end=str(MONDAY + FEW_DAYS))

    def adds(self, title, week, share, after=''):
        start = MONDAY + timedelta(weeks=week)
        words = f'<p>{title}</p>[PlannerTool Team Capacity]<br>PAY: {share}<br>[/PlannerTool Team Capacity]'
        self.numbers[title] = self.organisation.item(
            'Feature', title, STORY, start=str(start), end=str(start + FEW_DAYS), state='Active' if not week else 'New',
            description=words if share else '<p>Nobody yet</p>', after=[self.numbers[after]] if after else [])

    def fields(self, title):
        return self.organisation.items[self.numbers[title]].fields

    def days(self, title):
        """As the source has them."""
        fields = self.fields(title)
        return tuple(fields[f'Microsoft.VSTS.Scheduling.{name}'][:10] for name in ('StartDate', 'TargetDate'))

    def rev(self, title):
        return self.organisation.items[self.numbers[title]].rev

    def patches(self, fake, title):
        return [body for number, body in fake.patches() if number == self.numbers[title]]


def iso(weeks, days=0):
    return str(MONDAY + timedelta(weeks=weeks, days=days))


def spoken(weeks, days=0):
    """As a bar is called: 26 October to 6 November 2026; `days` are added to both ends."""
    start = MONDAY + timedelta(weeks=weeks, days=days)
    end = start + FEW_DAYS
    first = f'{start.day} {start:%B}' if start.year == end.year else f'{start.day} {start:%B %Y}'
    return f'{first} to {end.day} {end:%B %Y}'


def span(weeks):
    return iso(weeks), str(MONDAY + timedelta(weeks=weeks) + FEW_DAYS)


def ends(weeks, days=0):
    """The last day of a bar, as it is called."""
    end = MONDAY + timedelta(weeks=weeks, days=days) + FEW_DAYS
    return f'to {end.day} {end:%B %Y}'


async def invites(ann, name, *roles):
    """Returns the way in; who comes there chooses a password."""
    told = await ann.sends('POST', '/people', email=f'{name.lower()}@example.com', role='viewer')
    if roles:
        await ann.sends('PUT', f'/people/{told["id"]}/grants',
                        grants=[{'role': role, 'area': 'portfolio'} for role in roles])
    return told['link']


async def joins(one, link):
    await one.page.goto(link)
    await one.is_connected()
    await one.page.get_by_label('Your name').fill(one.name)
    await one.page.get_by_label('Password', exact=True).fill(ADMIN['SETUP_ADMIN_PASSWORD'])
    await one.button('Join').click()
    await one.page.get_by_role('heading', level=1).filter(has_text=one.name).wait_for()


async def signs_in(one):
    """As whoever joined with this name, without the form."""
    await one.sends('POST', '/session', email=f'{one.name.lower()}@example.com', password=ADMIN['SETUP_ADMIN_PASSWORD'])


async def chooses(page, label, text):
    await page.get_by_role('combobox', name=label, exact=True).click()
    await page.get_by_role('option', name=text, exact=True).click()


async def connects(ann, url):
    """By hand, as an admin would: the address, the token, and that shares stand in descriptions."""
    page = ann.page
    await ann.goes_to('/portfolio/setup')
    await page.get_by_role('link', name='Connect a source').click()
    await page.get_by_text('No source yet').wait_for()
    await ann.button('Connect a source').first.click()
    await page.get_by_label('Name', exact=True).fill('Azure DevOps')
    await page.get_by_label('Address').fill(url)
    await chooses(page, 'Time zone of its days', 'UTC')
    await chooses(page, 'Capacity text in descriptions', 'Read only')
    await ann.button('Connect', exact=True).click()
    await sets_token(ann)


async def adds_team(ann, name, short):
    await ann.goes_to('/portfolio/setup/teams')
    await ann.button('New team').first.click()
    await ann.page.get_by_label('Name', exact=True).fill(name)
    await ann.page.get_by_label('Short name').fill(short)
    await ann.button('Add team').click()
    await expect(ann.page.get_by_text(f'{name} is added')).to_be_visible()


async def adds_plan(ann, name, area, *, is_named=False, states=''):
    await ann.goes_to('/portfolio/setup/plans')
    await ann.button('New plan').first.click()
    await ann.page.get_by_label('Name', exact=True).fill(name)
    await ann.page.get_by_label('Area path').fill(area)
    await ann.page.get_by_label('States that are read').fill(states)
    if is_named:
        await ann.page.get_by_role('radio', name='Only people I name').click()
    await ann.button('Add plan').click()
    await expect(ann.page.get_by_text(f'{name} is added')).to_be_visible()


async def sets_up(crowd, url, **plan):
    """A portfolio to be read, made by hand; only Ann sees “Board”."""
    ann = await crowd.come('Ann', reduced_motion='reduce')
    await ann.signs_in()
    await connects(ann, url)
    await adds_team(ann, 'Payments', 'PAY')
    for name, area in (('Checkout', STORY), ('Project one', 'Project 1'), ('Project two', 'Project 2')):
        await adds_plan(ann, name, area, **plan)
    await adds_plan(ann, 'Board', HIDDEN, is_named=True)
    return ann


async def brings(crowd, url, states=()):
    """The same set-up from a backup of it, which has no token; with items in these states."""
    ann = await crowd.come('Ann', reduced_motion='reduce')
    await ann.signs_in()
    plans = (('checkout', 'Checkout', STORY, True), ('one', 'Project one', 'Project 1', True),
             ('two', 'Project two', 'Project 2', True), ('board', 'Board', HIDDEN, False))
    await ann.sends(
        'POST', '/portfolio/setup/restore', format='roundtable.portfolio.setup', version=1,
        sources=[{'name': 'Azure DevOps', 'kind': 'azure_devops', 'base_url': url, 'capacity_block': 'read'}],
        teams=[{'id': 'team-payments', 'name': 'Payments', 'short': 'PAY'}],
        plans=[{'id': f'project-{slug}', 'name': name, 'source': 'Azure DevOps', 'area': area, 'kind': 'project',
                'is_open': is_open, 'states_read': list(states)} for slug, name, area, is_open in plans])
    await ann.goes_to('/portfolio/setup/sources?open=1')
    await sets_token(ann)
    return ann


async def sets_token(ann):
    await ann.page.get_by_label('Token for reading').fill(READ)
    await ann.button('Save token').first.click()
    await expect(ann.page.get_by_text('The token of Azure DevOps is set')).to_be_visible()


async def come(crowd, ann, *names):
    """Who joins, each with a browser."""
    people = [await crowd.come(name, reduced_motion='reduce') for name in names]
    for one in people:
        await joins(one, await invites(ann, one.name, *CAST[one.name]))
    return people


async def reads(ann, source=1, kind='all'):
    """Asks for a run and waits for it; returns its state."""
    run = (await ann.sends('POST', '/portfolio/sync', source=source, kind=kind))['run_id']
    await ann.goes_to(f'/ops/runs/{run}')
    state = ann.page.get_by_role('status', name='Run state')
    await expect(state).to_have_text(re.compile('Done|Partly|Failed'), timeout=30_000)
    return await state.inner_text()


class Planner:
    """One person before the timeline."""

    def __init__(self, person):
        self.person, self.page, self.name = person, person.page, person.name

    async def looks(self, query=''):
        await self.person.goes_to(f'/portfolio?{query}')
        await self.page.get_by_role('gridcell').first.wait_for()

    def bar(self, title):
        return self.page.get_by_role('gridcell', name=re.compile(f'^{title}, '))

    def week(self, team, weeks):
        """The load of a team in a week."""
        day = MONDAY + timedelta(weeks=weeks)
        return self.page.get_by_role('gridcell', name=re.compile(f'^{team}, week of {day.day} {day:%B %Y}'))

    async def sees(self, title, words):
        await expect(self.bar(title)).to_have_attribute('aria-label', re.compile(words))

    async def box(self, title):
        """Also where a bar is being drawn anew; not while all around it still finds its place."""
        await self.bar(title).hover(trial=True)
        while not (box := await self.bar(title).locator('.tl-ground').bounding_box()):
            await expect(self.bar(title)).to_be_visible()
        return box

    async def holds(self, title):
        """The button is down, and nothing has moved yet."""
        box = await self.box(title)
        x, y = box['x'] + box['width'] / 2, box['y'] + box['height'] / 2
        await self.page.mouse.move(x, y)
        await self.page.mouse.down()
        return x, y

    async def grabs(self, title):
        x, y = await self.holds(title)
        await self.page.mouse.move(x + 8, y, steps=2)
        return x, y

    async def day(self, title):
        """Pixels, measured on a bar of twelve days."""
        return (await self.box(title))['width'] / 12

    async def drags(self, title, days):
        width = await self.day(title)
        x, y = await self.grabs(title)
        await self.page.mouse.move(x + days * width, y, steps=6)
        await self.page.mouse.up()

    async def begins(self, name):
        """A scenario; returns its number."""
        await self.person.button(re.compile('^Scenario: ')).click()
        await self.page.get_by_role('button', name='New scenario').click()
        dialog = self.page.get_by_role('dialog', name='New scenario')
        await dialog.get_by_role('textbox').fill(name)
        await dialog.get_by_role('button', name='Begin').click()
        await expect(self.person.button(f'Scenario: {name}, 0 changes')).to_be_visible()
        await self.page.wait_for_url(re.compile(r'scenario=\d+'))
        return int(re.search(r'scenario=(\d+)', self.page.url)[1])

    async def shares(self, name):
        """The scenario that is looked at, so that they can work in it."""
        await self.person.button(re.compile('^Scenario: ')).click()
        await self.page.get_by_role('button', name='Share scenario').click()
        dialog = self.page.get_by_role('dialog', name='Share scenario')
        await dialog.get_by_role('combobox', name='Add a person').click()
        await self.page.get_by_role('option', name=name).click()
        await dialog.get_by_role('radio', name='Edits').click()
        await dialog.get_by_role('button', name='Share', exact=True).click()
        await expect(dialog).to_have_count(0)

    async def items(self, scenario=None):
        """By title, as programs read them."""
        found = json.loads(await self.person.reads(
            f'/portfolio/items?plan=1{f"&scenario={scenario}" if scenario else ""}'))
        return {one['title']: one for one in found['items']}
