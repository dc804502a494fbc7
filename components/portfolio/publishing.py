"""What would leave for the source, cell by cell: chosen before, settled where others changed the same, then sent."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from nicegui import ui

from app.domain.portfolio.scenarios.publication_views import FIELD_WORDS, CellView, ReviewView, RowView, SourceView
from components.controls import Button, IconButton, Text, block, classed, link, put, sign
from components.dialogs import Dialog
from components.feedback import Nothing, empty_state, refusals_shown
from components.portfolio.figures import counted

MINE, THEIRS = 'mine', 'theirs'
NOTHING = '–'
FEW = 100  # rows that are shown at first
LISTED = 12  # items the dialog names

Cells = set[tuple[int, str]]


@dataclass(frozen=True)
class PublishWishes:
    publish: Callable[[Mapping[int, Sequence[str]], Mapping[int, Mapping[str, str]], Sequence[int]], Awaitable[Any]]
    revert: Callable[[int], Awaitable[Any]]  # an item, back to the live plan
    open: Callable[[int], str]  # address of an item on the timeline
    set_token: Callable[[SourceView], Any]  # one's own, for a source


class PublishReview(ui.element):
    """Cells are chosen from the start, but for those that somebody has to decide about."""

    def __init__(self, wishes: PublishWishes) -> None:
        super().__init__('div')
        self.classes('rt-col rt-review')
        self.wishes = wishes
        self.view: ReviewView | None = None
        self.known: Cells = set()
        self.chosen: Cells = set()
        self.choices: dict[tuple[int, str], str] = {}
        self.groups: set[int] = set()
        self.known_groups: set[int] = set()
        self.lines: dict[int, ReviewLine] = {}
        self.columns: dict[str, ui.checkbox] = {}
        self.most = FEW
        with self:
            self._head()
            self.banner = block('rt-banner rt-locked').props('role=status')
            with self.banner:
                sign('lock')
                self.reason = Text('', 'rt-grow')
                self.token = Button('Set your token…', self._set_token, icon='key', size='s')
            self.conflicts = block('rt-banner rt-warn').props('role=status')
            with self.conflicts:
                sign('sync_problem')
                self.dispute = Text('', 'rt-grow')
            self.card = block('rt-card rt-scroll-x').props('tabindex=0 role=region aria-label="Changes"')
            self.rest = block('rt-col')
            self.nothing = Nothing(lambda _: None, self._say_nothing).classes('rt-card')

    def show(self, view: ReviewView) -> None:
        """What was chosen stays so; what is new is chosen, too."""
        if view == self.view:
            return
        self.view = view
        cells = {(row.item_id, cell.field): cell for row in view.rows for cell in row.cells}
        self.chosen = (self.chosen & cells.keys()) | {place for place, cell in cells.items()
                                                      if place not in self.known and not cell.is_conflict}
        self.choices = {place: choice for place, choice in self.choices.items() if place in cells}
        groups = {group.group_id for group in view.groups}
        self.groups = (self.groups & groups) | (groups - self.known_groups)
        self.known, self.known_groups = set(cells), groups
        self._fill()
        self.tell()

    @property
    def has_boxes(self) -> bool:
        """Whoever may not publish is offered nothing to choose."""
        return bool(self.view and (self.view.may_publish or self.view.run_id))

    def tell(self) -> None:
        """Counts, and what keeps one from publishing."""
        view = self.view
        if view is None:
            return
        items = {own for own, _ in self.chosen} | {own for own, _ in self.choices}
        count = len(items) + len(self.groups)
        open_cells = [(own, cell.field) for row in view.rows for own, cell in ((row.item_id, one) for one in row.cells)
                      if cell.is_conflict and (own, cell.field) not in self.choices]
        self.button.say(f'Publish {counted(count, "change")}…')
        self.button.enable(bool(count) and view.may_publish)
        self.button.set_visibility(view.may_publish or view.run_id is not None)
        self.banner.set_visibility(bool(view.reason) and bool(view.rows or view.groups))
        self.reason.say(view.reason)
        self.token.set_visibility(any(source.obstacle for source in view.sources) and view.may_set_token)
        self.conflicts.set_visibility(bool(open_cells))
        self.dispute.say(f'{counted(len(open_cells), "value")} changed in the live plan, too. Keep yours or take '
                         'theirs; what is not decided stays here.')
        self.meta.say(_summary(view))
        for line in self.lines.values():
            line.tell(self.chosen, self.choices)
        for field, box in self.columns.items():
            column = {place for place in self.known if place[1] == field}
            box.set_value(bool(column) and column <= self.chosen | self.choices.keys())

    def choose(self, own: int, field: str, is_chosen: bool) -> None:
        self.chosen.add((own, field)) if is_chosen else self.chosen.discard((own, field))
        self.tell()

    def decide(self, own: int, field: str, choice: str) -> None:
        """In a conflict; the same again takes the decision back."""
        place = (own, field)
        if self.choices.get(place) == choice:
            del self.choices[place]
            self.chosen.discard(place)
        else:
            self.choices[place] = choice
            self.chosen.add(place)
        self.tell()

    def choose_row(self, row: RowView, is_chosen: bool) -> None:
        cells = {(row.item_id, cell.field) for cell in row.cells if not cell.is_conflict}
        self.chosen = self.chosen | cells if is_chosen else self.chosen - cells
        self.tell()

    def choose_column(self, field: str, is_chosen: bool) -> None:
        """None stands for all of them."""
        cells = {(row.item_id, cell.field) for row in self.view.rows for cell in row.cells
                 if cell.field == field and not cell.is_conflict} if self.view else set()
        self.chosen = self.chosen | cells if is_chosen else self.chosen - cells
        self.tell()

    def wanted(self) -> tuple[dict[int, list[str]], dict[int, dict[str, str]], list[int]]:
        """Items with their fields, decisions, groups."""
        items: dict[int, list[str]] = {}
        for own, field in sorted(self.chosen, key=lambda place: (place[0], list(FIELD_WORDS).index(place[1]))):
            items.setdefault(own, []).append(field)
        choices: dict[int, dict[str, str]] = {}
        for (own, field), choice in self.choices.items():
            choices.setdefault(own, {})[field] = choice
        return items, choices, sorted(self.groups)

    def _set_token(self) -> Any:
        lacking = [source for source in self.view.sources if source.obstacle] if self.view else []
        return self.wishes.set_token(lacking[0]) if lacking else None

    def _head(self) -> None:
        with block('rt-phead'):
            with block('rt-grow'):
                Text('Publish', tag='h1')
                self.meta = Text('', 'rt-meta', 'div')
            self.button = Button('Publish…', self._ask, icon='publish', look='proposed')

    def _fill(self) -> None:
        view = self.view
        assert view
        self.card.clear()
        self.rest.clear()
        self.lines, self.columns = {}, {}
        self.card.set_visibility(bool(view.rows))
        self.nothing.show(not view.rows and not view.groups, '')
        if view.rows:
            with self.card:
                self._table(view)
        with self.rest:
            self._groups(view)
            self._left_out(view)

    def _table(self, view: ReviewView) -> None:
        fields = view.fields
        with block('rt-table rt-review-table', 'table').props('aria-label="Changes to publish"'):
            with block(tag='thead'), block(tag='tr'):
                Text('Item', '', 'th').props('scope=col')
                for field in fields:
                    with block(tag='th').props('scope=col'), block('rt-row'):
                        if self.has_boxes:
                            box = ui.checkbox().props('dense').on(
                                'update:model-value', partial(self._column, field), args=[])
                            box.props['aria-label'] = f'Publish {FIELD_WORDS[field]} of all'
                            self.columns[field] = box
                        Text(FIELD_WORDS[field])
                Text('', '', 'td')
            with block(tag='tbody'):
                for row in view.rows[:self.most]:
                    self.lines[row.item_id] = ReviewLine(self, row, fields)
        if len(view.rows) > self.most:
            Button(f'Show all {len(view.rows)}', self._show_all, look='ghost')

    def _column(self, field: str) -> None:
        self.choose_column(field, bool(self.columns[field].value))

    def _show_all(self) -> None:
        self.most = 10_000
        self._fill()
        self.tell()

    def _groups(self, view: ReviewView) -> None:
        if not view.groups:
            return
        with block('rt-card'):
            with block('rt-card-head rt-ln'):
                Text('Groups', '', 'h2')
            with block('rt-table', 'table').props('aria-label="Groups to publish"'), block(tag='tbody'):
                for group in view.groups:
                    with block(tag='tr'), block(tag='td'), block('rt-row'):
                        if self.has_boxes:
                            box = ui.checkbox(value=group.group_id in self.groups).props('dense')
                            box.props['aria-label'] = f'Publish group {group.name}'
                            box.on('update:model-value', partial(self._group, group.group_id, box), args=[])
                        Text(group.name, 'rt-b')
                        Text(f'{group.text} · {group.plan}', 'rt-3')

    def _group(self, own: int, box: ui.checkbox) -> None:
        self.groups.add(own) if box.value else self.groups.discard(own)
        self.tell()

    def _left_out(self, view: ReviewView) -> None:
        hidden = [(f'{counted(view.hidden, "item")} you may not see', 'Somebody who sees them has to publish them')
                  ] if view.hidden else []
        left = [*((one.title, one.reason) for one in view.left_out), *hidden]
        if not left:
            return
        with block('rt-card'):
            with block('rt-card-head rt-ln'):
                Text('Left out', '', 'h2')
            with block('rt-col rt-left-out', 'ul'):
                for title, reason in left[:FEW]:
                    with block('rt-row', 'li'):
                        sign('block', 16, 'rt-3')
                        Text(title, 'rt-b')
                        Text(reason, 'rt-3')

    def _say_nothing(self) -> None:
        empty_state('published_with_changes', 'Nothing to publish', 'This scenario has nothing that differs from the '
                    'live plan.')

    async def _ask(self) -> None:
        """The last look before something leaves."""
        view = self.view
        if view is None:
            return
        items, choices, groups = self.wanted()
        rows = {row.item_id: row for row in view.rows}
        names = ' and '.join(source.name for source in view.sources) or 'the workspace'
        dialog = Dialog(f'Publish {counted(len(items) + len(groups), "change")} to {names}?', _what_leaves(view))
        with dialog.body, block('rt-col rt-leaving', 'ul').props('aria-label="What leaves"'):
            for own, fields in list(items.items())[:LISTED]:
                with block('rt-row', 'li'):
                    Text(rows[own].number, 'rt-3 rt-num')
                    Text(rows[own].title, 'rt-clip rt-grow')
                    Text(', '.join(FIELD_WORDS[field].lower() for field in fields), 'rt-3')
            if len(items) > LISTED:
                Text(f'and {len(items) - LISTED} more', 'rt-3', 'li')
        with dialog.foot:
            Button('Back', lambda: dialog.submit(False), size='l').props('autofocus')
            Button('Publish', lambda: dialog.submit(True), size='l', look='proposed', icon='publish')
        answer = await dialog
        dialog.delete()
        if answer:
            with refusals_shown():
                await self.wishes.publish(items, choices, groups)


class ReviewLine(ui.element):
    """One item with its changed cells."""

    def __init__(self, review: PublishReview, row: RowView, fields: Sequence[str]) -> None:
        super().__init__('tr')
        self.row, self.review = row, review
        self.boxes: dict[str, ui.checkbox] = {}
        self.buttons: dict[str, tuple[Button, Button]] = {}
        cells = {cell.field: cell for cell in row.cells}
        with self:
            with block('rt-review-item', 'td'), block('rt-row'):
                self.all = ui.checkbox().props('dense').on('update:model-value', self._row, args=[])
                self.all.props['aria-label'] = f'Publish all of {row.title}'
                with block('rt-grow rt-min0'):
                    link(row.title, review.wishes.open(row.item_id), 'rt-b rt-clip')
                    Text(f'{row.type} {row.number} · {row.plan}', 'rt-sm rt-3', 'div')
            for field in fields:
                with block(tag='td') as place:
                    if field in cells:
                        self._cell(cells[field], place)
            with block('rt-num', 'td'):
                if review.view and review.view.may_publish:
                    IconButton('undo', f'Revert {row.title}', partial(review.wishes.revert, row.item_id))

    def tell(self, chosen: Cells, choices: Mapping[tuple[int, str], str]) -> None:
        own = self.row.item_id
        for field, box in self.boxes.items():
            box.set_value((own, field) in chosen)
        for field, (mine, theirs) in self.buttons.items():
            for button, choice in ((mine, MINE), (theirs, THEIRS)):
                put(button, aria_pressed='true' if choices.get((own, field)) == choice else 'false')
        self.all.set_value(bool(self.boxes) and all(box.value for box in self.boxes.values()))
        self.all.set_visibility(bool(self.boxes))

    def _row(self) -> None:
        self.review.choose_row(self.row, bool(self.all.value))

    def _cell(self, cell: CellView, place: ui.element) -> None:
        if cell.is_conflict:
            classed(place, conflict=True)
            self._conflict(cell)
            return
        with block('rt-row rt-nowrap'):
            if self.review.has_boxes:
                box = self.boxes[cell.field] = ui.checkbox().props('dense')
                box.props['aria-label'] = f'Publish {cell.word} of {self.row.title}'
                box.on('update:model-value', partial(self._toggle, cell.field), args=[])
            with block('rt-review-change'):
                Text(cell.word, 'rt-review-word rt-3')
                Text(cell.before, 'rt-3 rt-review-was', 'span' if cell.before == NOTHING else 's')
                Text(cell.after, 'rt-b rt-acc-text')

    def _toggle(self, field: str) -> None:
        self.review.choose(self.row.item_id, field, bool(self.boxes[field].value))

    def _conflict(self, cell: CellView) -> None:
        """Both values and both people, two equal buttons."""
        own = self.row.item_id
        with block('rt-col').style('gap: 4px'):
            Text(cell.word, 'rt-review-word rt-3')
            Text(f'{cell.mine_by or "You"}: {cell.after}{f", was {cell.base}" if cell.base else ""}', 'rt-sm', 'div')
            Text(f'{cell.theirs_by}: {cell.before}', 'rt-sm', 'div')
            if not self.review.has_boxes:
                return
            with block('rt-row'):
                mine = Button('Keep mine', partial(self.review.decide, own, cell.field, MINE), size='s')
                theirs = Button('Take theirs', partial(self.review.decide, own, cell.field, THEIRS), size='s')
            mine.props['aria-label'] = f'Keep mine: {cell.word} of {self.row.title}'
            theirs.props['aria-label'] = f'Take theirs: {cell.word} of {self.row.title}'
            self.buttons[cell.field] = (mine, theirs)


def _summary(view: ReviewView) -> str:
    parts = [f'{counted(len(view.rows), "item")} of “{view.name}” differ from the live plan' if len(view.rows) != 1 else
             f'1 item of “{view.name}” differs from the live plan']
    for source in view.sources:
        how = {'own': 'with your token', 'shared': 'with the token of the source'}.get(source.token, '')
        if not source.obstacle:
            parts.append(f'goes to {source.name} {how}'.strip() if source.kind != 'demo' else f'goes to {source.name}')
    return ' · '.join(parts)


def _what_leaves(view: ReviewView) -> str:
    if not view.sources:
        return 'Groups are kept here, for everybody.'
    if all(source.kind == 'demo' for source in view.sources):
        return 'The demo takes the changes as a source would. Everything else of the scenario stays pending.'
    return ('The items are changed in your name, and whoever follows them is told. Everything else of the scenario '
            'stays pending.')
