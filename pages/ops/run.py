"""/ops/runs/{id} — one run, while it runs and afterwards."""

from functools import partial
from urllib.parse import urlencode

from nicegui import background_tasks, ui

from app.domain.access import eyes, may
from app.domain.ops.views import RunView
from app.errors import NotFound
from app.events import RUNS, SCHEDULES, log_topic, run_topic
from app.realtime import follow, tail
from app.services.ops import logs, queue, runs, timetable
from components.controls import classed
from components.frame import OPERATIONS, Frame
from components.moments import zone
from components.ops.log_view import LogWishes
from components.ops.run.room import RunRoom
from components.ops.run.wishes import RunRights, RunWishes
from pages.kit import Visitor, action, look, member, page
from pages.ops.starting import open_again
from pages.ops.tabs import PATHS, RUNS_TAB, ops_frame

UP = ('Operations', '/ops')


@page('/ops/runs/{run}', 'Run')
async def run_page(run: str, line: int = 0, attempt: int = 0) -> None:
    who = await member()
    run_id = _number(run)
    view: RunView = await look(who, runs.view_run, run_id)
    shell = await ops_frame(who, RUNS_TAB, view.line.name, parent=UP)
    ui.page_title(f'{_title(view)} · Roundtable')
    await _show(who, shell, view, attempt, line)


async def open_run(who: Visitor, run_id: int) -> None:
    """Without loading a page, which would take longer than a program needs for its first line."""
    shell = Frame.here()
    if shell is None or shell.area is not OPERATIONS:
        ui.navigate.to(f'/ops/runs/{run_id}')
        return
    view: RunView = await look(who, runs.view_run, run_id)
    shell.turn(f'/ops/runs/{run_id}', _title(view), PATHS[RUNS_TAB], (view.line.name, UP))
    await _show(who, shell, view, 0, 0)


async def _show(who: Visitor, shell: Frame, view: RunView, attempt: int, line: int) -> None:
    run_id = view.line.id
    classed(shell, full=True)
    with shell.content:
        room = RunRoom(_wishes(who, view), _rights(who, view), _log_wishes(who, run_id), zone())
        room.show(view)
        shown = follow(run_topic(run_id), runs.view_run, eyes(who.me.actor), run_id, show=room.show)
        await room.begin(attempt, line)
        await shown
        background_tasks.create(_surroundings(who, room, view), name='around a run', context=room)
    room.add_keys(shell.shortcuts)
    _keys(shell, room)


async def _surroundings(who: Visitor, room: RunRoom, view: RunView) -> None:
    """The queue it stands in, and when it comes again by itself."""
    if not may(who.me.actor, 'ops.look'):
        return
    await follow(RUNS, queue.view_figures, eyes(who.me.actor), show=room.show_queue)
    await follow(SCHEDULES, timetable.list_schedules, eyes(who.me.actor),
                 show=lambda entries: room.report.show_schedules(entries, view.line.command))


def _rights(who: Visitor, view: RunView) -> RunRights:
    """What the services would allow; they ask again."""
    actor = who.me.actor
    errand = view.line.errand(actor.identity)
    why = '' if may(actor, 'ops.output', errand) else (
        'Only operators can read what other people’s runs wrote. State, steps and reports are yours to see.')
    return RunRights(
        may_stop=may(actor, 'ops.stop', errand), may_start=may(actor, 'ops.start', view.definition.errand()),
        may_approve=may(actor, 'ops.approve') and view.line.actor != actor.identity,
        may_decide=may(actor, 'ops.decide'), may_note=may(actor, 'ops.note', errand),
        may_schedule=may(actor, 'ops.schedule', errand), why_no_output=why)


def _wishes(who: Visitor, view: RunView) -> RunWishes:
    run_id = view.line.id

    async def again() -> None:
        if view.definition.needs_word:
            await open_again(who, view)
            return
        found = await action(who, runs.again, run_id)()
        if found:
            await open_run(who, found)
    return RunWishes(
        stop=action(who, runs.cancel, run_id), again=again, edit=partial(open_again, who, view),
        approve=action(who, runs.approve, run_id, done='Approved'),
        decline=action(who, runs.decline, run_id, done='Declined'), decide=action(who, runs.decide, run_id),
        pin=action(who, runs.pin, run_id), note=action(who, runs.note, run_id, done='Note kept'),
        refresh=partial(look, who, runs.view_run, run_id), address=f'{who.caller.origin}/ops/runs/{run_id}')


def _log_wishes(who: Visitor, run_id: int) -> LogWishes:
    here = f'/ops/runs/{run_id}'

    def remember(n: int, line: int) -> None:
        ui.navigate.history.replace(f'{here}?{urlencode({"attempt": n, "line": line})}')
    return LogWishes(
        view_page=partial(look, who, logs.view_page, run_id),
        tail=lambda n, show: tail(log_topic(run_id), logs.tail, run_id, n, show=show),
        find=partial(look, who, logs.find, run_id), line_at=partial(look, who, logs.line_at, run_id),
        list_sections=partial(look, who, logs.list_sections, run_id),
        download=lambda n, form: f'/api/v1{here}/log.txt?{urlencode({"attempt": n, "form": form})}',
        remember=remember, clear=action(who, logs.clear, run_id) if may(who.me.actor, 'ops.admin') else None)


def _keys(shell: Frame, room: RunRoom) -> None:
    shell.shortcuts.add('C', 'Copy the link', room.head.copy, 'Run')


def _title(view: RunView) -> str:
    return f'Run {view.line.id}: {view.line.name}'


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise NotFound('There is no such run, or not any more.')
    return int(text)
