"""The range of a season beside that of another one."""

from app.domain.access import Actor
from app.domain.seasons.money import digits_of
from app.domain.seasons.paper import Paper
from app.domain.seasons.paper_tables import ranges_paper
from app.domain.seasons.range_comparing import DEPTHS, ROW, RangeComparison, RangeSide, compared, total_of
from app.errors import Rejected
from app.services.seasons import ground, ranges
from app.work import Work
from models.seasons import Season


def compare(work: Work, actor: Actor, code: str, other: str, by: str = ROW) -> RangeComparison:
    """Raises NotFound; Rejected for what ranges are not told apart by."""
    own, with_ = ground.seen_season(work, actor, code), ground.seen_season(work, actor, other)
    return watch_comparison(work, own.id, with_.id, by)


def watch_comparison(work: Work, season_id: int, other_id: int, by: str = ROW) -> RangeComparison:
    """For pages: shared by all who watch."""
    if by not in DEPTHS:
        raise Rejected('Ranges are compared by category, band or row.', field='by')
    categories = [*ground.find_axes(work, season_id).categories, *ground.find_axes(work, other_id).categories]
    names = {one.code: one.name for one in reversed(categories)}
    pairs = compared(ranges.rows_of(work, season_id), ranges.rows_of(work, other_id), by,
                     list(dict.fromkeys(one.code for one in categories)))
    return RangeComparison(_side(work.get(Season, season_id)), _side(work.get(Season, other_id)), by, pairs,
                           total_of(pairs), tuple(names.items()))


def print_ranges(work: Work, actor: Actor, code: str, other: str, by: str) -> Paper:
    return ranges_paper(compare(work, actor, code, other, by), work.now)


def _side(season: Season) -> RangeSide:
    return RangeSide(season.code, season.name, season.currency, digits_of(season.currency), season.is_demo)
