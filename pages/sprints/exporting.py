"""“Export” on the pages of reports and queues, and the pages that are made for paper."""

import json
from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from fastapi.responses import HTMLResponse
from nicegui import ui

from app import exporting
from app.domain.access import Errand, demand, may
from app.services.sprints import exports
from app.services.sprints.exports import BASELINE, JIRA, QUEUE, SPRINT, Wanted
from components.sprints.export_menu import FILES, ExportMenu, Offer
from pages.kit import Visitor, look, member, page

COMMAND = 'sprints.report'
NO_SCRIPTS = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def export_menu(who: Visitor, board_id: int, sprint: int,
                how: Callable[[], Mapping[str, str]] | None = None) -> ExportMenu:
    """`how` tells the version and the unit that are looked at."""
    def offer() -> Offer:
        looked = {name: value for name, value in (how() if how else {}).items() if value}
        query = {'board': str(board_id), 'sprint': str(sprint), **looked}
        given = urlencode(query)
        more = [('Baseline as PDF', f'{FILES}/{BASELINE}.pdf?{urlencode({**query, "version": ""})}', 'flag', True),
                ('CSV for the importer of Jira', f'{FILES}/{JIRA}.csv?{given}', 'upload_file', True)]
        if may(who.me.actor, 'ops.schedule', Errand('sprints')):
            wanted = json.dumps({'board': board_id})
            more.append(('Schedule…', f'/ops/schedules?{urlencode({"new": 1, "command": COMMAND, "given": wanted})}',
                         'schedule', False))
        paper = f'/sprints/boards/{board_id}/sprints/{sprint}/print'
        return Offer(SPRINT, query, f'{paper}?{urlencode(looked)}' if looked else paper, more)
    return ExportMenu(offer)


def queue_export_menu(queue: Callable[[], int]) -> ExportMenu:
    def offer() -> Offer:
        own = queue()
        return Offer(QUEUE, {'queue': str(own)}, f'/sprints/queues/{own}/print',
                     [('Calendar', f'/api/v1/sprints/queues/{own}.ics', 'event', True)])
    return ExportMenu(offer)


@page('/sprints/boards/{board_id}/sprints/{sprint}/print', 'Sprint report')
async def print_report(board_id: int, sprint: int) -> HTMLResponse:
    """As paper shows it: nothing to click, nothing that runs."""
    given = ui.context.client.request.query_params
    return await _paper(Wanted(SPRINT, 'html', board_id, sprint, given.get('version', ''),
                               given.get('unit', '') or 'points'))


@page('/sprints/queues/{queue_id}/print', 'Queue')
async def print_queue(queue_id: int) -> HTMLResponse:
    return await _paper(Wanted(QUEUE, 'html', queue=queue_id))


async def _paper(wanted: Wanted) -> HTMLResponse:
    who = await member()
    demand(who.me.actor, 'sprints.look')
    source = await look(who, exports.view_source, wanted)
    file = await exporting.made(source.key, wanted.form, source.document)
    return HTMLResponse(file.content, headers={'Content-Security-Policy': NO_SCRIPTS, 'Cache-Control': 'no-store'})
