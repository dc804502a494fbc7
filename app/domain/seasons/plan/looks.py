"""How somebody looks at a plan: what an address and a kept layout say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from app.domain.seasons.axes import ALL
from app.domain.seasons.measures import MEASURES
from app.domain.seasons.season import LY, WORKING

BY_LOCATION, BY_CATEGORY = 'locations', 'categories'
WEEKS, MONTHS = 'weeks', 'months'
ROWS, COLUMNS = 'rows', 'columns'  # where several measures stand: below each other, or under each period
AUTO = -1  # as many levels open as fit
DEEPEST = 9
MOST_TURNED = 400  # rows that differ from the depth; an address has an end
Query = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class PlanLooks:
    """`version` and `against` are a kind, or `kind:number` where there are several. Rows are open down to `depth`;
    those in `turned` are the other way round. `first` are clusters that stand before the others.
    """
    version: str = WORKING
    against: str = LY
    measures: tuple[str, ...] = ('net_sales',)
    rows_by: str = BY_LOCATION
    depth: int = AUTO
    turned: frozenset[str] = frozenset()
    periods: str = MONTHS
    folded: frozenset[str] = frozenset()  # months, while weeks are shown
    location: str = ALL
    category: str = ALL
    first: tuple[str, ...] = ()
    measures_in: str = ROWS

    @property
    def is_pivot(self) -> bool:
        return self.measures_in == COLUMNS and len(self.measures) > 1

    def turn(self, row: str) -> 'PlanLooks':
        return replace(self, turned=self.turned ^ {row})

    def fold_month(self, month: str) -> 'PlanLooks':
        return replace(self, folded=self.folded ^ {month})


PLAIN: Final = PlanLooks()
PRESETS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = {
    'sales': ('Sales plan', ('net_sales',)), 'stock': ('Closing stock', ('eop',)), 'intake': ('Intake', ('receipts',)),
    'margin': ('Margin %', ('margin_share',)),
    'all': ('All', ('net_sales', 'eop', 'receipts', 'markdown', 'cover'))}


def preset_of(measures: tuple[str, ...]) -> str:
    return next((key for key, (_, known) in PRESETS.items() if known == measures), '')


def version_parts(version: str) -> tuple[str, int]:
    """`scenario:2` → scenario, 2."""
    kind, _, number = version.partition(':')
    return kind, int(number) if number.isdigit() else 0


def version_text(kind: str, number: int) -> str:
    return f'{kind}:{number}' if number else kind


def stored_looks(looks: PlanLooks) -> dict[str, Any]:
    """What differs from a plain look, for a layout and an address."""
    told = {'version': looks.version, 'against': looks.against, 'measure': list(looks.measures), 'by': looks.rows_by,
            'depth': looks.depth, 'turn': sorted(looks.turned), 'periods': looks.periods,
            'month': sorted(looks.folded), 'location': looks.location, 'category': looks.category,
            'first': list(looks.first), 'measures': looks.measures_in}
    plain = {} if looks == PLAIN else stored_looks(PLAIN)
    return {key: value for key, value in told.items() if key not in plain or plain[key] != value}


def looks_of(told: Mapping[str, Any]) -> PlanLooks:
    """From a layout; what makes no sense is passed over."""
    measures = tuple(one for one in told.get('measure', ()) if one in MEASURES) or PLAIN.measures
    depth = told.get('depth', AUTO)
    return PlanLooks(
        str(told.get('version', PLAIN.version)), str(told.get('against', PLAIN.against)), measures,
        BY_CATEGORY if told.get('by') == BY_CATEGORY else BY_LOCATION,
        depth if isinstance(depth, int) and AUTO <= depth <= DEEPEST else AUTO,
        frozenset(list(told.get('turn', ()))[:MOST_TURNED]),
        WEEKS if told.get('periods') == WEEKS else MONTHS, frozenset(told.get('month', ())),
        str(told.get('location', ALL)), str(told.get('category', ALL)), tuple(told.get('first', ())),
        COLUMNS if told.get('measures') == COLUMNS else ROWS)


def looks_from(query: Query) -> PlanLooks:
    told: dict[str, Any] = {}
    for key, value in query:
        if key in ('measure', 'turn', 'month', 'first'):
            told.setdefault(key, []).append(value)
        elif key == 'depth':
            told[key] = int(value) if value.lstrip('-').isdigit() else AUTO
        else:
            told[key] = value
    return looks_of(told)


def query_of(looks: PlanLooks) -> list[tuple[str, str]]:
    return [(key, str(one)) for key, value in stored_looks(looks).items()
            for one in (value if isinstance(value, list) else [value])] if looks != PLAIN else []
