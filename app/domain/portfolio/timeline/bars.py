"""What is drawn of one item. A bar is the same object as long as nothing of it has changed, so it is not sent again."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache

from app.domain.portfolio.items.estimating import estimate_of
from app.domain.portfolio.items.items import Item, Portfolio
from app.domain.portfolio.items.setting import Setting
from app.domain.portfolio.timeline.gestures import month_from
from app.domain.portfolio.timeline.timeline import Bar

DONE = frozenset({'Completed', 'Removed'})
SPENT, LEFT = 'Microsoft.VSTS.Scheduling.CompletedWork', 'Microsoft.VSTS.Scheduling.RemainingWork'
ESTIMATE, EFFORT = 'Microsoft.VSTS.Scheduling.OriginalEstimate', 'Microsoft.VSTS.Scheduling.Effort'
KEPT = 60_000  # bars that are remembered

_bars: dict[tuple[object, ...], tuple[Item, Item | None, Setting, Bar]] = {}


@dataclass(frozen=True, eq=False)
class Sketch:
    """What all bars of one look have in common."""
    portfolio: Portfolio
    before: Portfolio | None  # the live plan, where a scenario is looked at
    today: date
    critical: Collection[int] = frozenset()
    shows_baseline: bool = True

    @cached_property
    def progress(self) -> Mapping[int, int]:
        return progress(self.portfolio)

    def bar(self, item: Item, tone: int, shape: str, ghost: tuple[date, date] | None = None) -> Bar:
        base, setting = self._base(item), self.portfolio.setting
        done = self.progress.get(item.id, 0)
        key = (item.id, id(item), id(base), id(setting), tone, shape, done, item.id in self.critical,
               ghost or (self.today if item.start is None or item.end is None else None), self.shows_baseline)
        found = _bars.get(key)
        if found and found[0] is item and found[1] is base and found[2] is setting:
            return found[3]
        if len(_bars) > KEPT:
            _bars.clear()
        bar = self._drawn(item, base, tone, shape, done, ghost)
        _bars[key] = item, base, setting, bar
        return bar

    def _base(self, item: Item) -> Item | None:
        """As it is in the live plan; itself where nothing has changed."""
        return item if self.before is None else self.before.items.get(item.id)

    def _drawn(self, item: Item, base: Item | None, tone: int, shape: str, done: int,
               ghost: tuple[date, date] | None) -> Bar:
        span, setting = item.span, self.portfolio.setting
        was = base.span if base and base is not item and self.shows_baseline and base.span != span else None
        return Bar(item.id, item.number, item.title, item.type, shape, span[0] if span else None,
                   span[1] if span else None, tone, done, note_of(item), self._flags(item, base), was,
                   None if span else _one_day(item) or ghost or (self.today, month_from(self.today)),
                   tuple((setting.teams[team].name, setting.teams[team].colour, percent)
                         for team, percent in item.shares if team in setting.teams and percent),
                   item.state, item.category, estimate_of(item))

    def _flags(self, item: Item, base: Item | None) -> tuple[str, ...]:
        is_reversed = item.start is not None and item.end is not None and item.start > item.end
        states = {'changed': base is not None and base is not item and base != item,
                  'new': item.is_placeholder or (base is None and self.before is not None),
                  'completed': item.category in DONE, 'gone': item.is_gone,
                  'inferred': bool(item.start_from or item.end_from), 'reversed': is_reversed,
                  'undated': item.span is None, 'open-end': item.start is not None and item.end is None,
                  'open-start': item.start is None and item.end is not None, 'critical': item.id in self.critical,
                  'replaced': bool(item.shares) and any(
                      self.portfolio.items[child].shares for child in self.portfolio.tree.children.get(item.id, ()))}
        return tuple(name for name, holds in states.items() if holds)


def _one_day(item: Item) -> tuple[date, date] | None:
    """Where somebody only said when it begins, or when it ends."""
    known = item.start or item.end
    return (known, known) if known else None


@lru_cache(maxsize=8)
def progress(portfolio: Portfolio) -> Mapping[int, int]:
    """Percent that is done, by item: of hours where they are known, else of what lies below."""
    found: dict[int, int] = {}
    for item in portfolio.items.values():
        if item.id not in found:
            _progress(portfolio, item, found)
    return found


def _progress(portfolio: Portfolio, item: Item, found: dict[int, int], depth: int = 0) -> int:
    found[item.id] = 0  # a tree that bites its tail ends here
    own = _own_progress(item)
    children = portfolio.tree.children.get(item.id, ()) if depth < 30 else ()
    if own is None and children:
        below = [found[child] if child in found else _progress(portfolio, portfolio.items[child], found, depth + 1)
                 for child in children]
        own = sum(below) // len(below)
    found[item.id] = own or 0
    return found[item.id]


def _own_progress(item: Item) -> int | None:
    if item.category in DONE:
        return 100
    if not item.fields:
        return None
    spent, left = _number(item.fields.get(SPENT)), _number(item.fields.get(LEFT))
    return round(100 * spent / (spent + left)) if spent + left > 0 else None


def note_of(item: Item) -> str:
    """Hours where somebody gave them, else what the teams give to it."""
    hours = _number(item.fields.get(ESTIMATE)) or _number(item.fields.get(EFFORT)) if item.fields else 0
    if hours:
        return f'{hours:.0f} h'
    shares = [percent for _, percent in item.shares if percent]
    return ' + '.join(f'{plain(percent)} %' for percent in shares[:3])


def plain(percent: Decimal) -> str:
    """Without noughts that say nothing."""
    return f'{percent:f}'.rstrip('0').rstrip('.') if '.' in f'{percent:f}' else f'{percent:f}'


def _number(value: object) -> float:
    try:
        return max(0.0, float(str(value))) if value is not None else 0.0
    except ValueError:
        return 0.0
