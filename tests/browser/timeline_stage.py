"""A page with nothing but a timeline, on a plan in memory: `python -m tests.browser.timeline_stage` with PORT set."""

import json
import os
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from fastapi import Response
from nicegui import Client, app, ui

from app.domain.portfolio.capacity.load import Scope
from app.domain.portfolio.items.items import Item, Link, Portfolio
from app.domain.portfolio.items.setting import Happening, Iteration, Marker, Person, Plan, Setting, Source, Team
from app.domain.portfolio.planning.applying import apply
from app.domain.portfolio.planning.operations import LinkItems, MoveItems
from app.domain.portfolio.timeline.gestures import operation_of
from app.domain.portfolio.timeline.previewing import preview_of
from app.domain.portfolio.timeline.scene import Scene, draw
from app.domain.portfolio.timeline.snapping import table_of
from app.domain.portfolio.timeline.timeline import Seat
from app.domain.portfolio.views.filtering import chosen
from app.domain.portfolio.views.looks import Looks
from app.errors import Rejected
from components.controls import Text
from components.theme import STYLE, one_main
from components.timeline import Timeline, TimelineWishes

TODAY = date(2026, 10, 14)
WORDS = {  # team: people, colour, epics: features with days from 28 September and a share
    'Payments': (
        7,
        1,
        {
            'One-page checkout': [
                ('Split shipment totals', 4182, 7, 26, 60, 'Active'),
                ('Wallet buttons', 4190, 21, 39, 40, 'New'),
                ('Declined-card messages', 4201, 42, 53, 50, 'New'),
            ],
            'Gift cards in app': [
                ('Balance service', 4233, 14, 39, 55, 'Active'),
                ('Redeem at the till', 4240, 42, 64, 60, 'New'),
            ],
        },
    ),
    'Search & Browse': (
        6,
        2,
        {
            'Personalised home': [
                ('Recommendation slots', 3877, 0, 32, 84, 'Active'),
                ('Consent and preferences', 3902, 35, 67, 70, 'New'),
            ]
        },
    ),
    'Stores': (
        5,
        3,
        {
            'Click & collect 2.0': [
                ('Slot booking', 5014, 7, 32, 96, 'Active'),
                ('Locker handover', 5021, 63, 81, 60, 'New'),
                ('Stock promise at checkout', 5030, 28, 46, 30, 'New'),
                ('Parcel lockers abroad', 5040, None, None, 0, 'New'),
            ]
        },
    ),
    'Data Platform': (
        5,
        5,
        {
            'Store stock accuracy': [
                ('Stock event feed', 2655, 14, 39, 64, 'Active'),
                ('Nightly reconciliation', 2671, 42, 74, 70, 'New'),
            ]
        },
    ),
    'Mobile': (6, 4, {'Offline basket': [('Basket sync', 6001, 10, 60, 71, 'New')]}),
}
LINKS = [(4233, 4240), (3877, 3902), (5014, 5021), (2655, 2671), (2655, 5030)]


def setting():
    monday = date(2026, 9, 21)
    teams = {
        n: Team(n, f'team-{n}', name, name[:3].upper(), words[1]) for n, (name, words) in enumerate(WORDS.items(), 1)
    }
    people = [
        Person(n * 100 + m, f'Person {m}', n, 'Berlin')
        for n, words in enumerate(WORDS.values(), 1)
        for m in range(words[0])
    ]
    sprints = {
        n: Iteration(
            n, 1, f'Shop\\Sprint {40 + n}', monday + timedelta(14 * (n - 1)), monday + timedelta(14 * (n - 1) + 11)
        )
        for n in range(1, 16)
    }
    return Setting(
        sources={1: Source(1, 'Azure DevOps', 'azure_devops', 'Europe/Berlin')},
        plans={
            1: Plan(1, 'project-shop', 1, 'Shop', 'project', 'Shop'),
            **{
                n + 1: Plan(n + 1, f'team-{n}', 1, team.name, 'team', f'Shop\\{team.name}', team.colour, team=n)
                for n, team in teams.items()
            },
        },
        teams=teams,
        people={person.id: person for person in people},
        iterations=sprints,
        markers=(
            Marker(1, None, date(2026, 12, 2), 'Gift cards live'),
            Marker(2, None, date(2026, 12, 18), 'Year-end close'),
        ),
        happenings=(
            Happening(1, None, date(2026, 11, 16), date(2026, 12, 9), 'Peak freeze', 'freeze', True),
            Happening(2, None, date(2026, 10, 26), date(2026, 10, 26), 'Spring/Summer locks', 'season'),
        ),
    )


