"""Field rules of a board: a list, and the panel in which one is written and tried."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from nicegui import background_tasks, ui

from app.domain.access import may
from app.domain.sprints.facts.field_rules import FieldRule
from app.domain.sprints.setup.views import BoardSetup
from app.errors import AppError
from app.services.sprints import field_rules
from app.services.sprints.field_rules import RuleView
from components.controls import Button
from components.portfolio.setup.lists import RowList, Told
from components.sprints.settings.values import HEADS, TARGETS, RulePanel, TrialLine, rule_row
from pages.kit import Visitor, do, look
from pages.sprints.settings_screens import Beside, removal

NONE = Told('function', 'No field rule yet', 'A rule takes a value out of the fields of an issue, such as its '
            'discipline out of “[API] Pay by card”.', 'New field rule')


class ValuesScreen:
    def __init__(self, who: Visitor, place: ui.element, board_id: int, _people: Mapping[str, str]) -> None:
        self.who, self.board_id, self.beside = who, board_id, Beside(place)
        self.may = may(who.me.actor, 'sprints.publish')
        self.view: BoardSetup | None = None
        self.rules: tuple[RuleView, ...] = ()
        self.list = RowList('Field rules', HEADS, self._edit, NONE, self.new if self.may else None)

    def tools(self) -> None:
        if self.may:
            Button('New field rule', self.new, icon='add', look='primary')

    def show(self, view: BoardSetup) -> None:
        self.view = view
        background_tasks.create(self._fill(), name='show field rules')

    async def _fill(self) -> None:
        try:
            self.rules = await look(self.who, field_rules.list_rules, self.board_id)
        except AppError:
            return  # the board is gone, or the right to see it: the page says so
        if not self.list.is_deleted:
            self.list.show([replace(rule_row(one.rule.target, one.rule, one.number, one.by_name,
                                             'Edit' if self.may else ''), key=place)
                            for place, one in enumerate(self.rules)])

    def close(self) -> None:
        self.beside.drop()

    def new(self) -> None:
        self._open(None)

    def _edit(self, place: int) -> None:
        if place < len(self.rules):
            self._open(self.rules[place].rule)

    def _open(self, rule: FieldRule | None) -> None:
        if view := self.view:
            remove = removal(self.beside, self.who, TARGETS.get(rule.target, rule.target), field_rules.remove_rule,
                             self.board_id, rule.target) if rule else None
            panel = self.beside.put(lambda: RulePanel(rule, view.fields, partial(self._save, rule), self._try,
                                                      self.close, remove), None)
            assert isinstance(panel, RulePanel)
            panel.begin()

    async def _try(self, rule: FieldRule) -> Sequence[TrialLine]:
        found = await look(self.who, field_rules.try_rule, self.board_id, rule)
        return [TrialLine(one.key, one.title, one.value, one.fault) for one in found]

    async def _save(self, former: FieldRule | None, rule: FieldRule) -> None:
        """Under another name it is another rule; the former one stays."""
        await do(self.who, field_rules.save_rule, self.board_id, rule)
        self.beside.say('The rule is saved' if former else 'The rule is added')
