"""Analyses of a sprint: filtered by what people type and by what Jira finds, kept, and compared with the last."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlmodel import select

from app.domain.audit import Filter
from app.domain.sprints.reports.analyses import AnalysisAsk
from app.errors import Forbidden, NotFound, Rejected
from app.services import audit
from app.services.sprints import analyses, ground, queries
from app.work import read, transact
from jobs.sprints import query
from models.sprints import SprintChange, SprintIssue
from tests.people import ANN, CLEO, GUS
from tests.sprints import FINISHED, SPRINT, TODO, jan, plant, worked_example
from tests.sprints_sync import with_commands

BY_STATUS = AnalysisAsk('status')
LATE = 'duedate < now()'


@pytest.fixture
def policy(policy):
    known = with_commands(policy)
    return replace(known, commands={**known.commands, query.COMMAND: query.DEFINITION})


@pytest.fixture
def planted(workspace):
    return plant(worked_example())


def view(ask=BY_STATUS, actor=ANN, **more):
    return read(analyses.view_analysis, actor, 1, SPRINT, ask, **more)


def keep(ask=BY_STATUS, actor=ANN):
    return transact(analyses.keep, actor, 1, SPRINT, ask)


def amounts(found):
    return {one.name: one.amount for one in found.analysis.slices}


def finish_third():
    """D-3 is done now, and counts anew."""
    def told(work):
        row = work.session.exec(select(SprintIssue).where(SprintIssue.number == 3)).one()
        row.status, row.mark = FINISHED, ground.move_site(work, 1)
        work.session.add(SprintChange(issue_id=row.id, history=9_000, item=0, at=jan('12'), field='status', was=TODO,
                                      now=FINISHED))
    transact(told)


def test_an_analysis_is_of_what_is_in_the_sprint_at_its_end(planted):
    assert amounts(view()) == {'Done': 13, 'To do': 10, '10777': 3}
    assert view().former is None and view().moved == ()


def test_what_is_kept_stays_with_its_parameters_and_is_compared_with_the_next(planted):
    own = keep()
    assert view().former.id == own and view().moved == ()
    finish_third()
    moved = {one.name: (one.was, one.now, one.came, one.went) for one in view().moved}
    assert moved == {'Done': (13, 21, ('D-3',), ()), 'To do': (10, 2, (), ('D-3',))}
    (kept,) = read(analyses.list_analyses, ANN, 1, SPRINT)
    assert (kept.ask, kept.by_name, kept.analysis.amount) == (BY_STATUS, 'Ann', 26)
    assert {one.name: one.amount for one in kept.analysis.slices} == {'Done': 13, 'To do': 10, '10777': 3}


def test_only_an_analysis_with_the_same_parameters_is_compared(planted):
    first, second = keep(), keep()
    keep(AnalysisAsk('status', 'issues'))
    assert view().former.id == second and view(former=first).former.id == first
    assert view(AnalysisAsk('type')).former is None
    assert len(view().others) == 3
    with pytest.raises(NotFound, match='other parameters'):
        view(AnalysisAsk('type'), former=first)


@pytest.mark.parametrize(('more', 'keys'), [
    ({'text': 'story 3'}, {'D-3'}), ({'text': 'done'}, {'D-1', 'D-2', 'D-5'}), ({'type': 'Bug'}, set()),
    ({'stakeholder': 'Ann Berg', 'text': 'D-9'}, {'D-9'})], ids=['title', 'status', 'type', 'several'])
def test_people_filter_it_themselves(planted, more, keys):
    found = view(replace(BY_STATUS, **more))
    assert {key for one in found.analysis.slices for key in one.keys} == keys


def test_it_is_filtered_by_what_jira_finds(planted):
    ask = replace(BY_STATUS, query=LATE)
    with pytest.raises(Rejected, match='Ask Jira first'):
        view(ask)
    transact(queries.ask, ANN, 1, LATE)
    transact(queries.note_answer, read(queries.list_queries, ANN, 1)[0].id, [1, 3, 4711])
    assert amounts(view(ask)) == {'To do': 8, 'Done': 5}
    assert view(ask).analysis.mean == Decimal('6.5')


def test_planners_keep_and_everybody_in_the_sprints_looks(planted):
    assert amounts(view(actor=CLEO))
    with pytest.raises(Forbidden):
        keep(actor=CLEO)
    with pytest.raises(Forbidden):
        view(actor=GUS)
    keep()
    entry = read(audit.view_page, ANN, Filter()).entries[0]
    assert (entry.deed, entry.thing, entry.detail) == ('sprints.analysis', 'Checkout, Sprint 42', 'by status')


def test_nothing_goes_by_person(planted):
    with pytest.raises(Rejected):
        view(AnalysisAsk('assignee'))