def shop():
    items, first = [], date(2026, 9, 28)
    for team, (_, _, epics) in enumerate(WORDS.values(), 1):
        for place, (title, features) in enumerate(epics.items()):
            spans = [(a, z) for _, _, a, z, _, _ in features if a is not None]
            epic = team * 100 + place
            items.append(
                Item(
                    epic,
                    1,
                    str(epic),
                    1,
                    'Epic',
                    title,
                    'Active',
                    'InProgress',
                    1,
                    rank=float(epic),
                    start=first + timedelta(min(a for a, _ in spans)),
                    end=first + timedelta(max(z for _, z in spans)),
                )
            )
            for name, number, a, z, share, state in features:
                done = {
                    'Microsoft.VSTS.Scheduling.OriginalEstimate': share * 2,
                    'Microsoft.VSTS.Scheduling.CompletedWork': 60,
                    'Microsoft.VSTS.Scheduling.RemainingWork': 40,
                }
                items.append(
                    Item(
                        number,
                        1,
                        str(number),
                        1,
                        'Feature',
                        name,
                        state,
                        'InProgress' if state == 'Active' else 'Proposed',
                        team + 1,
                        parent=epic,
                        rank=float(number),
                        start=None if a is None else first + timedelta(a),
                        end=None if z is None else first + timedelta(z),
                        shares=((team, Decimal(share)),) if share else (),
                        fields=done if state == 'Active' else {},
                    )
                )
    return Portfolio.of(items, [Link(*pair) for pair in LINKS], setting=setting())


def crowd(count):
    """Many items over five years, so that no browser could hold them all."""
    first, items = date(2024, 1, 1), []
    for n in range(1, count + 1):
        start = first + timedelta(n * 7 % 1700)
        items.append(
            Item(
                n,
                1,
                str(n),
                1,
                'Feature',
                f'Feature {n}',
                'New',
                'Proposed',
                2 + n % 5,
                rank=float(n),
                start=start,
                end=start + timedelta(10 + n % 40),
                shares=((1 + n % 5, Decimal(10)),),
            )
        )
    return Portfolio.of(items, [Link(n, n + 5) for n in range(1, count - 5, 2)], setting=setting())


