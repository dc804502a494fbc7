"""What can be wrong with a plan, in words, with what it is about and how to mend it where that is safe."""

from dataclasses import dataclass
from datetime import date

from app.domain.portfolio.items.items import Item
from app.domain.portfolio.planning.operations import Operation

NAMES = {
    'H1': 'Outside its parent', 'H2': 'Not planned, its parent is', 'H3': 'Teams differ from its children’s',
    'H4': 'No parent', 'H5': 'Level not below its parent', 'H6': 'Not funded by any project',
    'H7': 'Dependency broken', 'H8': 'Start after end', 'H9': 'Past and still open', 'H10': 'Begun before its start',
    'H11': 'Children begun, parent not', 'H12': 'Circle or doubtful parent', 'H13': 'Date that cannot be worked',
    'H14': 'Capacity text unclear', 'H15': 'Team overloaded', 'H16': 'Link that leads nowhere',
    'H17': 'Unknown type, state or team', 'H18': 'Dates not those of the iteration'}
CODES = tuple(NAMES)


@dataclass(frozen=True)
class Finding:
    """`key` stays the same for as long as the same thing is wrong, so that it can be accepted."""
    code: str
    text: str
    item_id: int | None = None
    other_id: int | None = None  # the other end, the parent
    team: int | None = None
    plan: int | None = None  # that it is counted with
    week: date | None = None  # its Monday
    fix: Operation | None = None
    remedy: str = ''  # what the fix does

    @property
    def key(self) -> str:
        team = f't{self.team}' if self.team is not None else None
        about = (self.item_id, self.other_id, team, self.week.isoformat() if self.week else None)
        return '-'.join([self.code, *(str(one) for one in about if one is not None)])


def found(code: str, item: Item, text: str, other: Item | None = None, fix: Operation | None = None,
          remedy: str = '') -> Finding:
    return Finding(code, text, item.id, other.id if other else None, plan=item.plan, fix=fix, remedy=remedy)


def titled(item: Item) -> str:
    return f'“{item.title}”'


def worded(day: date) -> str:
    """12 Oct 2026, wherever it is read."""
    return f'{day.day} {day:%b %Y}'
