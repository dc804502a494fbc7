"""What other areas put on the axis: read there, never changed here; only what is about something one sees."""

from collections.abc import Collection
from datetime import timedelta

from app.domain.happenings import Happened
from app.domain.portfolio.items.items import Portfolio
from app.domain.portfolio.items.setting import Happening
from app.domain.portfolio.views.looks import Looks
from app.services.portfolio.estimates import item_of
from app.work import Work

AROUND = timedelta(days=400)


def happenings(work: Work, portfolio: Portfolio, looks: Looks, unseen: Collection[str] = (),
               ) -> tuple[Happening, ...]:
    """By day; none where plan events are not shown at all, and nothing of areas in which somebody has no role."""
    if 'events' not in looks.shows:
        return ()
    today = work.now.date()
    found = [Happening(0, None, one.start, one.end, one.title, area)
             for area, tell in work.policy.happenings.items() if area not in (*looks.hidden_areas, *unseen)
             for one in tell(work, today - AROUND, today + AROUND) if _is_seen(one, portfolio)]
    return tuple(sorted(found, key=lambda one: (one.start, one.title)))


def _is_seen(one: Happened, portfolio: Portfolio) -> bool:
    return not one.origins or any(item_of(origin) in portfolio.items for origin in one.origins)
