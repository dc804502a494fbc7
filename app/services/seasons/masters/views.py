"""All masters in one look, for the page that keeps them."""

from app.domain.access import Actor, demand
from app.domain.seasons.master_views import MastersView
from app.services.seasons.masters.calendars import calendars_of
from app.services.seasons.masters.categories import categories_of
from app.services.seasons.masters.clusters import clusters_of
from app.services.seasons.masters.company import company_view
from app.services.seasons.masters.locations import locations_of
from app.services.seasons.masters.rates import rates_of
from app.services.seasons.masters.suppliers import suppliers_of
from app.work import Work


def view_masters(work: Work, actor: Actor) -> MastersView:
    demand(actor, 'seasons.look')
    return watch_masters(work)


def watch_masters(work: Work) -> MastersView:
    """For pages: shared by all who watch, each of whom was asked for the right when the page was opened."""
    company = company_view(work)
    if company is None:
        return MastersView()
    return MastersView(company, calendars_of(work), clusters_of(work), locations_of(work), categories_of(work),
                       suppliers_of(work), rates_of(work))
