"""Field rules: a list, and a panel that shows what a rule makes of twenty real issues before it is kept."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from nicegui import ui

from app.domain.sprints.facts.field_rules import (
    COMPUTED,
    CONDITION,
    DATE,
    DIRECT,
    DISCIPLINE,
    FORMAT,
    FORMATS,
    KINDS,
    NUMBER,
    OPERATIONS,
    OWN,
    PARTS,
    PATTERN,
    STAKEHOLDER,
    TEMPLATE,
    TESTS,
    TYPES,
    Case,
    Check,
    FieldRule,
)
from app.errors import AppError, Rejected
from components.controls import Button, Choice, Field, NumberField, Pill, Text, block, table_head
from components.portfolio.setup.lists import Cell, Row
from components.portfolio.setup.panel import DraftPanel, Save

Try = Callable[[FieldRule], Awaitable[Sequence['TrialLine']]]
HEADS: Final = (('Value', ''), ('Made of', ''), ('Version', 'rt-num rt-not-phone'), ('By', 'rt-not-phone'))
TARGETS: Final = {DISCIPLINE: 'Discipline', STAKEHOLDER: 'Stakeholder', '': 'A value by another name'}
FORMS: Final[Mapping[str, Mapping[str, str]]] = {FORMAT: FORMATS, DATE: PARTS, COMPUTED: OPERATIONS}


@dataclass(frozen=True)
class TrialLine:
    key: str
    title: str
    value: str
    fault: str


class RulePanel(DraftPanel):
    """`fields` are those the site is read with, id → name; any other may be named by its id."""

    def __init__(self, rule: FieldRule | None, fields: Mapping[str, str], save: Save, try_out: Try,
                 close: Callable[[], None], remove: Callable[[], Awaitable[None]] | None = None) -> None:
        self.rule, self.fields, self.try_out = rule, fields, try_out
        self.former = rule or FieldRule(DISCIPLINE, DIRECT, ())
        super().__init__(TARGETS.get(rule.target, rule.target) if rule else 'New field rule',
                         'Save rule' if rule else 'Add rule', save, close, remove,
                         warning='Its value is worked out no more; all versions of the rule go.')
        with self.below, block('rt-sec rt-col'):
            Button('Try on 20 issues', self._try, icon='science')
            self.result = block().props('role=status aria-live=polite')

    def fill(self) -> None:
        was = self.former
        target = was.target if was.target in TARGETS else ''
        self.target = Choice('For', TARGETS, target, on_change=self._arrange)
        self.name = self.field('target', 'Name of the value', '' if target else was.target, placeholder='team')
        self.kind = Choice('What is made', KINDS, was.kind, on_change=self._arrange)
        self._sources(was)
        self.pattern = self.field('pattern', 'Pattern', was.pattern, placeholder=r'^\[(\w+)\]',
                                  hint='A regular expression; its first group counts. It has 100 ms for each issue.')
        self.forms = {kind: Choice(label, FORMS[kind], was.form if was.form in FORMS[kind] else next(iter(FORMS[kind])))
                      for kind, label in ((FORMAT, 'Written as'), (DATE, 'What of it'), (COMPUTED, 'Operation'))}
        self.factor = self.field('factor', 'Times', was.factor)
        self.places = NumberField('Places after the point', was.places, 0, 6)
        self.template = self.field('template', 'Template', was.template, placeholder='{project}: {type}',
                                   hint='Names of fields in braces.')
        self.cases = self.form.add('cases', Field(
            'Cases', '\n'.join(f'{one.test} {one.value} → {one.result}' for one in was.cases), is_long=True,
            placeholder='contains api → Backend', hint='One in a line: is, contains, starts, matches or empty, then '
                                                       'an arrow (→ or ->) and the value.'))
        self.otherwise = self.field('otherwise', 'Otherwise', was.otherwise)
        self._check(was.check)
        self._arrange()

    def draft(self) -> FieldRule:
        kind = self.kind.value
        check = Check(self.type.value, self.low.value.strip(), self.high.value.strip(), self.longest.value,
                      self.sound.value.strip(), tuple(filter(None, map(str.strip, self.allowed.value.split(',')))))
        form = self.forms[kind].value if kind in self.forms else ''
        return FieldRule(self.target.value or self.name.value.strip(), kind, tuple(self.sources.value or ()),
                         self.pattern.value, form, self.factor.value.strip().replace(',', '.') or '1',
                         self.places.value, self._cases(), self.otherwise.value, self.template.value, check)

    def _sources(self, was: FieldRule) -> None:
        options = dict(OWN) | {own: f'{name} ({own})' for own, name in self.fields.items()
                               if own.startswith('customfield_')}
        options |= {own: own for own in was.sources if own not in options}
        with block('rt-field'):
            Text('Fields', 'rt-label', 'div')
            self.sources = ui.select(options, value=list(was.sources), multiple=True, with_input=True,
                                     new_value_mode='add-unique').props('outlined dense options-dense use-chips')
            self.sources.mark('Fields').props['aria-label'] = 'Fields'
            Text('Any other field of the site by its id, such as customfield_10500.', 'rt-hint')

    def _check(self, was: Check) -> None:
        Text('Only these values are sound', 'rt-label', 'div')
        with block('rt-setup-inline'):
            self.type = Choice('Type', TYPES, was.type)
            self.longest = NumberField('Longest', was.longest, 1, 200)
        with block('rt-setup-inline'):
            self.low = self.field('low', 'From', was.low)
            self.high = self.field('high', 'To', was.high)
        self.sound = self.field('check', 'Matching', was.pattern)
        self.allowed = self.field('allowed', 'One of', ', '.join(was.allowed), hint='Separated by commas; empty: any.')

    def _arrange(self, *_: Any) -> None:
        kind = self.kind.value
        self.name.set_visibility(not self.target.value)
        for part, kinds in ((self.pattern, (PATTERN,)), (self.factor, (NUMBER,)), (self.places, (NUMBER, COMPUTED)),
                            (self.template, (TEMPLATE,)), (self.cases, (CONDITION,)), (self.otherwise, (CONDITION,))):
            part.set_visibility(kind in kinds)
        for own, choice in self.forms.items():
            choice.set_visibility(kind == own)

    def _cases(self) -> tuple[Case, ...]:
        if self.kind.value != CONDITION:
            return ()
        found = []
        for line in filter(None, map(str.strip, self.cases.value.splitlines())):
            told, arrow, result = line.replace('->', '→').partition('→')
            test, _, value = told.strip().partition(' ')
            if not arrow or test not in TESTS:
                raise Rejected(f'“{line[:40]}” is not a case: write contains api → Backend.', 'sprints.cases', 'cases')
            found.append(Case(test, value.strip(), result.strip()))
        return tuple(found)

    async def _try(self) -> None:
        try:
            found = await self.try_out(self.draft())
        except AppError as error:
            self.form.complain(error)
            return
        self.result.clear()
        with self.result:
            _trial(found)


def rule_row(target: str, rule: FieldRule, number: int, by: str, verb: str) -> Row:
    sources = ', '.join(OWN.get(one, one) for one in rule.sources)
    return Row(0, target, (Cell(TARGETS.get(rule.target, rule.target)), Cell(KINDS[rule.kind], sources),
                           Cell(str(number)), Cell(by)), verb=verb)


def _trial(found: Sequence[TrialLine]) -> None:
    values = sum(bool(one.value) for one in found)
    faults = sum(bool(one.fault) for one in found)
    with block('rt-row rt-wrap'):
        Text(f'{values} of {len(found)} issues get a value.', 'rt-grow')
        if faults:
            Pill(f'{faults} unsound', 'warning', 'warn')
    if not found:
        return
    with block('rt-scroll-x'), block('rt-table', 'table').props('aria-label="What the rule makes of issues"'):
        table_head(('Issue', ''), ('Value', ''))
        with block(tag='tbody'):
            for one in found:
                with block(tag='tr'):
                    with block(tag='td'):
                        Text(one.key)
                        Text(one.title, 'rt-sm rt-3 rt-clip', 'div')
                    Text(one.fault or one.value or 'Nothing', 'rt-wrn' if one.fault else '' if one.value else 'rt-3',
                         'td')
