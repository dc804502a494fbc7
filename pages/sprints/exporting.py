"""“Export” on the pages of reports and queues, and the pages that are made for paper."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from urllib.parse import urlencode

from fastapi.responses import HTMLResponse
from nicegui import ui

from app import exporting
from app.domain.access import Errand, demand, may
from app.security.tokens import digest, new_secret
from app.services.sprints import calendars, exports
from app.services.sprints.exports import BASELINE, JIRA, PROJECTS, QUEUE, SPRINT, Wanted
from components.dialogs import confirm
from components.feedback import refusals_shown, toast
from components.people.once import OnceDialog
from components.sprints.export_menu import FILES, ExportMenu, Offer
from pages.kit import Visitor, do, look, member, page

COMMAND, SEND = 'sprints.report', 'sprints.send_report'
CALENDAR = '/api/v1/sprints/queues/{}.ics'
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
            more.append(('Schedule…', _entry(COMMAND, board_id), 'schedule', False))
        if may(who.me.actor, 'ops.schedule', Errand('sprints')) and may(who.me.actor, 'sprints.publish'):
            more.append(('Send to channels on schedule…', _entry(SEND, board_id), 'schedule_send', False))
        paper = f'/sprints/boards/{board_id}/sprints/{sprint}/print'
        return Offer(SPRINT, query, f'{paper}?{urlencode(looked)}' if looked else paper, more)
    return ExportMenu(offer)


def _entry(command: str, board_id: int) -> str:
    """Where a new entry of the schedule is written."""
    given = json.dumps({'board': board_id})
    return f'/ops/schedules?{urlencode({"new": 1, "command": command, "given": given})}'


def queue_export_menu(who: Visitor, queue: Callable[[], int]) -> ExportMenu:
    def offer() -> Offer:
        own = queue()
        return Offer(QUEUE, {'queue': str(own)}, f'/sprints/queues/{own}/print',
                     [('Calendar', CALENDAR.format(own), 'event', True)], (
                         ('Calendar address…', 'link', partial(_open_calendar, who, own)),
                         ('Take the calendar address back', 'link_off', partial(_close_calendar, who))))
    return ExportMenu(offer)


def projects_export_menu() -> ExportMenu:
    """All projects of all boards as one report."""
    return ExportMenu(lambda: Offer(PROJECTS, {}, '/sprints/projects-print'))


async def _open_calendar(who: Visitor, queue: int) -> None:
    """Whoever has one is asked first: programs that use it would stop."""
    with refusals_shown():
        if await look(who, calendars.has_address) and not await confirm(
                'Make a new calendar address?', 'Programs that read your former one stop doing so.', 'Make a new one'):
            return
        secret = new_secret()
        await do(who, calendars.open_address, digest(secret))
        OnceDialog('Your calendar address', 'Give it to your calendar program, and to nobody else: who has it sees '
                   'what you may see of queues. It follows this sprint through all its publications.',
                   f'{who.caller.origin}{CALENDAR.format(queue)}?token={secret}', 'address').open()


async def _close_calendar(who: Visitor) -> None:
    with refusals_shown():
        await do(who, calendars.close_address)
        toast('Calendar programs can read nothing of yours any more')


@page('/sprints/boards/{board_id}/sprints/{sprint}/print', 'Sprint report')
async def print_report(board_id: int, sprint: int) -> HTMLResponse:
    """As paper shows it: nothing to click, nothing that runs."""
    given = ui.context.client.request.query_params
    return await _paper(Wanted(SPRINT, 'html', board_id, sprint, given.get('version', ''),
                               given.get('unit', '') or 'points'))


@page('/sprints/queues/{queue_id}/print', 'Queue')
async def print_queue(queue_id: int) -> HTMLResponse:
    return await _paper(Wanted(QUEUE, 'html', queue=queue_id))


@page('/sprints/projects-print', 'Projects')
async def print_projects() -> HTMLResponse:
    return await _paper(Wanted(PROJECTS, 'html'))


async def _paper(wanted: Wanted) -> HTMLResponse:
    who = await member()
    demand(who.me.actor, 'sprints.look')
    source = await look(who, exports.view_source, wanted)
    file = await exporting.made(source.key, wanted.form, source.document)
    return HTMLResponse(file.content, headers={'Content-Security-Policy': NO_SCRIPTS, 'Cache-Control': 'no-store'})
