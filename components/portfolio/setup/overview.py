"""Where one stands with setting up: the four steps to a first timeline, and what the inspector noticed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from nicegui import ui

from app.domain.portfolio.setup.views import Oddity, SetupView
from components.controls import Button, Pill, Text, block, link, sign

PARTS: Mapping[str, tuple[str, str]] = {  # in the order of the list at the side
    '': ('Overview', 'checklist'), 'sources': ('Sources', 'hub'), 'plans': ('Plans', 'view_timeline'),
    'teams': ('Teams', 'groups'), 'people': ('People', 'person'), 'calendars': ('Working days', 'calendar_month'),
    'iterations': ('Iterations', 'sprint'), 'rates': ('Hours and rates', 'savings'), 'rules': ('Rules', 'rule'),
    'events': ('Events and markers', 'flag'), 'backup': ('Backup', 'download')}


@dataclass(frozen=True)
class Step:
    part: str
    title: str
    text: str
    button: str
    is_done: bool


class PartList(ui.element):
    """The parts of the set-up, as links with addresses of their own."""

    def __init__(self, part: str) -> None:
        super().__init__('nav')
        self.classes('rt-setup-nav').props['aria-label'] = 'Setup'
        self.counts: dict[str, Text] = {}
        with self:
            for name, (label, icon) in PARTS.items():
                anchor = link(label, f'/portfolio/setup/{name}' if name else '/portfolio/setup', 'rt-setup-link')
                if name == part:
                    anchor.props['aria-current'] = 'page'
                with anchor:
                    sign(icon, 18)
                    self.counts[name] = Text('', 'rt-setup-count')

    def show(self, view: SetupView) -> None:
        counts = {'sources': len(view.sources), 'plans': len(view.plans), 'teams': len(view.teams),
                  'people': len(view.people), 'iterations': len(view.iterations)}
        for name, text in self.counts.items():
            text.say(str(counts[name]) if counts.get(name) else '')


class Overview(ui.element):
    def __init__(self, add_demo: Callable[..., Any]) -> None:
        super().__init__('div')
        self.classes('rt-col').style('gap: 16px')
        self.add_demo = add_demo

    def show(self, view: SetupView) -> None:
        self.clear()
        steps = steps_of(view)
        with self:
            _steps(steps, self.add_demo if not view.sources else None)
            _oddities(view.oddities)


def steps_of(view: SetupView) -> tuple[Step, ...]:
    """What leads from nothing to a timeline."""
    return (
        Step('sources', 'Connect a source', 'Azure DevOps with an access token, a file, or demo data.',
             'Connect a source', bool(view.sources)),
        Step('plans', 'Choose plans', 'A plan is an area path whose items come to the timeline.', 'Choose plans',
             bool(view.plans)),
        Step('teams', 'Name the teams', 'Teams get shares of items; their people make capacity and cost.',
             'Name the teams', bool(view.teams)),
        Step('sources', 'Sync', 'Items are read now, and by themselves from then on.', 'Sync now',
             any(one.ok_at for one in view.sources)))


def _steps(steps: tuple[Step, ...], add_demo: Callable[..., Any] | None) -> None:
    following = next((step for step in steps if not step.is_done), None)
    with block('rt-card').props('role=region aria-label="First steps"'):
        with block('rt-card-head rt-ln'):
            done = sum(step.is_done for step in steps)
            Text('First steps' if following else 'Everything a timeline needs is there', 'rt-grow', 'h2')
            Pill(f'{done} of {len(steps)}', 'check_circle', 'ok' if not following else '')
        with block('rt-setup-steps', 'ol'):
            for number, step in enumerate(steps, 1):
                _step(number, step, is_next=step is following)
        if add_demo:
            with block('rt-setup-demo'):
                sign('science', 18, 'rt-3')
                Text('Just looking? Demo data needs no account and is marked as such everywhere.', 'rt-2 rt-grow')
                Button('Use demo data', add_demo)


def _step(number: int, step: Step, *, is_next: bool) -> None:
    with block('rt-setup-step', 'li'):
        with block(f'rt-sq {"rt-ok" if step.is_done else "rt-prim" if is_next else ""}'):
            sign('check', 18) if step.is_done else Text(str(number), 'rt-b')
        with block('rt-grow'):
            Text(step.title, 'rt-b', 'h3')
            Text(step.text, 'rt-2 rt-sm', 'p')
        if is_next:
            link(step.button, f'/portfolio/setup/{step.part}', 'rt-btn rt-primary')
        elif step.is_done:
            Text('Done', 'rt-sm rt-3')


def _oddities(oddities: tuple[Oddity, ...]) -> None:
    with block('rt-card').props('role=region aria-label=Inspector'):
        with block('rt-card-head rt-ln'):
            Text('Inspector', 'rt-grow', 'h2')
            if oddities:
                Pill(str(len(oddities)), 'warning', 'warn')
        with block('rt-card-body rt-col', 'ul').style('gap: 8px').props('role=list aria-label="What was noticed"'):
            for oddity in oddities:
                with block('rt-row', 'li').style('gap: 8px'):
                    sign('warning', 16, 'rt-wrn')
                    Text(oddity.text, 'rt-grow')
                    part = 'teams' if oddity.code == 'no_people' else 'people'
                    link('Look', f'/portfolio/setup/{part}?text={oddity.thing}', 'rt-sm')
            if not oddities:
                Text('Teams and people fit together.', 'rt-2', 'li')
