"""What needs a look in a season that is being bought for, told to whoever decides: once a week each, not each hour."""

from datetime import timedelta

from sqlmodel import col, select

from app.domain.seasons.alert_words import alert_words
from app.domain.seasons.analysis import Analysis
from app.domain.seasons.consumption import EXCEEDED, LOW, NO_BUDGET, OVERDUE, STALE, Alert
from app.domain.seasons.season import RANGED
from app.services.people import bell
from app.services.seasons.analytics import AS_IT_IS, watch_analysis
from app.services.seasons.notices import JUDGES, LONGEST, people_with
from app.work import Work
from models.people import BellNotice
from models.seasons import Season

TOLD = (EXCEEDED, LOW, OVERDUE, STALE, NO_BUDGET)  # the others can wait until somebody looks
SILENCE = timedelta(days=7)


def ring_alerts(work: Work) -> int:
    """How many notices were sent."""
    people = sorted(people_with(work, JUDGES))
    seasons = work.session.exec(select(Season).where(Season.state == RANGED).order_by(col(Season.id))).all()
    return sum(_ring(work, watch_analysis(work, season.id, AS_IT_IS), people) for season in seasons)


def _ring(work: Work, view: Analysis, people: list[int]) -> int:
    """A notice is known by its address, which names what it is about."""
    home = f'/seasons/{view.code}/analytics'
    known = set(work.session.exec(select(BellNotice.person_id, BellNotice.link).where(
        col(BellNotice.link).startswith(home, autoescape=True), col(BellNotice.at) > work.now - SILENCE)))
    names = {one.key: one.name for one in view.categories}
    count = 0
    for alert in view.alerts:
        link = f'{home}?about={alert.kind}.{alert.category}'
        for person in people:
            if alert.kind in TOLD and (person, link) not in known:
                bell.ring(work, person, _words(view, alert, names.get(alert.category, ''))[:LONGEST], link)
                count += 1
    return count


def _words(view: Analysis, alert: Alert, name: str) -> str:
    return f'{view.name}: {alert_words(alert, name, view.digits)}'
