"""What the passing of days alone does to open-to-buy: late lines move on, periods end. Told before anything else of a
day is, so that every event is told by what it did itself.
"""

from datetime import date

from sqlalchemy import select as columns
from sqlmodel import col

from app.domain.access import SYSTEM
from app.domain.seasons.facts import Facts
from app.domain.seasons.rolling import Rolled, elapsed_at, roll
from app.domain.seasons.season import ACTUAL, RANGED
from app.services.seasons import ground
from app.services.seasons.cubes import newest_of
from app.services.seasons.facts import facts_at, facts_of
from app.services.seasons.moves import bearing, encoded, tell_move
from app.services.seasons.rolled import rolled_of
from app.work import Work
from models.buying import SeasonMove
from models.seasons import Season

LATE, ENDED = 'overdue', 'time'
LATE_WORDS, ENDED_WORDS = 'Late lines moved into the present week', 'Periods ended'


def facts_before(work: Work, season_id: int) -> Facts:
    """As they are before a change of this transaction."""
    note_days(work, season_id)
    return facts_of(work, season_id)


def rolled_before(work: Work, season_id: int) -> Rolled:
    """Every figure of the plan, before a change that does more than order or release goods."""
    note_days(work, season_id)
    return rolled_of(work, season_id)


def note_days(work: Work, season_id: int) -> None:
    """Once for each day on which anything happens; the first time there is nothing to compare with. Before there are
    orders or sales, days change nothing.
    """
    if work.get(Season, season_id).state != RANGED and newest_of(work, season_id, ACTUAL) is None:
        return
    if _last(work, season_id) == work.now.date():
        return
    late, ended = untold(work, season_id)
    tell_move(work, season_id, ENDED, ENDED_WORDS, SYSTEM, ended)
    work.session.add(SeasonMove(season_id=season_id, at=work.now, kind=LATE, by_name=SYSTEM.name, effect=late,
                                text=LATE_WORDS))
    work.session.flush()


def untold(work: Work, season_id: int) -> tuple[bytes, bytes]:
    """What days did that nobody has noted yet: late lines, periods that ended. For reading, too."""
    last = _last(work, season_id)
    if last is None or last == work.now.date():
        return b'', b''
    now, then = rolled_of(work, season_id), _rolled_at(work, work.get(Season, season_id), last)
    shift = bearing(now.facts) - bearing(then.facts)
    whole = (now.array('otb') - then.array('otb')).sum(axis=0)
    return encoded(now.axes, shift), encoded(now.axes, whole - shift)


def _last(work: Work, season_id: int) -> date | None:
    found = work.session.execute(columns(col(SeasonMove.at)).where(
        col(SeasonMove.season_id) == season_id, col(SeasonMove.kind) == LATE).order_by(
        col(SeasonMove.at).desc()).limit(1)).scalar_one_or_none()
    return found.date() if found else None


def _rolled_at(work: Work, season: Season, day: date) -> Rolled:
    """As it was on a day, as long as nothing else has changed since."""
    now = rolled_of(work, season.id)
    return roll(now.cube, facts_at(work, season.id, day), now.actual, elapsed_at(now.axes, day), season.basis,
                ground.rules_of(season).unspent, season.imu, now.opening)
