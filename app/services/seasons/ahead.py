"""What Home shows of seasons: when they begin and end."""

from sqlmodel import col, select

from app.domain.access import Actor, may
from app.domain.agenda import Coming, horizon
from app.services.seasons.needs import ICON
from app.work import Work
from models.seasons import Season


def list_coming(work: Work, actor: Actor) -> tuple[Coming, ...]:
    """By day."""
    if not may(actor, 'seasons.look'):
        return ()
    first, last = horizon(work.now.date())
    rows = work.session.exec(select(Season).where(col(Season.start).between(first, last)
                                                  | col(Season.end).between(first, last)).order_by(col(Season.start)))
    return tuple(Coming(ICON, 'warn', f'{row.name} {verb}', day, day, f'/seasons/{row.code}')
                 for row in rows for day, verb in ((row.start, 'begins'), (row.end, 'ends')) if first <= day <= last)
