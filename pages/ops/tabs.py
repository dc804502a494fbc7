"""The frame of Operations: its pages as tabs, with how many there are of what changes."""

from app.domain.access import eyes, may
from app.events import RUNS
from app.realtime import follow
from app.services.ops import queue
from components.frame import OPERATIONS, Frame, Tab
from components.palette import Hit
from pages.kit import Visitor, frame
from pages.palette import offer

OVERVIEW_TAB, COMMANDS_TAB, RUNS_TAB, SCHEDULES_TAB = 'Overview', 'Commands', 'Runs', 'Schedules'
SECRETS_TAB, REPORTS_TAB, TEAM_TAB = 'Secrets', 'Reports', 'Team'
PATHS = {
    OVERVIEW_TAB: '/ops', COMMANDS_TAB: '/ops/commands', RUNS_TAB: '/ops/runs', SCHEDULES_TAB: '/ops/schedules',
    SECRETS_TAB: '/ops/secrets', REPORTS_TAB: '/ops/reports/predictions', TEAM_TAB: '/ops/team'}
ICONS = {COMMANDS_TAB: 'list_alt', RUNS_TAB: 'history', SCHEDULES_TAB: 'schedule', SECRETS_TAB: 'key',
         REPORTS_TAB: 'monitoring', TEAM_TAB: 'groups'}
DEEDS = {SECRETS_TAB: 'ops.secret_names'}  # where looking at operations is not enough

offer(Hit('Go to', OPERATIONS.label, OPERATIONS.href, OPERATIONS.icon, 'runs'), deed='ops.look')
for label, icon in ICONS.items():
    offer(Hit('Go to', label, PATHS[label], icon, OPERATIONS.label), deed=DEEDS.get(label, 'ops.look'), when_typed=True)


async def ops_frame(who: Visitor, tab: str, title: str = OPERATIONS.label,
                    parent: tuple[str, str] | None = None) -> Frame:
    """Whoever may see only a run of their own gets it without the other pages; services refuse the rest."""
    if not may(who.me.actor, 'ops.look'):
        return await frame(who, OPERATIONS, title, parent=parent)
    tabs = [Tab(label, path, 0 if label == RUNS_TAB else None) for label, path in PATHS.items()
            if may(who.me.actor, DEEDS.get(label, 'ops.look'))]
    shell = await frame(who, OPERATIONS, title, parent=parent, tabs=tabs, tab=tab)
    with shell:  # nobody waits for a figure
        follow(RUNS, queue.view_figures, eyes(who.me.actor),
               show=lambda figures: shell.count_tab(PATHS[RUNS_TAB], figures.running + figures.waiting))
    return shell
