"""A small board to test with: as domain objects, and planted into the tables."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.clock import now
from app.domain.sprints.facts.board import (
    Board,
    Change,
    ColumnOfBoard,
    Columns,
    Discipline,
    Issue,
    Member,
    Sprint,
    Status,
)
from app.services.sprints import ground
from app.services.sprints.configured import stored_rules
from app.work import transact
from models import sprints as tables

POINTS_FIELD, SPRINT_FIELD, FLAG_FIELD = 'customfield_10016', 'customfield_10020', 'customfield_10021'
AT_SITE = {'sprint': SPRINT_FIELD, 'flagged': FLAG_FIELD}
TODO, DOING, REVIEW, FINISHED, RETIRED = '10000', '3', '10011', '10002', '10777'
DEV, QA = 1, 2
SPRINT = 42
STATUSES = {TODO: Status(TODO, 'To do', 'new'), DOING: Status(DOING, 'In progress', 'indeterminate'),
            REVIEW: Status(REVIEW, 'In review', 'indeterminate'), FINISHED: Status(FINISHED, 'Done', 'done')}
COLUMNS = Columns(1, 0, (
    ColumnOfBoard('To do', 'not_started', frozenset({TODO})),
    ColumnOfBoard('In progress', 'started', frozenset({DOING})),
    ColumnOfBoard('In review', 'waiting', frozenset({REVIEW})), ColumnOfBoard('Done', 'done', frozenset({FINISHED}))),
    POINTS_FIELD)
PRIORITIES = (('1', 'Highest'), ('2', 'High'), ('3', 'Medium'), ('4', 'Low'))
PEOPLE = {'ann': 'Ann Berg', 'bob': 'Bob Okoro', 'cleo': 'Cléo Petit'}


def ms(text, zone='UTC'):
    """`2026-01-05 08:00` in that zone, as milliseconds since 1970."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def jan(text):
    """`5 08:00` is in January 2026, UTC; without a time it is noon."""
    day, _, clock = text.partition(' ')
    return ms(f'2026-01-{int(day):02} {clock or "12:00"}')


class History:
    """Writes the changes of one issue in the order in which they are told: `History().status(…).points(…)`."""

    def __init__(self, first=1000):
        self.changes, self.next = [], first

    def add(self, at, field, was='', now='', was_text='', now_text='', by='ann'):
        self.next += 1
        self.changes.append(Change(jan(at) if isinstance(at, str) else at, self.next, 0, field, was, now,
                                   was_text or was, now_text or now, by, PEOPLE.get(by, by)))
        return self

    def status(self, at, was, now, by='ann'):
        names = {key: one.name for key, one in STATUSES.items()}
        return self.add(at, 'status', was, now, names.get(was, 'Old'), names.get(now, 'Old'), by)

    def points(self, at, was, now, by='ann'):
        return self.add(at, POINTS_FIELD, '', '', was, now, by)

    def sprint(self, at, was, now, by='ann'):
        return self.add(at, 'sprint', was, now, by=by)


def issue(number, *, history=None, points=None, status=TODO, sprints=(SPRINT,), created='1', **more):
    """Created on the first of January unless told; points as text, None where nobody said."""
    estimates = {} if points is None else {POINTS_FIELD: str(points)}
    given = {'key': f'D-{number}', 'type': 'Story', 'title': f'Story {number}', 'project': 'D', 'priority': '3',
             'reporter': 'ann', 'rank': f'0|{number:05}', **more}
    return Issue(number, created=jan(created) if isinstance(created, str) else created, status=status,
                 sprints=tuple(sprints), estimates=estimates, changes=tuple(history.changes) if history else (),
                 **given)


def worked_example():
    """Nine issues in a sprint from 5 January 08:00 to 16 January 16:00 UTC, of which every class has some."""
    joins = str(SPRINT)
    return board([
        issue(1, points=5, status=FINISHED, history=History().status('12', TODO, FINISHED)),
        issue(2, points=5, status=FINISHED, history=History().points('7', '3', '5').status('15', TODO, FINISHED)),
        issue(3, points=8),
        issue(4, points=2, sprints=(), history=History().sprint('2', '', joins).sprint('9', joins, '')),
        issue(5, points=3, status=FINISHED,
              history=History().sprint('8', '', joins).status('14', TODO, FINISHED)),
        issue(6, points=2, history=History().sprint('10', '', joins).points('11', '', '2')),
        issue(7, points=5, status=FINISHED, history=History().status('2', TODO, FINISHED)),
        issue(8, points=1, sprints=(), history=History().sprint('9', '', joins).sprint('13', joins, '')),
        issue(9, points=3, status=RETIRED),
    ])


