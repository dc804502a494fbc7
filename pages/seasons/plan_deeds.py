"""What can be done with the cells that are chosen, beside typing: by button, by key, by menu."""

import csv
import io
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from app.domain.seasons.axes import Cell
from app.domain.seasons.measures import MEASURES
from app.domain.seasons.money import major, number_in
from app.domain.seasons.operations import GROWTH, REPEAT
from app.domain.seasons.plan.layouts import LayoutLine
from app.domain.seasons.plan.looks import BY_LOCATION, COLUMNS, ROWS
from app.domain.seasons.plan.outline import opened_to
from app.services.seasons import layouts, plan_views
from components.controls import menu_item
from components.feedback import refusals_shown, toast
from components.seasons.plan_grid import Area
from components.seasons.plan_more import (
    CompareDialog,
    FillDialog,
    FindDialog,
    LayoutDialog,
    MeasuresDialog,
    layout_list,
)
from pages.kit import do, look
from pages.seasons.plan_cells import PlanCells
from pages.seasons.plan_desk import PlanDesk
from pages.seasons.plan_edits import PlanEdits
from pages.seasons.plan_files import PlanFiles
from pages.seasons.plan_scopes import PlanScopes
from pages.seasons.plan_targets import PlanTargets
from pages.seasons.plan_versions import PlanVersions

Deed = Callable[[], Awaitable[None]]


