"""Signs and words of lines, states and conflicts of a queue."""

from typing import Final

from app.domain.sprints.queue import conflicts
from app.domain.sprints.queue import result as codes
from app.domain.sprints.queue.inputs import BAND, CARRIED, DEADLINE, IN_PROGRESS, PIN, RANK, WINDOW, Parameters
from app.domain.sprints.queue.result import Line
from app.domain.sprints.queue.views import ARCHIVED, DRAFT, LIVE, PUBLISHED, QueueView

STATES: Final = {DRAFT: ('Draft, not published yet', 'edit', 'acc'), PUBLISHED: ('Published', 'lock', 'prim'),
                 LIVE: ('Live', 'progress_activity', 'info'), ARCHIVED: ('Archived', 'inventory_2', '')}
SIGNS: Final = {  # icon, tone
    codes.UNDER_WAY: ('progress_activity', 'info'), codes.FIXED: ('schedule', 'wrn'), codes.PINNED: ('keep', 'pri'),
    codes.PULLED_IN: ('subdirectory_arrow_right', ''), codes.FILLS_GAP: ('join_inner', ''),
    codes.CARRIED_OVER: ('replay', ''), codes.DUE: ('schedule', 'wrn'), codes.TURN: ('group', ''),
    codes.URGENT: ('trending_up', ''), codes.UNKNOWN_ROOM: ('help', 'wrn'), codes.RESERVED: ('savings', ''),
    codes.SHORT: ('block', ''), codes.BANNED: ('do_not_disturb_on', ''), codes.NO_DISCIPLINE: ('category', 'wrn'),
    codes.CYCLE: ('sync_problem', 'neg'), codes.WAITS: ('hourglass_empty', 'neg')}
SEVERE: Final = {conflicts.CRITICAL: ('error', 'neg', 'Critical'), conflicts.HIGH: ('error', 'neg', 'High'),
                 conflicts.WARN: ('warning', 'wrn', 'Warning'), conflicts.INFO: ('info', 'inf', 'Note')}
KIND_SIGNS: Final = {conflicts.CYCLE: 'sync_problem', conflicts.WINDOW_CLASH: 'schedule',
                     conflicts.DEADLINE_MISS: 'schedule', conflicts.DRIFT: 'difference'}
FIXES: Final = {  # of lists that are to be mended: which list of doubts they are
    'data:without an estimate': 'unestimated', 'data:without a discipline': 'undisciplined',
    f'data:carried over more than {conflicts.STALE} times': 'stale', 'data:with a priority nobody ranked': 'priorities'}
RULES: Final = {
    IN_PROGRESS: 'What is in progress', WINDOW: 'What is fixed to a time', PIN: 'What somebody pinned to the top',
    BAND: 'The rest by priority', CARRIED: 'Inside a priority, what was carried over first',
    DEADLINE: 'Then by deadline, the nearest first', RANK: 'Then as ranked in Jira'}
FAIR: Final = 'Inside a priority, those who asked take turns by points'
PACKED: Final = 'Each comes in with what it waits for, while every discipline has room'


def made_by(parameters: Parameters) -> list[str]:
    """The rules of a queue in the order in which they are asked."""
    found = []
    for name in parameters.order:
        found.append(RULES[name])
        if name == BAND and parameters.is_fair:
            found.append(FAIR)
    return [*found, PACKED]


def heard(line: Line) -> str:
    """A row as it is read out."""
    where = {'in': f'number {line.position}', 'reserve': 'in the reserve'}.get(line.status, 'not in the queue')
    return f'{line.key} {line.title}, {where}, {line.reason}'


def cut_text(view: QueueView, mean_text: str) -> str:
    """What stands on the line where capacity ends."""
    inside = view.result.of('in')
    return f'Capacity ends here · {len(inside)} {"issue" if len(inside) == 1 else "issues"}, {mean_text}'