def board(issues, sprints=None, **more):
    """Columns: to do, in progress, in review (waiting), done; disciplines Dev and QA."""
    sprints = sprints or [Sprint(SPRINT, 'Sprint 42', 'closed', 'Both totals', jan('5 08:00'), jan('5 08:00'),
                                 jan('16 16:00'), jan('16 16:00'), ('Sprint 42',), 1)]
    given = {'kind': 'scrum', 'zone': 'UTC', 'mappings': (COLUMNS,), 'statuses': STATUSES, 'priorities': PRIORITIES,
             'link_types': {'10000': 'Blocks'}, 'people': PEOPLE,
             'field_names': {POINTS_FIELD: 'Story point estimate', SPRINT_FIELD: 'Sprint'},
             'disciplines': {DEV: Discipline(DEV, 'Dev', 'DE', 1, components=frozenset({'api', 'web'})),
                             QA: Discipline(QA, 'QA', 'QA', 2, labels=frozenset({'qa'}))},
             'members': {1: Member(1, 'Ann Berg', 'ann', 'person:1', True, shares={DEV: Decimal(100)}),
                         2: Member(2, 'Bob Okoro', 'bob', shares={QA: Decimal(100)})}, **more}
    return Board(1, 8, 'Checkout', site=1, site_name='Jira', site_kind=given.pop('site_kind', 'cloud'),
                 site_url='https://acme.example', version=1, sprints={one.number: one for one in sprints},
                 issues={one.number: one for one in issues}, **given)


def plant(board):
    """Store it with its own ids, as a site would have told it; returns it as it is read back."""
    transact(_plant, board)
    return transact(ground.board_of, board.id)


def plant_beside(board):
    """Another board of a site that is there already; its ids and numbers must be others."""
    def add(work):
        work.session.add(tables.SprintBoard(
            id=board.id, site_id=board.site, number=board.number, name=board.name, kind=board.kind, zone=board.zone,
            rules=stored_rules(board.rules), state='ok', ok_at=now(), projects=[]))
        work.session.flush()
        _plant_setting(work, board)
        _plant_sprints(work, board)
        _plant_issues(work, board)
        ground.move_site(work, board.site)
    transact(add)


def _plant(work, board):
    add = work.session.add
    add(tables.SprintSite(id=board.site, name=board.site_name, kind=board.site_kind, url=board.site_url, state='ok',
                          zone=board.zone, ok_at=now(), is_default=True, field_names=dict(board.field_names),
                          fields={'sprint': {'id': SPRINT_FIELD}, 'flagged': {'id': FLAG_FIELD},
                                  'estimate': {'id': POINTS_FIELD}},
                          priorities=[list(one) for one in board.priorities], link_types=dict(board.link_types),
                          people=dict(board.people), projects=sorted({one.project for one in board.issues.values()})))
    work.session.flush()
    for one in board.statuses.values():
        add(tables.SprintStatus(site_id=board.site, status=one.id, name=one.name, category=one.category,
                                is_listed=one.is_listed))
    add(tables.SprintBoard(id=board.id, site_id=board.site, number=board.number, name=board.name, kind=board.kind,
                           zone=board.zone, rules=stored_rules(board.rules), state='ok', ok_at=now(),
                           projects=sorted({one.project for one in board.issues.values()})))
    work.session.flush()
    _plant_setting(work, board)
    _plant_sprints(work, board)
    _plant_issues(work, board)
    if work.is_postgres:
        for name in ('sprintsite', 'sprintboard', 'sprint', 'sprintissue', 'sprintdiscipline', 'sprintmember',
                     'sprintmapping', 'sprintoverride'):
            work.connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), "
                                            f'greatest((SELECT max(id) FROM {name}), 1))')
    ground.move_site(work, board.site)