class PlanDeeds:
    def __init__(self, desk: PlanDesk, edits: PlanEdits) -> None:
        self.desk, self.edits = desk, edits
        self.scopes = PlanScopes(desk)
        self.cells = PlanCells(desk)
        self.versions = PlanVersions(desk)
        self.targets, self.files = PlanTargets(desk), PlanFiles(desk)
        self.layouts: Sequence[LayoutLine] = ()

    @property
    def buttons(self) -> Mapping[str, Deed]:
        """By the name of the control."""
        return {'Undo': self.edits.undo, 'Redo': self.edits.redo, 'Spread…': self._on(self.edits.spread),
                'Fill right': self._fill_right, 'Hold cells': self._on(self.cells.hold),
                'Seed from…': self._on(self.cells.seed), 'Propose from trend': self._on(self.cells.propose),
                'Explain': self._on(self.cells.explain), 'Add note': self._on(self.cells.note),
                'Compare versions': self.compare}

    def menu(self) -> Sequence[tuple[str, str, Deed]]:
        found: list[tuple[str, str, Deed]] = [
            ('Measures and rows…', 'tune', self._choose_measures), ('Find…', 'search', self.find),
            ('Fill…', 'keyboard_tab', self._fill), ('History of the cell', 'history', self._on(self.cells.history)),
            ('Copy with headers', 'content_copy', self._copy), *self.files.menu, *self.targets.menu]
        if not self.desk.closed:
            found += self.versions.menu
            found.append(('Set closing stock by a rule…', 'inventory_2', self._on(self.cells.targets)))
        if len(self.desk.looks.measures) > 1:
            words = 'Measures in rows' if self.desk.looks.is_pivot else 'Measures in columns'
            found.insert(1, (words, 'pivot_table_chart', self._pivot))
        if self.desk.sight.clusters:
            found.insert(0, ('My locations first', 'location_on', self._mine_first))
        return found

    async def do(self, name: str, area: Area) -> None:
        """By a key in the grid."""
        self.desk.area = area
        deeds: Mapping[str, Deed] = {
            'undo': self.edits.undo, 'redo': self.edits.redo, 'find': self.find, 'note': self._on(self.cells.note),
            'explain': self._on(self.cells.explain), 'hold': self._on(self.cells.hold)}
        if name in deeds:
            await deeds[name]()

    async def looked(self, cell: Cell) -> None:
        if self.desk.view:
            self.scopes.show(self.desk.view)
        await self.cells.tell(cell)

    async def look_again(self) -> None:
        """Rights or axes are others now."""
        self.desk.sight = await look(self.desk.who, plan_views.sight_of, self.desk.code)

    async def compare(self) -> None:
        desk = self.desk
        versions = desk.other_versions()
        if not versions:
            toast('There is no other version yet.')
            return

        async def compare(version: str) -> None:
            await desk.turn(replace(desk.looks, against=version))
        desk.open(lambda: CompareDialog(versions, desk.looks.against, compare))

    async def find(self) -> None:
        self.desk.open(lambda: FindDialog(self._found, self._show_node))

    async def clip(self, area: Area, has_headers: bool) -> None:
        """Rows that the browser has not got, or headers with them."""
        rows = await look(self.desk.who, plan_views.read_cells, self.desk.season.id, self.desk.looks, area.rows)
        self.desk.grid.copy(self._text(area, rows, has_headers))

    def fill_layouts(self) -> None:
        menu_item('Keep this layout…', 'add', self._keep_layout)
        layout_list(self.layouts, self._use_layout, self._drop_layout)

    def show_layouts(self, found: Sequence[LayoutLine]) -> None:
        self.layouts = found

    async def _keep_layout(self) -> None:
        async def keep(name: str, is_shared: bool) -> None:
            with refusals_shown():
                await do(self.desk.who, layouts.keep_layout, self.desk.code, name, self.desk.looks, is_shared)
                toast(f'Layout “{name.strip()}” kept')
        self.desk.open(lambda: LayoutDialog(keep))

    async def _use_layout(self, line: LayoutLine) -> None:
        await self.desk.turn(line.looks)

    async def _drop_layout(self, line: LayoutLine) -> None:
        with refusals_shown():
            await do(self.desk.who, layouts.drop_layout, line.id)
            toast(f'Layout “{line.name}” taken away')

    def _on(self, deed: Callable[[Area], Awaitable[None]]) -> Deed:
        async def act() -> None:
            if self.desk.area:
                await deed(self.desk.area)
            else:
                toast('Choose a cell first.')
        return act

    async def _fill_right(self) -> None:
        self.desk.grid.act('fillRight')

    async def _fill(self) -> None:
        async def fill(direction: str, way: str, growth: str, given: int) -> None:
            if self.desk.area:
                await self.edits.fill(replace(self.desk.area, number=0), direction, given if way == REPEAT else 1,
                                      way=way, growth=_share(growth) if way == GROWTH else Fraction(0))
        self.desk.open(lambda: FillDialog(fill))

    async def _copy(self) -> None:
        self.desk.grid.act('copyWithHeaders')

    async def _mine_first(self) -> None:
        looks, own = self.desk.looks, self.desk.sight.clusters
        await self.desk.turn(replace(looks, first=() if looks.first else own))

    async def _pivot(self) -> None:
        looks = self.desk.looks
        await self.desk.turn(replace(looks, measures_in=ROWS if looks.is_pivot else COLUMNS))

    async def _choose_measures(self) -> None:
        async def turn(rows_by: str, measures: tuple[str, ...], place: str) -> None:
            looks = self.desk.looks
            turned = looks.turned if rows_by == looks.rows_by else frozenset()
            await self.desk.turn(replace(looks, rows_by=rows_by, measures=measures, turned=turned, measures_in=place))
        self.desk.open(lambda: MeasuresDialog(self.desk.looks, turn))

    def _found(self, text: str) -> list[tuple[str, str]]:
        axes, wanted = self.desk.sight.axes, text.strip().casefold()
        return [(key, f'{node.name} · {node.code}' if node.code else node.name)
                for nodes in (axes.location_nodes, axes.category_nodes) for key, node in nodes.items()
                if key and (wanted in node.name.casefold() or wanted == node.code.casefold())]

    async def _show_node(self, key: str) -> None:
        """Its row, opened down to it; what a filter hides is shown without the filter."""
        desk = self.desk
        is_place = key in desk.sight.axes.location_nodes
        is_outer = is_place == (desk.looks.rows_by == BY_LOCATION)
        looks = replace(desk.looks, location='', category='')
        line = (key, '') if is_place else ('', key)
        if is_outer:
            await desk.turn(opened_to(desk.sight.axes, looks, key))
        else:
            area = desk.area
            line = ((area.at.location, key) if not is_place else (key, area.at.category)) if area else line
            outer = line[0] if desk.looks.rows_by == BY_LOCATION else line[1]
            await desk.turn(opened_to(desk.sight.axes, looks, outer, is_whole=True))
        measure, period = desk.looks.measures[0], desk.area.at.period if desk.area else ''
        desk.grid.reveal(Cell(measure, *line, period))

    def _text(self, area: Area, rows: Sequence[Sequence[object]], has_headers: bool) -> str:
        file, desk, axes = io.StringIO(), self.desk, self.desk.sight.axes
        writer = csv.writer(file, delimiter='\t', lineterminator='\n')
        if has_headers:
            writer.writerow(['Location', 'Category', *([] if desk.looks.is_pivot else ['Measure']),
                             *map(self._heading, area.rows[0])])
        for cells, values in zip(area.rows, rows, strict=True):
            head = [axes.location_nodes[cells[0].location].name, axes.category_nodes[cells[0].category].name,
                    *([] if desk.looks.is_pivot else [MEASURES[cells[0].measure].label])] if has_headers else []
            writer.writerow([*head, *(self._plain(cell, value) for cell, value in zip(cells, values, strict=True))])
        return file.getvalue().rstrip('\n')

    def _heading(self, cell: Cell) -> str:
        columns = self.desk.view.columns if self.desk.view else ()
        name = next((one.name for one in columns if one.key == cell.period), 'season')
        return f'{name}, {MEASURES[cell.measure].label}' if self.desk.looks.is_pivot else name

    def _plain(self, cell: Cell, value: object) -> str:
        if value is None:
            return ''
        return f'{major(value, self.desk.digits(cell)).normalize():f}' if isinstance(value, int) else str(value)


def _share(text: str) -> Fraction:
    return Fraction(number_in(text.strip().removesuffix('%').replace(',', '.').strip()) or 0) / 100
