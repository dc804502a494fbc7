"""Which day it is where somebody is."""

from datetime import date
from zoneinfo import ZoneInfo

from app.domain.access import Actor
from app.work import Work


def view_today(work: Work, actor: Actor) -> date:
    return work.now.astimezone(ZoneInfo(actor.zone)).date()
