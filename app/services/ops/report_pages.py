"""Reports as the pages show them, with their age, their source, and what is missing in them."""

from app.domain.access import Actor, demand
from app.domain.ops.airsenal.bodies import Optimisation, Prediction
from app.domain.ops.airsenal.shown import Advised, ReportPage, ReportShown, prediction_shown, strategy_shown
from app.domain.ops.airsenal.views import ReportView
from app.domain.ops.views import ReportLine
from app.errors import NotFound
from app.services.ops import reports
from app.work import Work

LISTED = 30


def view_page(work: Work, actor: Actor, kind: str, report_id: int | None = None) -> ReportPage:
    """The report that is asked for, else the newest good one, and the list of all."""
    demand(actor, 'ops.look')
    lines = reports.list_reports(work, actor, kind, LISTED)
    view = reports.view_report(work, actor, report_id) if report_id else reports.latest(work, actor, kind)
    if view and view.line.kind != kind:
        raise NotFound('There is no such report, or not any more.', 'ops.no_report')
    return ReportPage(_shown(view) if view else _unread(work, actor, lines), lines)


def advised(work: Work, actor: Actor) -> Advised | None:
    """What the newest good strategy says; None where there is none."""
    demand(actor, 'ops.look')
    view = reports.latest(work, actor, 'optimisation')
    if view is None or not isinstance(view.body, Optimisation):
        return None
    strategy = strategy_shown(view.body)
    return Advised(view.line.run_id, view.line.made_at, strategy.team_id or view.team_id, strategy.gain,
                   strategy.weeks)


def _unread(work: Work, actor: Actor, lines: tuple[ReportLine, ...]) -> ReportShown | None:
    """Where every report failed to be read, the newest failure is what there is to see."""
    return _shown(reports.view_report(work, actor, lines[0].id)) if lines else None


def _shown(view: ReportView) -> ReportShown:
    body = view.body
    return ReportShown(view.line, view.name, view.team_id,
                       prediction_shown(body) if isinstance(body, Prediction) else None,
                       strategy_shown(body) if isinstance(body, Optimisation) else None,
                       view.former, view.differences, view.may_read_again)
