"""The panel that explains one issue: each rule that was applied, and everything that happened to it."""

from collections.abc import Callable

from nicegui import ui

from app.domain.sprints.facts.agreed import AgreedView
from app.domain.sprints.metrics.report import CLASS_NAMES, Row
from app.domain.sprints.metrics.why import MARK, Why
from components.controls import Button, IconButton, Pill, Text, block, outside_link
from components.sprints.issues import ICONS, TONES, flags_of
from components.sprints.words import amount, day_time

STANDING = {'kept': 'It stays here.', 'pending': 'It is on its way to Jira.', 'written': 'Jira has it.',
            'refused': 'Jira did not take it.'}


class WhyPanel(ui.element):
    def __init__(self, close: Callable[[], object]) -> None:
        super().__init__('aside')
        self.shown: object = None
        self.classes('rt-panel rt-why-panel').props('role=region')
        with self:
            with block('rt-panel-head'):
                self.title = Text('', 'rt-grow rt-clip', 'h2').props('tabindex=-1')
                IconButton('close', 'Close', close, has_tooltip=False)
            with block('rt-panel-body').props('tabindex=0'):  # it scrolls, and may hold nothing to stop at
                self.agreed, self.body = block(), block()
        self.on('keydown.escape', close, args=[])

    def show(self, told: Why, row: Row | None, zone: str) -> None:
        if self.shown == (told, row, zone):
            return
        self.shown = (told, row, zone)
        question = f'Why is {told.key} {CLASS_NAMES[told.class_].lower()}?'
        self.title.say(question)
        self.props['aria-label'] = question
        self.body.clear()
        with self.body:
            self._issue(told, row)
            self._rules(told)
            self._history(told, zone)

    def show_agreed(self, agreed: AgreedView | None, write: Callable[[], object]) -> None:
        """What a poker table said about it, and whether Jira knows."""
        self.agreed.clear()
        if agreed is None:
            return
        with self.agreed, block('rt-sec rt-col').props('role=group aria-label="Agreed estimate"'):
            Text(f'{agreed.by_name} and others agreed on {agreed.value} at “{agreed.table}”.', tag='p')
            Text(f'{STANDING[agreed.state]} {agreed.message}'.strip(), 'rt-2 rt-sm', 'p')
            if agreed.may_write:
                Button('Write to Jira', write, size='s', icon='publish')

    def begin(self) -> None:
        """Put the keyboard there."""
        self.title.run_method('focus')

    def _issue(self, told: Why, row: Row | None) -> None:
        with block('rt-sec rt-col'):
            Text(told.title, 'rt-b', 'div')
            with block('rt-row rt-wrap'):
                Pill(CLASS_NAMES[told.class_], ICONS.get(told.class_, ''), TONES.get(told.class_, ''))
                first, last = amount(told.initial), amount(told.last)
                Text(last if first == last else f'{first} → {last}')
            if row:
                about = [row.type, row.status, row.priority, f'for {row.stakeholder}' if row.stakeholder else '']
                Text(' · '.join(filter(None, (*about, *flags_of(row)))), 'rt-2 rt-sm', 'div')
                if row.url:
                    outside_link('Open in Jira', row.url, 'rt-sm')

    def _rules(self, told: Why) -> None:
        with block('rt-sec'):
            Text('Rules, in the order in which they are asked', tag='h3')
            with block('rt-rules', 'ol'):
                for rule in told.rules:
                    Text(rule, tag='li')
            Text(told.answer, 'rt-b', 'p')

    def _history(self, told: Why, zone: str) -> None:
        with block('rt-sec'):
            Text('What happened to it', tag='h3')
            with block('rt-why-steps', 'ol'):
                for step in told.steps:
                    with block('rt-why-mark' if step.kind == MARK else '', 'li'):
                        Text(step.text, 'rt-b' if step.kind == MARK else '', 'div')
                        by = f' · {step.by}' if step.by else ''
                        Text(f'{day_time(step.at, zone)}{by}', 'rt-sm rt-3', 'div')
            for fault in told.faults:
                Text(fault, 'rt-problem', 'p')
