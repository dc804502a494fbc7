"""Panels of plans, teams and people."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from nicegui import ui

from app.domain.portfolio.items.setting import PROJECT, TEAM
from app.domain.portfolio.setup.drafts import MOST_RANK, PersonDraft, PlanDraft, TeamDraft
from app.domain.portfolio.setup.views import PersonLine, PlanLine, SetupView, TeamLine
from components.controls import NumberField, Segmented, Switch, Text, block
from components.moments import grouped
from components.portfolio.setup.offers import Offered, Offers, lines_of
from components.portfolio.setup.panel import (
    ColourField,
    DraftPanel,
    Save,
    amount_of,
    choice,
    chosen,
)

Remove = Callable[[], Awaitable[None]]
PLAN_KINDS = {PROJECT: 'Project', TEAM: 'Team backlog'}
WHO = {'open': 'Everybody with a role', 'named': 'Only people I name'}


class PlanPanel(DraftPanel):
    def __init__(self, view: SetupView, line: PlanLine | None, save: Save, close: Callable[[], None],
                 remove: Remove | None = None, offered: Offered | None = None) -> None:
        self.view, self.line, self.offered = view, line, offered
        first = view.sources[0].id if view.sources else 0
        self.former = line.draft if line else PlanDraft('', first, '', colour=len(view.plans) % 6 + 1,
                                                          rank=_after(view.plans))
        super().__init__(line.draft.name if line else 'New plan', 'Save plan' if line else 'Add plan', save, close,
                         remove, warning='Its items leave the timeline with the next sync; at the source nothing '
                                         'changes. Its groups, markers and plan events go.')

    def fill(self) -> None:
        was, view = self.former, self.view
        self.name = self.field('name', 'Name', was.name)
        self.kind = Segmented('Kind of plan', PLAN_KINDS, was.kind, is_wide=True)
        self.source = choice('Source', {one.id: one.draft.name for one in view.sources}, was.source_id)
        self.area = self.field('area', 'Area path', was.area, hint='As work items name it, such as Shop\\Payments')
        self.has_children = Switch('With areas below it', '', was.has_children)
        self.types = self.field('types', 'Types that are read', ', '.join(was.types),
                                hint='Separated by commas; empty: all of the hierarchy')
        self.states_read = self.field('states_read', 'States that are read', ', '.join(was.states_read),
                                      hint='Empty: all but Closed and Removed')
        self.states_shown = self.field('states_shown', 'States that are shown', ', '.join(was.states_shown),
                                       hint='Empty: all that are read')
        if self.offered:
            self.offers = Offers(self.offered, {
                'area': self.area, 'types': self.types, 'states_read': self.states_read})
        self.team = choice('Owner', {one.id: one.draft.name for one in view.teams}, was.team_id, 'No team')
        self.colour = ColourField(was.colour)
        self.rank = _order(was.rank)
        self.delivery = self.field('delivery_plans', 'Delivery plans for markers', ', '.join(was.delivery_plans),
                                   hint='Ids, separated by commas')
        Text('Who sees it', 'rt-label', 'div')
        self.who = Segmented('Who sees it', WHO, 'open' if was.is_open else 'named', self._show_names, is_wide=True)
        self.names = NamesField(dict(view.viewers), was.grants)
        self._show_names(self.who.value)

    def draft(self) -> PlanDraft:
        is_open = self.who.value == 'open'
        return PlanDraft(self.name.value, chosen(self.source) or 0, self.area.value, self.kind.value,
                         self.has_children.value, lines_of(self.types), lines_of(self.states_read),
                         lines_of(self.states_shown), self.colour.value, self.rank.value, chosen(self.team),
                         lines_of(self.delivery), is_open, frozenset() if is_open else self.names.value)

    def _show_names(self, who: str) -> None:
        self.names.set_visibility(who == 'named')


class NamesField(ui.element):
    """People a plan can be shown to."""

    def __init__(self, known: Mapping[str, str], chosen_ones: frozenset[str]) -> None:
        super().__init__('div')
        self.classes('rt-field')
        options = dict(known) | {one: one for one in chosen_ones if one not in known}
        with self:
            Text('Who', 'rt-label', 'div')
            self.select = ui.select(options, value=sorted(chosen_ones), multiple=True, with_input=True)
            self.select.props('outlined dense options-dense use-chips aria-label=Who').mark('Who')
            Text('Admins see every plan.', 'rt-hint')

    @property
    def value(self) -> frozenset[str]:
        return frozenset(self.select.value or ())


class TeamPanel(DraftPanel):
    def __init__(self, view: SetupView, line: TeamLine | None, save: Save, close: Callable[[], None],
                 remove: Remove | None = None, offered: Offered | None = None) -> None:
        self.view, self.offered = view, offered
        self.former = line.draft if line else TeamDraft('', colour=len(view.teams) % 6 + 1,
                                                          rank=_after(view.teams))
        super().__init__(line.draft.name if line else 'New team', 'Save team' if line else 'Add team', save, close,
                         remove, warning='Its people and plans stay, without a team.')

    def fill(self) -> None:
        was = self.former
        self.name = self.field('name', 'Name', was.name)
        self.short = self.field('short', 'Short name', was.short, hint='As capacity texts write it, such as PAY')
        self.colour = ColourField(was.colour)
        self.rank = _order(was.rank)
        self.sites = self.field('sites', 'Sites', ', '.join(was.sites), hint='Separated by commas; for holidays')
        self.source = choice('Source', {one.id: one.draft.name for one in self.view.sources}, was.source_id, 'None')
        self.external = self.field('external', 'Team at the source', was.external,
                                   hint='Project/Team: working days and days off are read from there')
        if self.offered:
            self.offers = Offers(self.offered, {'external': self.external})
        self.is_excluded = Switch('Left out', 'It is not counted in load and cost.', was.is_excluded)

    def draft(self) -> TeamDraft:
        return TeamDraft(self.name.value, self.short.value, self.colour.value, self.is_excluded.value,
                         lines_of(self.sites), chosen(self.source), self.external.value, self.rank.value)


class PersonPanel(DraftPanel):
    def __init__(self, view: SetupView, line: PersonLine | None, save: Save, close: Callable[[], None],
                 remove: Remove | None = None) -> None:
        self.view, self.line = view, line
        self.former = line.draft if line else PersonDraft('')
        super().__init__(line.draft.name if line else 'New person', 'Save person' if line else 'Add person', save,
                         close, remove, warning='Their days off go, too. Load and cost are worked out without them.')
        if line:
            with self.below, block('rt-sec'):
                Text('How cost reckons them', tag='h3')
                currency = view.rates.currency
                for text in (f'{line.hours:f} h a month ({line.hours_from})',
                             f'{line.rate:f} {currency} an hour ({line.rate_from})',
                             f'{grouped(round(line.hours * line.rate))} {currency} a month'):
                    Text(text, 'rt-2', 'p')

    def fill(self) -> None:
        was = self.former
        self.name = self.field('name', 'Name', was.name)
        self.team = choice('Team', {one.id: one.draft.name for one in self.view.teams}, was.team_id, 'No team')
        self.site = self.field('site', 'Site', was.site, hint=f'Known: {", ".join(self.view.sites) or "none yet"}')
        self.is_internal = Switch('Internal', 'Paid by the rate of the site; others by an agreement.', was.is_internal)
        self.rate_name = self.field('rate_name', 'Name of the rate', was.rate_name, hint='For external people')
        self.hours = self.field('hours', 'Hours a month', '' if was.hours is None else str(was.hours),
                                hint='Empty: as usual at the site')
        self.external = self.field('external', 'Name at the source', was.external)

    def draft(self) -> PersonDraft:
        return PersonDraft(self.name.value, chosen(self.team), self.site.value, self.is_internal.value,
                           self.rate_name.value, amount_of(self.hours, 'hours'), self.external.value)


def _order(rank: int) -> NumberField:
    with NumberField('Order on the timeline', rank, 0, MOST_RANK) as field:
        Text('The smallest number comes first.', 'rt-hint')
    return field


def _after(lines: Sequence[PlanLine] | Sequence[TeamLine]) -> int:
    """What is new comes last."""
    return min(MOST_RANK, max((one.draft.rank for one in lines), default=-1) + 1)
