"""Panels of disciplines and members of a board."""

from collections.abc import Awaitable, Callable, Mapping
from decimal import Decimal
from typing import Final

from app.domain.sprints.setup.team_drafts import DisciplineDraft, MemberDraft, whole_share
from app.domain.sprints.setup.views import BoardSetup, DisciplineLine, MemberLine
from components.controls import Choice, Field, Switch, Text
from components.portfolio.setup.lists import Cell, Row
from components.portfolio.setup.panel import Checks, ColourField, DraftPanel, Save, amount_of
from components.sprints.words import amount

Remove = Callable[[], Awaitable[None]]
NONE: Final = '-'
DAYS: Final = {'0': 'Mon', '1': 'Tue', '2': 'Wed', '3': 'Thu', '4': 'Fri', '5': 'Sat', '6': 'Sun'}
DISCIPLINE_HEADS: Final = (('Discipline', ''), ('Needed where', 'rt-not-phone'), ('Members', 'rt-num'))
MEMBER_HEADS: Final = (('Name', ''), ('Works on', 'rt-not-phone'), ('Hours a day', 'rt-num rt-not-phone'),
                       ('Focus', 'rt-num rt-not-phone'))
SOURCES: Final = (('components', 'Components', 'component'), ('labels', 'Labels', 'label'),
                  ('values', 'Values of the discipline field', 'value'), ('subtasks', 'Types of subtasks', 'subtask'))


class DisciplinePanel(DraftPanel):
    def __init__(self, view: BoardSetup, line: DisciplineLine | None, save: Save, close: Callable[[], None],
                 remove: Remove | None = None) -> None:
        self.view = view
        count = len(view.disciplines)
        self.former = line.draft if line else DisciplineDraft('', colour=count % 6 + 1, rank=count + 1)
        super().__init__(line.draft.name if line else 'New discipline', 'Save discipline' if line else 'Add discipline',
                         save, close, remove, warning='What was said about its capacity goes, and its shares of '
                         'members and types. Frozen reports stay as they are.')

    def fill(self) -> None:
        was = self.former
        self.name = self.field('name', 'Name', was.name)
        self.short = self.field('short', 'Short name', was.short, hint='Up to 6 characters.')
        self.colour = ColourField(was.colour)
        options = {NONE: 'None'} | {own: f'{name} ({own})' for own, name in self.view.fields.items()}
        if was.estimate and was.estimate not in options:
            options[was.estimate] = was.estimate
        self.estimate = Choice('Estimate of its own', options, was.estimate or NONE, can_search=len(options) > 8)
        Text('An issue needs it where one of these fits; the first that fits counts.', 'rt-sm rt-2', 'p')
        self.texts = {name: self.field(name, label, ', '.join(getattr(was, name)), hint='Separated by commas.')
                      for name, label, _ in SOURCES}

    def draft(self) -> DisciplineDraft:
        found = {name: _listed(field) for name, field in self.texts.items()}
        return DisciplineDraft(self.name.value, self.short.value, self.colour.value, self.former.rank,
                               '' if self.estimate.value == NONE else self.estimate.value, found['components'],
                               found['labels'], found['values'], found['subtasks'])


class MemberPanel(DraftPanel):
    """`people` by identity. Who leads a team may change the hours of its members, but not who they are."""

    def __init__(self, view: BoardSetup, line: MemberLine | None, people: Mapping[str, str], save: Save,
                 close: Callable[[], None], remove: Remove | None = None, *, may_name: bool = True) -> None:
        self.view, self.people, self.may_name = view, people, may_name
        self.former = line.draft if line else MemberDraft('')
        super().__init__(line.draft.name if line else 'New member', 'Save member' if line else 'Add member', save,
                         close, remove, warning='Their days off and what they gave to sprints go. What was done stays.')

    def fill(self) -> None:
        was = self.former
        self.name = self.field('name', 'Name', was.name)
        self.account = self.field('account', 'Account in Jira', was.account,
                                  hint='So that issues assigned to them are known to be of this team.')
        people = {NONE: 'Nobody'} | dict(self.people)
        if was.identity and was.identity not in people:
            people[was.identity] = was.identity
        self.identity = Choice('Who this is in Roundtable', people, was.identity or NONE, can_search=len(people) > 8)
        self.is_lead = Switch('Leads the team', 'May change capacity, days off and disciplines of issues.', was.is_lead)
        self.days = Checks('Working days', DAYS, [str(one) for one in was.weekdays or
                                                  sorted(self.view.rules.weekdays)])
        self.hours = self.field('hours', 'Hours a day', amount(was.hours))
        self.focus = self.field('focus', 'Focus', amount(was.focus), hint='Share of the day that goes into the sprint, '
                                                                          'such as 0.75.')
        Text('Percent of the day', 'rt-label', 'div')
        self.shares = {own.id: Field(own.draft.name, amount(was.shares[own.id]) if own.id in was.shares else '',
                                     placeholder='0') for own in self.view.disciplines}
        if whole_share(was) > 100:
            Text(f'{amount(whole_share(was))} % in all: more than there is.', 'rt-sm rt-wrn', 'p')
        if not self.may_name:
            for part in (self.name.input, self.account.input, self.identity.select, self.is_lead.toggle):
                part.disable()

    def draft(self) -> MemberDraft:
        days = tuple(int(one) for one in self.days.value)
        usual = tuple(sorted(self.view.rules.weekdays))
        identity = '' if self.identity.value == NONE else self.identity.value
        return MemberDraft(self.name.value, self.account.value, identity, self.is_lead.value,
                           () if days == usual and not self.former.weekdays else days,
                           amount_of(self.hours, 'hours') or Decimal(0), amount_of(self.focus, 'focus') or Decimal(0),
                           {own: share for own, field in self.shares.items() if (share := amount_of(field, 'shares'))})


def discipline_row(view: BoardSetup, line: DisciplineLine, verb: str) -> Row:
    draft = line.draft
    told = [f'{name} {", ".join(getattr(draft, key))}' for key, _, name in SOURCES if getattr(draft, key)]
    if draft.estimate:
        told.insert(0, f'estimated in {view.fields.get(draft.estimate, draft.estimate)}')
    split = [kind for kind, parts in view.rules.type_splits.items() if line.id in parts]
    if split:
        told.append(f'part of {", ".join(split)}')
    count = sum(1 for one in view.members if line.id in one.draft.shares)
    return Row(line.id, draft.name, (Cell(draft.name, draft.short, colour=draft.colour),
                                     Cell('; '.join(told) or 'Only where somebody says so'), Cell(str(count))),
               verb=verb)


def member_row(view: BoardSetup, line: MemberLine, verb: str) -> Row:
    draft, names = line.draft, {one.id: one.draft.name for one in view.disciplines}
    shares = ', '.join(f'{names.get(own, "?")} {amount(share)} %' for own, share in draft.shares.items())
    over = ('More than 100 %', 'warning', 'warn') if whole_share(draft) > 100 else None
    days = '' if not draft.weekdays else ', '.join(DAYS[str(one)] for one in draft.weekdays)
    return Row(line.id, draft.name, (
        Cell(draft.name, 'Leads the team' if draft.is_lead else ''), Cell(shares or 'Nothing yet', days, over),
        Cell(amount(draft.hours)), Cell(amount(draft.focus))), verb=verb)


def _listed(field: Field) -> tuple[str, ...]:
    return tuple(filter(None, (one.strip() for one in field.value.split(','))))