class Stage:
    """One browser on one plan of its own."""

    def __init__(self, portfolio, looks, is_read_only):
        self.live = self.portfolio = portfolio
        self.looks, self.heard, self.former, self.refuses = looks, [], None, False
        wishes = TimelineWishes(
            open=self.hear('open'),
            select=self.hear('select'),
            fold=self.fold,
            drop=self.drop,
            preview=self.preview,
            grab=self.grab,
            link=self.link,
            zoom=self.hear('zoom'),
            heat=self.hear('heat'),
            bring=self.hear('bring'),
            menu=self.hear('menu'),
            key=self.hear('key'),
            sit=self.hear('sit'),
        )
        self.timeline = Timeline(wishes, is_read_only)
        with self.timeline:
            Text('Find an epic or feature', 'rt-3')

    def hear(self, name):
        async def wish(*told):
            self.heard.append([name, *told])

        return wish

    def show(self):
        picked = chosen(self.portfolio, self.looks.filter)
        self.former = draw(
            Scene(self.portfolio, self.live, self.looks, picked, TODAY, None, len(self.heard), 1, (), self.former)
        )
        self.timeline.show(self.former)

    async def fold(self, key, is_open):
        self.heard.append(['fold', key, is_open])
        folded = set(self.looks.folded) - {key} if is_open else {*self.looks.folded, key}
        self.looks = replace(self.looks, folded=tuple(sorted(folded)))
        self.show()

    async def drop(self, drop):
        self.heard.append(['drop', list(drop.ids), drop.days, drop.edge, str(drop.start), drop.lane, drop.by_keys])
        if self.refuses:
            raise Rejected('Jonas moved this to 2–13 Nov.')
        self.change(operation_of(self.portfolio, drop))

    async def link(self, before, after):
        self.heard.append(['link', before, after])
        self.change(LinkItems(before, after))

    def change(self, operation):
        if operation:
            self.portfolio = apply(self.portfolio, operation, self.live).portfolio
        self.show()

    async def preview(self, drop):
        item = self.portfolio.items[drop.ids[0]]
        start, end = item.span or (TODAY, TODAY)
        operation = operation_of(self.portfolio, drop)
        return operation and preview_of(
            self.portfolio, self.live, operation, item.id, (start - timedelta(200), end + timedelta(200)), Scope()
        )

    async def grab(self, drop):
        self.heard.append(['grab', list(drop.ids)])
        item = self.portfolio.items[drop.ids[0]]
        return table_of(self.portfolio, item, self.looks.snap, date(2026, 1, 1), date(2027, 6, 1))


stages: list[Stage] = []


@ui.page('/')
def page(
    client: Client,
    size: str = 'shop',
    rows: str = 'team',
    density: str = 'compact',
    scale: str = 'Weeks',
    snap: str = 'day',
    read: str = '',
    dark: str = '',
    px: float = 0,
) -> None:
    ui.dark_mode(bool(dark))
    one_main()
    client.content.style('padding:0;gap:0;height:100vh')
    ui.add_head_html(f'<style>{STYLE}</style>')
    portfolio = shop() if size == 'shop' else crowd(int(size))
    shown = Looks().shows
    with ui.element('main').style('display:flex;flex-direction:column;height:100vh;width:100%'):
        Text('Portfolio', 'rt-only-heard', 'h1')
        stage = Stage(portfolio, Looks(rows_by=rows, density=density, scale=scale, snap=snap, shows=shown), bool(read))
    stages.append(stage)
    if size == 'shop':
        stage.portfolio = apply(stage.portfolio, MoveItems((4201,), 21), stage.live).portfolio
    stage.show()


@app.get('/readyz')
def ready() -> Response:
    return Response('ready')


@app.get('/heard')
def heard() -> Response:
    """What the last page told, in order."""
    return Response(json.dumps(stages[-1].heard, default=str), media_type='application/json')


@app.get('/do/{deed}')
async def do(deed: str) -> Response:
    """What happens on the server: others move and sit, drops are refused, something is revealed."""
    stage = stages[-1]
    if deed == 'refuse':
        stage.refuses = True
    elif deed == 'seats':
        stage.timeline.presence(
            (
                Seat('a', 'jonas', 'Jonas', 'drags', 4190, date(2026, 10, 26), date(2026, 11, 13)),
                Seat('b', 'ines', 'Ines', 'selects', 5014),
            )
        )
    elif deed == 'move':
        stage.change(MoveItems((4240,), 7))
    elif deed.startswith('reveal-'):
        stage.timeline.reveal(int(deed.removeprefix('reveal-')))
    elif deed.startswith('nod-'):
        stage.timeline.client.run_javascript(f'document.body.dataset.nod = {int(deed.removeprefix("nod-"))}')
    elif deed.startswith('zoom-'):
        stage.timeline.zoom(deed.removeprefix('zoom-'))
    return Response('done')


if __name__ in {'__main__', '__mp_main__'}:
    ui.run(port=int(os.environ['PORT']), language='en-GB', show=False, reload=False, title='Timeline')
