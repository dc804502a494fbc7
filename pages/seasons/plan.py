"""/seasons/{code}/plan — the plan of a season as a grid, typed into and seen by everybody at the same time."""

from functools import partial
from typing import Any

from nicegui import ui

from app.domain.seasons.plan.looks import looks_from
from app.services.seasons import layouts, plan_views
from components.controls import Text, block
from components.frame import Frame
from pages.kit import look, member, page
from pages.seasons.kit import season_page
from pages.seasons.plan_desk import PlanDesk
from pages.seasons.plan_screen import PlanScreen
from pages.seasons.tabs import PLAN_TAB


@page('/seasons/{code}/plan', 'Plan')
async def plan_page(code: str) -> None:
    who = await member()
    query = ui.context.client.request.query_params.multi_items()
    made = await season_page(who, PLAN_TAB, code)
    sight = await look(who, plan_views.sight_of, code)
    habits = await look(who, layouts.view_habits, made.view.id)
    with made.body, block('rt-plan-page') as root:
        Text('Plan', 'rt-vh', 'h2')
        screen = PlanScreen(PlanDesk(who, made.view, sight, looks_from(query), habits), root)
    made.on_change(screen.season_changed)
    _add_keys(made.shell, screen)
    await screen.begin()


def _add_keys(shell: Frame, screen: PlanScreen) -> None:
    """All belong to the grid, which says so itself."""
    for key, words in KEYS:
        shell.shortcuts.add(key, words, partial(_focus, screen), 'Plan grid')


async def _focus(screen: PlanScreen, *_: Any) -> None:
    screen.grid.focus()


KEYS = (('typing, F2', 'Edit the cell'), ('Enter, Tab', 'Keep, and the next cell'), ('Esc', 'Put back'),
        ('Shift Enter', 'Keep and fill right'), ('Shift ← → ↑ ↓', 'Choose cells'), ('Ctrl ← → ↑ ↓', 'To the edge'),
        ('Ctrl Home, Ctrl End', 'To the first and last cell'), ('Ctrl D, Ctrl R', 'Fill down, right'),
        ('Del', 'Empty the cells'), ('Ctrl Z, Ctrl Y', 'Undo, redo'), ('Ctrl C, Ctrl V', 'Copy, paste'),
        ('Ctrl F', 'Find a row'), ('Ctrl ;', 'Note'), ('Alt E', 'Explain'), ('Alt H', 'Hold'),
        ('Alt ← →', 'Fold and open the row'), ('Alt Shift ← →', 'Fold and open the month'),
        ('Ctrl A', 'Choose all cells'))
