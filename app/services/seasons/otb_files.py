"""Open-to-buy as a file: as it is looked at, with what was typed on a sheet that can be imported again."""

from typing import Final

from app.domain.access import Actor
from app.domain.seasons.otb import OtbLooks, OtbView
from app.domain.seasons.otb_inputs import OtbInput
from app.domain.seasons.otb_tables import about_otb, input_table, left_table
from app.services.seasons.otb import view_otb
from app.services.seasons.otb_inputs import list_inputs
from app.services.seasons.table_files import as_csv, as_workbook
from app.work import Work

CSV: Final = 'csv'
Told = tuple[OtbView, tuple[OtbInput, ...]]


def told_of(work: Work, actor: Actor, code: str, looks: OtbLooks) -> Told:
    """What a file says. Raises Forbidden, NotFound."""
    return view_otb(work, actor, code, looks), list_inputs(work, actor, code)


def otb_file(told: Told, form: str) -> bytes:
    """Needs no database: it may take a moment."""
    view, inputs = told
    if form == CSV:
        return as_csv(left_table(view))
    return as_workbook(about_otb(view), (left_table(view), input_table(view, inputs)), view.season.digits)