def _plant_setting(work, board):
    add = work.session.add
    for one in board.mappings:
        add(tables.SprintMapping(
            board_id=board.id, number=one.version,
            valid_from=datetime.fromtimestamp(one.valid_from / 1000, ZoneInfo('UTC')),
            columns=[{'name': column.name, 'kind': column.kind, 'statuses': sorted(column.statuses)}
                     for column in one.columns], estimate=one.estimate, is_guessed=one.is_guessed, at=now()))
    for one in board.disciplines.values():
        add(tables.SprintDiscipline(
            id=one.id, board_id=board.id, name=one.name, short=one.short, colour=one.colour, rank=one.id,
            rules={'estimate': one.estimate, 'components': sorted(one.components), 'labels': sorted(one.labels),
                   'values': sorted(one.values), 'subtasks': sorted(one.subtasks)}))
    for one in board.members.values():
        add(tables.SprintMember(id=one.id, board_id=board.id, name=one.name, account=one.account,
                                identity=one.identity, is_lead=one.is_lead, weekdays=sorted(one.weekdays),
                                hours=one.hours, focus=one.focus,
                                shares={str(own): str(percent) for own, percent in one.shares.items()}))
    work.session.flush()
    for one in board.days_off:
        add(tables.SprintDayOff(board_id=board.id, member_id=one.member, day=one.day, is_half=one.is_half,
                                reason=one.reason, origin=one.origin))
    for one in board.capacities:
        add(tables.SprintCapacity(
            board_id=board.id, sprint=one.sprint, discipline_id=one.discipline, unit=one.unit, amount=one.amount,
            reserve=one.reserve, points_per_hour=one.points_per_hour, in_progress=one.in_progress,
            is_carried=one.is_carried, exceptions={str(own): str(hours) for own, hours in one.exceptions.items()}))
    for one in board.overrides:
        add(tables.SprintOverride(id=one.id, board_id=board.id, number=one.number, kind=one.kind,
                                  value=dict(one.value), by='person:1', by_name=one.by_name, at=now()))


def _plant_sprints(work, board):
    for one in board.sprints.values():
        row = tables.Sprint(site_id=board.site, number=one.number, name=one.name, names=list(one.names),
                            state=one.state, goal=one.goal, start=one.start, activated=one.activated, end=one.end,
                            complete=one.complete, origin=one.origin, is_gone=one.is_gone)
        work.session.add(row)
        work.session.flush()
        work.session.add(tables.SprintOnBoard(board_id=board.id, sprint_id=row.id))


def _plant_issues(work, board):
    for one in board.issues.values():
        row = tables.SprintIssue(
            site_id=board.site, number=one.number, key=one.key, type=one.type, is_subtask=one.is_subtask,
            is_epic=one.is_epic, parent=one.parent, project=one.project, title=one.title, status=one.status,
            created=one.created, is_partial=one.is_partial, gone=one.gone, mark=2, fields={
                'sprints': list(one.sprints), 'estimates': dict(one.estimates), 'seconds': one.seconds_left,
                'priority': one.priority, 'assignee': one.assignee, 'reporter': one.reporter, 'owner': one.owner,
                'labels': list(one.labels), 'components': list(one.components), 'versions': list(one.versions),
                'epic': one.epic, 'rank': one.rank, 'due': one.due.isoformat() if one.due else None,
                'flagged': one.is_flagged, 'others': dict(one.fields), 'links': [
                    {'type': link.type, 'way': link.way, 'number': link.other, 'key': link.key}
                    for link in one.links]})
        work.session.add(row)
        work.session.flush()
        work.session.add(tables.SprintIssueOnBoard(board_id=board.id, issue_id=row.id, is_in=one.is_on_board))
        work.session.add_all(tables.SprintChange(
            issue_id=row.id, history=change.history, item=change.item, at=change.at, author=change.author,
            author_name=change.author_name, field=AT_SITE.get(change.field, change.field), was=change.was,
            now=change.now, was_text=change.was_text, now_text=change.now_text)
            for change in one.changes)


def renamed(board, **sprint):
    """The same board with its sprint changed."""
    return replace(board, sprints={SPRINT: replace(board.sprints[SPRINT], **sprint)})
