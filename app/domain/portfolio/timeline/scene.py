"""One look at a plan as a timeline shows it. Heat, verdicts and bars stay the same objects until they change."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.domain.portfolio.capacity.load import Load, Scope, load_of, periods, whole_percent
from app.domain.portfolio.items.items import NEEDS, RELATED, Item, Link, Portfolio
from app.domain.portfolio.items.setting import Happening, Marker, Setting
from app.domain.portfolio.planning.dependencies import critical, judge
from app.domain.portfolio.sources.marker_colours import colour_name
from app.domain.portfolio.timeline.axis import range_of, shifted
from app.domain.portfolio.timeline.bars import Sketch
from app.domain.portfolio.timeline.graphing import Graph, graph_of
from app.domain.portfolio.timeline.rows import Block, Rows
from app.domain.portfolio.timeline.timeline import (
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
from app.domain.portfolio.views.filtering import Chosen
from app.domain.portfolio.views.looks import Looks

SIGNS = {'freeze': 'lock', 'season': 'checkroom', 'release': 'rocket_launch', 'holiday': 'beach_access',
         'poker': 'playing_cards'}
KEPT = 20_000
MOST_MOVED = 500  # items after which everything is drawn again

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
    others: tuple[Happening, ...] = ()  # of other areas


@dataclass(frozen=True, eq=False)
class Memo:
    """What a view was drawn from, and its parts: most of the next one is the same."""
    scene: Scene
    blocks: tuple[Block, ...]
    arrows: Mapping[Link, Arrow]
    extent: tuple[date, date, int]  # of the axis, and how many items lie beyond


def draw(scene: Scene) -> TimelineView:
    """After a move, only the lanes it reaches are drawn again."""
    memo = scene.former.memo if scene.former and isinstance(scene.former.memo, Memo) else None
    moved = _moved(memo, scene) if memo else None
    axis, extent = axis_of(scene, memo, moved)
    drawer = _drawer(scene, axis)
    if memo is None or moved is None:
        blocks = drawer.all()
    else:
        reached = _with_ancestors(scene.portfolio, moved)
        blocks = tuple(drawer.block(block.lane, block.ids, block.is_bare) if not reached.isdisjoint(block.ids)
                       else drawer.reheated(block) for block in memo.blocks)
    rows = tuple(row for block in blocks for row in block.rows)
    arrows = _arrows(scene, drawer.sketch.critical, {bar.id for row in rows for bar in row.bars},
                     memo if moved is not None else None, moved or frozenset())
    counts = Counts(sum(not block.is_bare for block in blocks), len(scene.chosen.shown),
                    sum(block.undated for block in blocks), sum(block.changed for block in blocks))
    looks = scene.looks
    kept = replace(scene, former=None)  # or every view would keep all before it
    return TimelineView(axis, rows, tuple(arrows.values()), counts, scene.version, scene.scenario, looks.density,
                        looks.sort, looks.scale, looks.snap,
                        {'team': 'team', 'plan': 'plan', 'group': 'group'}.get(looks.rows_by, 'lane'), looks.shows,
                        scene.sources, _graph(scene, axis), Memo(kept, blocks, arrows, extent))


def _drawer(scene: Scene, axis: Axis) -> Rows:
    portfolio, looks = scene.portfolio, scene.looks
    scope = Scope.of(portfolio.setting, looks.filter)
    hot = critical(portfolio) if 'critical' in looks.shows else frozenset()
    sketch = Sketch(portfolio, scene.live if scene.scenario is not None else None, scene.today, hot,
                    'baseline' in looks.shows)
    former: Mapping[str, Row] = {row.key: row for row in scene.former.rows} if scene.former else {}
    return Rows(sketch, looks, scene.chosen,
                lambda team: heat_of(portfolio, team, axis.first, axis.last, scope), former)


def _moved(memo: Memo, scene: Scene) -> frozenset[int] | None:
    """Ids of items of which only days are others than before; None where more has changed than that."""
    was, old, new = memo.scene, memo.scene.portfolio, scene.portfolio
    if (was.live is not scene.live or was.looks != scene.looks or was.today != scene.today or old.tree is not new.tree
            or old.setting is not new.setting or old.groups != new.groups or old.links != new.links
            or 'critical' in scene.looks.shows or was.scenario != scene.scenario
            or was.chosen.shown != scene.chosen.shown or len(old.items) != len(new.items)):
        return None
    changed = [own for own, item in new.items.items() if old.items.get(own) is not item]
    if len(changed) > MOST_MOVED or not all(own in old.items and _differs_in_days(old.items[own], new.items[own])
                                            for own in changed):
        return None
    return frozenset(changed)


def _differs_in_days(old: Item, new: Item) -> bool:
    return replace(new, start=old.start, end=old.end, start_from=old.start_from, end_from=old.end_from) == old


def _with_ancestors(portfolio: Portfolio, ids: frozenset[int]) -> frozenset[int]:
    """Parents show what lies below them."""
    return ids | {above.id for own in ids for above in portfolio.ancestors(portfolio.items[own])}


def _graph(scene: Scene, axis: Axis) -> Graph | None:
    """Plans one on the other where lanes are plans."""
    if 'capacity' not in scene.looks.shows:
        return None
    scope = Scope.of(scene.portfolio.setting, scene.looks.filter)
    return graph_of(scene.portfolio, axis.first, axis.last, scope, scene.looks.rows_by == 'plan')


def axis_of(scene: Scene, memo: Memo | None = None,
            moved: frozenset[int] | None = None) -> tuple[Axis, tuple[date, date, int]]:
    extent = memo.extent if memo and moved is not None and _is_inside(memo, scene, moved) else _extent(scene)
    first, last, beyond = extent
    marks, bands = _marks(scene, first, last)
    sprints = tuple(_sprints(scene.portfolio.setting, first, last)) if 'iterations' in scene.looks.shows else ()
    return Axis(first, last, scene.today, beyond, sprints, marks, bands), extent


def _extent(scene: Scene) -> tuple[date, date, int]:
    items = scene.portfolio.items
    return range_of([span for own in scene.chosen.shown if (item := items.get(own)) and (span := item.span)],
                    scene.today)


def _is_inside(memo: Memo, scene: Scene, moved: frozenset[int]) -> bool:
    """Whether what moved neither was nor is at an end of the axis."""
    first, last, beyond = memo.extent
    low, high = shifted(first, 2), shifted(last, -3)
    spans = [span for plan in (memo.scene.portfolio, scene.portfolio) for own in moved
             if (span := plan.items[own].span)]
    return not beyond and all(low <= start and end <= high for start, end in spans)


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


def _arrows(scene: Scene, hot: Collection[int], shown: set[int], memo: Memo | None,
            moved: frozenset[int]) -> Mapping[Link, Arrow]:
    """Of all that is shown at one end at least; of what has not moved, as it was judged before."""
    portfolio, shows = scene.portfolio, scene.looks.shows
    if memo:
        net = portfolio.net
        judged = {link: arrow_of(portfolio, link) for own in moved for links in (net.before, net.after)
                  for link in links.get(own, ()) if link in memo.arrows}
        return {**memo.arrows, **judged}
    wanted = {kind for kind, name in ((NEEDS, 'dependencies'), (RELATED, 'related')) if name in shows}
    return {link: arrow_of(portfolio, link, link.before in hot and link.after in hot) for link in portfolio.links
            if link.kind in wanted and (link.before in shown or link.after in shown)}


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
            if first <= marker.day <= last and _is_seen(scene, marker.plan) and _is_wanted(marker, wanted):
                marks[marker.day, marker.label.casefold()] = Mark(marker.day, marker.label, marker.colour)
    if 'events' in wanted.shows:
        for event in (*setting.happenings, *scene.others):
            if event.end < first or event.start > last or not _is_seen(scene, event.plan):
                continue
            tone = 'freeze' if event.is_special else ''
            if event.start < event.end:
                bands.append(Stretch(event.start, event.end, event.title, '', tone))
            sign = SIGNS.get(event.category.casefold(), 'lock' if event.is_special else 'event')
            marks[event.start, event.title.casefold()] = Mark(event.start, event.title, tone, sign)
    return tuple(sorted(marks.values(), key=lambda mark: (mark.day, mark.label))), tuple(bands)


def _is_wanted(marker: Marker, looks: Looks) -> bool:
    """By colour, and by plan; what is for all belongs to every plan."""
    return ((not looks.marker_colours or colour_name(marker.colour) in looks.marker_colours)
            and (not looks.marker_plans or marker.plan is None or marker.plan in looks.marker_plans))


def _is_seen(scene: Scene, plan: int | None) -> bool:
    chosen: Iterable[int] = scene.looks.filter.plans
    return plan is None or ((scene.plans is None or plan in scene.plans) and (not chosen or plan in chosen))
