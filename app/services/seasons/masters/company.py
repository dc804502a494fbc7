"""The company whose seasons these are; before there is one, nothing else can be."""

from dataclasses import asdict

from sqlmodel import col

from app.domain.access import Actor, demand
from app.domain.seasons.codes import season_code
from app.domain.seasons.drafts import CalendarDraft, CompanyDraft, checked_calendar, checked_company
from app.domain.seasons.master_views import CompanyView
from app.errors import Conflict
from app.services.seasons.masters import calendars
from app.services.seasons.masters.keeping import TURN, added, changed, find_company, free_code, seen
from app.work import Work
from models.masters import MasterCompany, MasterMark


def found_company(work: Work, actor: Actor, draft: CompanyDraft, calendar: CalendarDraft | None = None) -> str:
    """Its code; with the first calendar, both or neither."""
    demand(actor, 'seasons.admin')
    work.take_turns(TURN)
    draft = checked_company(draft)
    checked = checked_calendar(calendar) if calendar else None
    if find_company(work):
        raise Conflict('The company is set up already.', 'seasons.duplicate')
    row = MasterCompany(**asdict(draft), code=free_code(work, col(MasterCompany.code), season_code))
    work.session.add(row)
    work.session.flush()
    work.session.add(MasterMark(company_id=row.id))
    added(work, actor, row, 'company', draft.name)
    if checked:
        calendars.add_calendar(work, actor, checked)
    return row.code


def change_company(work: Work, actor: Actor, draft: CompanyDraft, version: int | None = None) -> None:
    """Another currency counts for seasons that are planned from now on."""
    demand(actor, 'seasons.admin')
    draft = checked_company(draft)
    known = find_company(work)
    row = seen(work, MasterCompany, known.id if known else 0, version)
    changed(work, actor, row, asdict(draft), 'company', row.name)


def view_company(work: Work, actor: Actor) -> CompanyView | None:
    demand(actor, 'seasons.look')
    return company_view(work)


def company_view(work: Work) -> CompanyView | None:
    row = find_company(work)
    return CompanyView(row.id, row.code, CompanyDraft(row.name, row.currency, row.domain, row.tax_id, row.email),
                       row.version) if row else None
