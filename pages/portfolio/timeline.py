"""/portfolio — the timeline: everything that is planned, seen and changed by everybody at the same time."""

from functools import partial
from typing import Any

from nicegui import ui

from app.domain.access import demand
from app.services.portfolio import ground, views
from components.controls import Text, block
from components.frame import Frame
from pages.kit import look, member, page
from pages.portfolio.board import Board, find_place
from pages.portfolio.screen import Screen
from pages.portfolio.tabs import TIMELINE_TAB, portfolio_frame


@page('/portfolio', 'Timeline')
async def timeline_page() -> None:
    who = await member()
    demand(who.me.actor, 'portfolio.look')
    query = ui.context.client.request.query_params.multi_items()
    left = await look(who, views.find_left)
    board = Board(who, await find_place(who, query, left), await look(who, ground.sight_of), left.looks)
    shell = await portfolio_frame(who, TIMELINE_TAB, 'Timeline')
    with shell.content, block('rt-plan') as root:
        Text('Timeline', 'rt-vh', 'h1')
        screen = Screen(board, root)
    await screen.begin()
    _add_keys(shell, screen)


def _add_keys(shell: Frame, screen: Screen) -> None:
    """Those of the page; arrows and dates belong to the bars, which say so themselves."""
    keys: tuple[tuple[str, str, Any], ...] = (
        ('/', 'Find an epic or feature', screen.focus_search),
        ('F', 'Fit all', partial(screen.zoom, 'fit')), ('T', 'Back to today', partial(screen.zoom, 'today')),
        ('+', 'Zoom in', partial(screen.zoom, 'in')), ('-', 'Zoom out', partial(screen.zoom, 'out')),
        ('D', 'Dependencies', partial(screen.switch, 'dependencies')),
        ('B', 'Baseline', partial(screen.switch, 'baseline')), ('M', 'Markers', partial(screen.switch, 'markers')),
        ('U', 'Undated items', screen.panels.open_undated), ('Escape', 'Close the panel', screen.panels.leave),
        ('Ctrl Z', 'Undo', screen.edits.undo), ('Ctrl Y', 'Redo', screen.edits.redo))
    for key, words, deed in keys:
        shell.shortcuts.add(key, words, deed, 'Timeline')
    for key, words in (('← → ↑ ↓', 'Choose a bar'), ('Enter', 'Details of the bar'), ('Space', 'Select the bar'),
                       ('Shift ← →', 'Move by a day'), ('Alt ← →', 'Move by a week'),
                       ('Ctrl ← →', 'Move its end'), ('Ctrl+Shift ← →', 'Move its start'), ('L', 'Link it')):
        shell.shortcuts.add(key, words, screen.timeline.focus, 'On a bar')
