"""/ops/reports/predictions, /ops/reports/optimisation — what AIrsenal has found out, for whoever picks the team."""

from app.events import REPORTS
from app.realtime import follow
from app.services.ops import report_pages, reports
from app.services.people import sessions
from components.controls import block
from components.ops.reports.frame import Draw, ReportView
from components.ops.reports.prediction import draw_prediction
from components.ops.reports.strategy import draw_strategy
from components.palette import Hit
from pages.kit import action, member, page
from pages.ops.tabs import REPORTS_TAB, ops_frame
from pages.palette import offer

offer(Hit('Go to', 'Optimisation', '/ops/reports/optimisation', 'monitoring', 'Operations'), deed='ops.look',
      when_typed=True)


@page('/ops/reports/predictions', 'Predictions')
async def predictions_page(report: int | None = None) -> None:
    await _report_page('prediction', draw_prediction, report)


@page('/ops/reports/optimisation', 'Optimisation')
async def optimisation_page(report: int | None = None) -> None:
    await _report_page('optimisation', draw_strategy, report)


async def _report_page(kind: str, draw: Draw, report: int | None) -> None:
    who = await member()
    shell = await ops_frame(who, REPORTS_TAB)
    with shell.content, block('rt-page'):
        view = ReportView(kind, draw, action(who, reports.reparse, done='The log was read again'))
        await follow(REPORTS, sessions.looking, who.credential, report_pages.view_page, kind, report, show=view.show)
