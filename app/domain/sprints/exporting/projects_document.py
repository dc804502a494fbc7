"""All projects as one document: how far each is, when it is likely to be done, and at what risk."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from app.domain.sprints.exporting.documents import Cell, Document, Grid, Share, clean, file_name
from app.domain.sprints.flow.views import ProjectsView
from app.domain.sprints.forecasts.progress import Progress
from app.domain.sprints.publishing.wiki_report import NONE, Section, amount, percent
from app.domain.sprints.publishing.wiki_report import Cell as TableCell

SCHEMA: Final = 'projects'
VERSION: Final = 1
LATE: Final = Decimal('0.5')  # from here on a project is more likely late than not
KINDS: Final = {'epic': 'Epic', 'version': 'Version', 'keys': 'Keys', 'jql': 'Query'}
HEADS: Final = ('Kind', 'Project', 'Boards', 'Issues', 'Done', 'Open', 'Epics not broken down', 'Points', 'Points done',
                'Without an estimate', '50 % sure', '85 % sure', '95 % sure', 'Target', 'Risk', 'Remark')
WEEK_HEADS: Final = ('Project', 'Week of', 'Done', 'Points done', 'Done so far', 'In it')
STONE_HEADS: Final = ('Project', 'Day', 'Issues', 'Open', 'Open keys')
WAIT_HEADS: Final = ('Project', 'Issue', 'Title', 'Waits for', 'Title of that', 'Where')
READ_HEADS: Final = ('Project', 'Done', '50 % sure', '85 % sure', 'Target', 'Risk')


def document_of(view: ProjectsView, is_demo: bool) -> Document:
    """Open ones first, as they are listed."""
    several = view.projects
    return Document(
        file_name('projects', view.today.isoformat()), 'Projects', 'UTC', None, tuple(_sections(view, is_demo)), (
            Grid('Projects', HEADS, tuple(_row(one) for one in several)),
            Grid('Weeks', WEEK_HEADS, tuple(
                (_name(one), week.first, week.done, week.points, week.done_so_far, week.total)
                for one in several for week in one.weeks)),
            Grid('Milestones', STONE_HEADS, tuple(
                (_name(one), stone.day, stone.issues, stone.open, clean(', '.join(stone.keys)))
                for one in several for stone in one.milestones)),
            Grid('Waiting', WAIT_HEADS, tuple(
                (_name(one), clean(need.key), clean(need.title), clean(need.on), clean(need.on_title),
                 'outside this project' if need.is_outside else 'in this project')
                for one in several for need in one.waiting))), 0, _told(view), is_demo=is_demo)


def _sections(view: ProjectsView, is_demo: bool) -> Iterator[Section]:
    open_ones = [one for one in view.projects if one.open or one.unbroken]
    late = sum(one.outlook.risk is not None and one.outlook.risk > LATE for one in open_ones)
    words = [f'As of {view.today.isoformat()}: {len(open_ones)} open, {late} of them more likely late than not.']
    yield Section('Projects', (*(['Demo data'] if is_demo else []), *words))
    yield _list('Open', open_ones)
    if done := [one for one in view.projects if one not in open_ones]:
        yield _list('Done', done)
    for one in open_ones:
        yield from _details(one)


def _list(title: str, several: list[Progress]) -> Section:
    return Section(title, () if several else ('None.',), READ_HEADS, tuple((
        TableCell(one.name.label), TableCell(f'{one.done} of {one.issues}, {amount(one.points_done)} of '
                                             f'{amount(one.points)} points'),
        TableCell(_day(one.outlook.p50, one)), TableCell(_day(one.outlook.p85, one)),
        TableCell(one.target.isoformat() if one.target else '–'), TableCell(percent(one.outlook.risk)))
        for one in several))


def _details(one: Progress) -> Iterator[Section]:
    """Only where there is more to say than a line of the list does."""
    words = [f'{stone.day.isoformat()}: {stone.open} of {stone.issues} open' for stone in one.milestones if stone.open]
    words += [f'{need.key} waits for {need.on}{", which is outside" if need.is_outside else ""}.'
              for need in one.waiting]
    if one.outlook.reason and one.open:
        words.append(one.outlook.reason)
    if words:
        yield Section(one.name.label, tuple(words))


def _row(one: Progress) -> tuple[Cell | Share, ...]:
    sure = one.outlook
    return (KINDS.get(one.name.kind, one.name.kind), _name(one), clean(', '.join(name for _, name in one.name.boards)),
            one.issues, one.done, one.open, one.unbroken, one.points, one.points_done, one.unestimated, sure.p50,
            sure.p85, sure.p95, one.target, NONE if sure.risk is None else Share(sure.risk), clean(_remark(one)))


def _remark(one: Progress) -> str:
    if one.outlook.reason:
        return one.outlook.reason
    return '' if one.outlook.is_own else 'By what its boards did, as if they worked on nothing else'


def _name(one: Progress) -> str:
    return clean(one.name.label)


def _day(day: date | None, one: Progress) -> str:
    return day.isoformat() if day else '–' if one.outlook.reason else 'not within ten years'


def _told(view: ProjectsView) -> dict[str, Any]:
    return {'schema': SCHEMA, 'schema_version': VERSION, 'as_of': view.today.isoformat(), 'projects': [{
        'kind': one.name.kind, 'value': one.name.value, 'label': one.name.label,
        'boards': [name for _, name in one.name.boards], 'issues': one.issues, 'done': one.done,
        'epics_not_broken_down': one.unbroken, 'points': str(one.points), 'points_done': str(one.points_done),
        'without_estimate': one.unestimated, 'p50': _iso(one.outlook.p50), 'p85': _iso(one.outlook.p85),
        'p95': _iso(one.outlook.p95), 'target': _iso(one.target),
        'risk': None if one.outlook.risk is None else str(one.outlook.risk), 'remark': _remark(one),
        'weeks': [{'first': week.first.isoformat(), 'done': week.done, 'points': str(week.points),
                   'done_so_far': week.done_so_far, 'in_it': week.total} for week in one.weeks],
        'milestones': [{'day': stone.day.isoformat(), 'issues': stone.issues, 'open': list(stone.keys)}
                       for stone in one.milestones],
        'waiting': [{'key': need.key, 'on': need.on, 'outside': need.is_outside} for need in one.waiting]}
        for one in view.projects]}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
