"""Sprints as fields of issues hold them: objects in the cloud, and on servers what Java prints of one.

`com.atlassian.greenhopper.service.sprint.Sprint@1f39[id=7,rapidViewId=1,state=ACTIVE,name=A, [b]=c,goal=,…]`: names
may hold commas, brackets and even the word of a key, so a key counts once, in the place where it comes first.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from app.domain.sprints.jira.reading import RawSprint
from app.domain.sprints.jira.stamps import milliseconds_or_none

PRINTED: Final = re.compile(r'[\w.$]*Sprint@\w+\[(.*)\]\s*', re.DOTALL)
KEY: Final = re.compile(r'(?:^|,)(id|rapidViewId|state|name|startDate|endDate|completeDate|activatedDate|sequence|goal|'
                        r'synced|autoStartStop|incompleteIssuesDestinationId)=')
NOTHING: Final = '<null>'


def sprint(told: Any) -> RawSprint | None:
    """None where it is no sprint; raises Rejected where a moment lacks its zone."""
    found = _parts(told)
    identifier = str(found.get('id') or '')
    if not identifier.isdecimal():
        return None
    board = str(found.get('originBoardId') or found.get('boardId') or found.get('rapidViewId') or '')
    return RawSprint(int(identifier), str(found.get('name') or ''), str(found.get('state') or '').lower(),
                     str(found.get('goal') or ''), milliseconds_or_none(found.get('startDate')),
                     milliseconds_or_none(found.get('activatedDate')), milliseconds_or_none(found.get('endDate')),
                     milliseconds_or_none(found.get('completeDate')), int(board) if board.isdecimal() else None)


def sprint_number(told: Any) -> int | None:
    identifier = str(_parts(told).get('id') or '')
    return int(identifier) if identifier.isdecimal() else None


def _parts(told: Any) -> Mapping[str, Any]:
    if isinstance(told, Mapping):
        return told
    if isinstance(told, int):
        return {'id': told}
    found = PRINTED.fullmatch(told) if isinstance(told, str) else None
    return dict(_printed(found[1])) if found else {}


def _printed(inside: str) -> Iterator[tuple[str, str | None]]:
    known, begins = set[str](), list[re.Match[str]]()
    for found in KEY.finditer(inside):
        if found[1] not in known:
            known.add(found[1])
            begins.append(found)
    for found, after in zip(begins, [*begins[1:], None], strict=True):
        value = inside[found.end():after.start() if after else len(inside)]
        yield found[1], None if value == NOTHING else value
