"""What somebody looks at as a file: only what they may see, as they look at it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.domain.access import Actor, demand
from app.domain.portfolio.items.items import Item
from app.domain.portfolio.items.sheets import Sheet, as_csv, as_json, items_sheet
from app.domain.portfolio.timeline.drawing import Wish, drawn
from app.domain.portfolio.timeline.timeline import TimelineView
from app.domain.portfolio.views.filtering import chosen
from app.domain.portfolio.views.looks import Filter, Looks
from app.domain.portfolio.views.notes import AnnotationDraft
from app.errors import Rejected
from app.services.portfolio import annotations, comparison, timeline
from app.services.portfolio.looking import seen_by
from app.services.portfolio.planned import demand_scenario
from app.services.portfolio.workbooks import as_workbook
from app.work import Work

WRITING: Mapping[str, tuple[str, Callable[[Sheet], str | bytes]]] = {
    'csv': ('text/csv; charset=utf-8', as_csv), 'json': ('application/json', as_json),
    'xlsx': ('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', as_workbook)}
SVG = 'image/svg+xml'
FORMS = (*WRITING, 'svg')
BESIDE = Looks(Filter(changed_only=True), density='compact')  # two plans: only what differs


@dataclass(frozen=True)
class File:
    name: str
    media: str
    content: bytes


@dataclass(frozen=True)
class Wanted:
    """What of a plan, and how."""
    form: str
    scenario: int | None = None
    looks: Looks = field(default_factory=Looks)
    saved_view: int | None = None  # whose annotations are drawn, too
    has_arrows: bool = True


def export_plan(work: Work, actor: Actor, wanted: Wanted) -> File:
    """The items that are shown, or the timeline as a picture."""
    demand(actor, 'portfolio.look')
    _check(wanted.form)
    seen = seen_by(work, actor, wanted.scenario)
    name = demand_scenario(work, actor, wanted.scenario).name if wanted.scenario is not None else 'Live plan'
    if wanted.form == 'svg':
        view = timeline.view_timeline(work, seen.sight, wanted.scenario, wanted.looks)
        return _picture(view, Wish(name, _subtitle(view), wanted.looks.scale, has_arrows=wanted.has_arrows,
                                   notes=_notes(work, actor, wanted.saved_view)), 'portfolio')
    picked = chosen(seen.portfolio, wanted.looks.filter, work.now.date(), seen.live)
    items = sorted((seen.portfolio.items[own] for own in picked.shown), key=_by_start)
    return _table(items_sheet(seen.portfolio, items), wanted.form, 'portfolio')


def export_comparison(work: Work, actor: Actor, before: str, after: str, form: str,
                      looks: Looks | None = None) -> File:
    """Every value that differs, or both plans as one picture."""
    demand(actor, 'portfolio.look')
    _check(form)
    if form == 'svg':
        view = comparison.view_board(work, actor, before, after, looks or BESIDE)
        found = comparison.view_comparison(work, actor, before, after)
        return _picture(view, Wish(found.after, f'beside {found.before}, {found.count} changes'), 'comparison')
    return _table(comparison.comparison_sheet(work, actor, before, after), form, 'comparison')


def _check(form: str) -> None:
    if form == 'png':
        raise Rejected('A picture as PNG is painted in the browser, from the menu Export. Ask for svg here.',
                       'portfolio.format', 'format')
    if form not in FORMS:
        raise Rejected(f'Files come as {", ".join(FORMS)}.', 'portfolio.format', 'format')


def _table(sheet: Sheet, form: str, name: str) -> File:
    media, write = WRITING[form]
    content = write(sheet)
    return File(f'{name}.{form}', media, content.encode() if isinstance(content, str) else content)


def _picture(view: TimelineView, wish: Wish, name: str) -> File:
    return File(f'{name}.svg', SVG, drawn(view, wish).encode())


def _subtitle(view: TimelineView) -> str:
    parts = [f'{view.counts.items} items', *(f'{source.name}: {source.text}' for source in view.sources)]
    return ' · '.join(parts)


def _notes(work: Work, actor: Actor, view_id: int | None) -> tuple[AnnotationDraft, ...]:
    """What was drawn on a saved view."""
    if view_id is None:
        return ()
    return tuple(one.draft for one in annotations.list_annotations(work, actor, view_id))


def _by_start(item: Item) -> tuple[bool, str, int]:
    return item.start is None, item.start.isoformat() if item.start else '', item.id


