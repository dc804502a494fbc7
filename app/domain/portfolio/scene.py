"""One look at a plan as a timeline shows it. Heat, verdicts and bars stay the same objects until they change."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.portfolio.axis import range_of
from app.domain.portfolio.bars import Sketch
from app.domain.portfolio.dependencies import critical, judge
from app.domain.portfolio.filtering import Chosen
from app.domain.portfolio.items import NEEDS, Item, Link, Portfolio
from app.domain.portfolio.load import Load, Scope, load_of, periods, whole_percent
from app.domain.portfolio.looks import Looks
from app.domain.portfolio.rows import Rows
from app.domain.portfolio.setting import Setting
from app.domain.portfolio.timeline import (
    Arrow,
    Axis,
    Counts,
    HeatCell,
    Mark,
    Row,
    SourceAge,
    Stretch,
    TimelineView,
)

SIGNS = {'freeze': 'lock', 'season': 'checkroom', 'release': 'rocket_launch', 'holiday': 'beach_access'}
KEPT = 20_000

_heats: dict[tuple[Load, Setting, date, date], tuple[HeatCell, ...]] = {}
_verdicts: dict[tuple[Link, int, int], tuple[Item | None, Item | None, Setting, Arrow]] = {}


@dataclass(frozen=True, eq=False)
class Scene:
    """What a view is drawn from, and the view that was drawn before."""
    portfolio: Portfolio
    live: Portfolio
    looks: Looks
    chosen: Chosen
    today: date
    plans: frozenset[int] | None = None  # whose markers may be seen; None: all
    version: int = 0
    scenario: int | None = None
    sources: tuple[SourceAge, ...] = ()
    former: TimelineView | None = None


def draw(scene: Scene) -> TimelineView:
    portfolio, looks, axis = scene.portfolio, scene.looks, axis_of(scene)
    scope = Scope.of(portfolio.setting, looks.filter)
    before = scene.live if scene.scenario is not None else None
    hot = critical(portfolio) if 'critical' in looks.shows else frozenset()
    sketch = Sketch(portfolio, before, scene.today, hot, 'baseline' in looks.shows)
    former: Mapping[str, Row] = {row.key: row for row in scene.former.rows} if scene.former else {}
    rows = Rows(sketch, looks, scene.chosen, lambda team: heat_of(portfolio, team, axis.first, axis.last, scope),
                former).all()
    bars = [bar for row in rows for bar in row.bars if bar.id]
    counts = Counts(sum(row.kind == 'lane' for row in rows), len(scene.chosen.shown),
                    sum('undated' in bar.flags for bar in bars),
                    sum('changed' in bar.flags or 'new' in bar.flags for bar in bars))
    return TimelineView(axis, rows, tuple(_arrows(scene, {bar.id for bar in bars}, hot)), counts, scene.version,
                        scene.scenario, looks.density, looks.sort, looks.scale, looks.snap,
                        {'team': 'team', 'plan': 'plan', 'group': 'group'}.get(looks.rows_by, 'lane'), looks.shows,
                        scene.sources)


def axis_of(scene: Scene) -> Axis:
    items, shows = scene.portfolio.items, scene.looks.shows
    spans = [span for own in scene.chosen.shown if (item := items.get(own)) and (span := item.span)]
    first, last, beyond = range_of(spans, scene.today)
    marks, bands = _marks(scene, first, last)
    return Axis(first, last, scene.today, beyond,
                tuple(_sprints(scene.portfolio.setting, first, last)) if 'iterations' in shows else (), marks, bands)


def heat_of(portfolio: Portfolio, team: int, first: date, last: date, scope: Scope) -> tuple[HeatCell, ...]:
    """Week by week, each with the number people read."""
    key = (load_of(portfolio, team, scope), portfolio.setting, first, last)
    if (found := _heats.get(key)) is None:
        if len(_heats) > KEPT // 20:
            _heats.clear()
        found = _heats[key] = tuple(
            HeatCell(cell.start, None if cell.percent is None else whole_percent(cell.percent), cell.heat or 0)
            for cell in periods(portfolio, [team], 'week', first, last, scope))
    return found


def arrow_of(portfolio: Portfolio, link: Link, is_critical: bool = False) -> Arrow:
    """With what is wrong about it; judged anew only where one of its ends is another object."""
    first, then = portfolio.items.get(link.before), portfolio.items.get(link.after)
    key = (link, id(first), id(then))
    found = _verdicts.get(key)
    if found is None or found[0] is not first or found[1] is not then or found[2] is not portfolio.setting:
        if len(_verdicts) > KEPT:
            _verdicts.clear()
        verdict = judge(portfolio, link)
        found = _verdicts[key] = (first, then, portfolio.setting, Arrow(
            link.before, link.after, link.kind, verdict.state,
            verdict.text if verdict.state != 'fine' else '') if link.kind == NEEDS else Arrow(
                link.before, link.after, link.kind))
    arrow = found[3]
    return Arrow(arrow.before, arrow.after, arrow.kind, arrow.state, arrow.text, True) if is_critical else arrow


def _arrows(scene: Scene, shown: set[int], hot: frozenset[int]) -> Iterator[Arrow]:
    shows = scene.looks.shows
    for link in scene.portfolio.links:
        wanted = 'dependencies' if link.kind == NEEDS else 'related'
        if wanted in shows and (link.before in shown or link.after in shown):
            yield arrow_of(scene.portfolio, link, link.before in hot and link.after in hot)


def _sprints(setting: Setting, first: date, last: date) -> Iterator[Stretch]:
    """One after the other; of sources that differ, whichever begins first."""
    until = date.min
    known = [(one.start, one.end, one.name) for one in setting.iterations.values()
             if one.start and one.end and not one.is_quarter]
    for start, end, name in sorted(known):
        if start > until and start <= end and end >= first and start <= last:
            until = end
            yield Stretch(start, end, name, _short(name))


def _short(name: str) -> str:
    """`Sprint 42` is S42."""
    found = re.fullmatch(r'(\w)\w*\D*?([\d.]+)', name.strip())
    return f'{found[1]}{found[2]}' if found else name[:3]


def _marks(scene: Scene, first: date, last: date) -> tuple[tuple[Mark, ...], tuple[Stretch, ...]]:
    """Markers and plan events; the same one of several plans is there once."""
    setting, wanted = scene.portfolio.setting, scene.looks
    marks: dict[tuple[date, str], Mark] = {}
    bands: list[Stretch] = []
    if 'markers' in wanted.shows:
        for marker in setting.markers:
            if first <= marker.day <= last and _is_seen(scene, marker.plan):
                marks[marker.day, marker.label.casefold()] = Mark(marker.day, marker.label, marker.colour)
    if 'events' in wanted.shows:
        for event in setting.happenings:
            if event.end < first or event.start > last or not _is_seen(scene, event.plan):
                continue
            tone = 'freeze' if event.is_special else ''
            if event.start < event.end:
                bands.append(Stretch(event.start, event.end, event.title, '', tone))
            sign = SIGNS.get(event.category.casefold(), 'lock' if event.is_special else 'event')
            marks[event.start, event.title.casefold()] = Mark(event.start, event.title, tone, sign)
    return tuple(sorted(marks.values(), key=lambda mark: (mark.day, mark.label))), tuple(bands)


def _is_seen(scene: Scene, plan: int | None) -> bool:
    chosen: Iterable[int] = scene.looks.filter.plans
    return plan is None or ((scene.plans is None or plan in scene.plans) and (not chosen or plan in chosen))
