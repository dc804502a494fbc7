"""Figures per person: only on boards that have them, only for who was named, and each look is written down."""

import pytest

from app.domain.audit import Filter
from app.domain.sprints.facts.board import BoardRules
from app.errors import Forbidden
from app.services import audit
from app.services.sprints import board_rules, person_figures
from app.work import read, transact
from tests.people import ANN, CLEO, GUS
from tests.sprints import SPRINT, board, issue, plant


@pytest.fixture
def planted(workspace):
    return plant(board([issue(1, points=5, assignee='bob'), issue(2, points=3, assignee='ann'),
                        issue(3, points=2, assignee='bob'), issue(4, points=1)]))


def let(*identities, is_on=True):
    transact(board_rules.save_rules, ANN, 1, BoardRules(shows_people=is_on))
    for identity in identities:
        transact(board_rules.let_see_people, ANN, 1, identity, True)


def show(actor=CLEO):
    return transact(person_figures.show, actor, 1, SPRINT)


def test_who_was_named_sees_them_by_name_and_nobody_is_ranked(planted):
    let('person:3')
    assert read(person_figures.may_see, CLEO, 1)
    assert [(part.name, part.issues, part.figures.committed.amount) for part in show()] == [
        ('Ann Berg', 1, 3), ('Bob Okoro', 2, 7), ('Unassigned', 1, 1)]


def test_each_look_is_written_down(planted):
    let('person:3')
    show(), show()
    found = [one for one in read(audit.view_page, ANN, Filter()).entries if one.deed == 'sprints.look_at_people']
    assert [(one.actor_name, one.thing) for one in found] == [('Cleo', 'Checkout, Sprint 42')] * 2


def test_nobody_else_sees_them_not_even_an_admin(planted):
    let('person:3')
    assert not read(person_figures.may_see, ANN, 1)
    for actor in (ANN, GUS):
        with pytest.raises(Forbidden):
            show(actor)


def test_a_board_without_them_shows_them_to_nobody(planted):
    let('person:3')
    let(is_on=False)
    assert not read(person_figures.may_see, CLEO, 1)
    with pytest.raises(Forbidden):
        show()
