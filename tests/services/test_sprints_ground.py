"""Boards in memory: as good as what is stored, and the same object until something changes."""

from dataclasses import replace

from app.services.sprints import boards, ground
from app.work import read, transact
from tests.people import ANN
from tests.sprints import DEV, FINISHED, SPRINT, jan, plant, worked_example


def test_a_board_is_read_back_as_it_was_stored(workspace):
    stored = worked_example()
    found = plant(stored)
    assert {number: _told(one) for number, one in found.issues.items()} == {
        number: _told(one) for number, one in stored.issues.items()}
    assert found.sprints == stored.sprints and found.mappings == stored.mappings
    assert found.disciplines == stored.disciplines and found.members == stored.members


def test_a_board_is_the_same_object_until_something_changes(workspace):
    plant(worked_example())
    first = read(ground.board_of, 1)
    assert read(ground.board_of, 1) is first
    transact(ground.move_boards, [1])
    second = read(ground.board_of, 1)
    assert second is not first and second.version == first.version + 1
    assert second.issues[1] is first.issues[1], 'what has not changed is not read again'


def test_favourites_come_first(workspace):
    plant(worked_example())
    transact(boards.star, ANN, 1, True)
    assert [view.is_starred for view in read(boards.list_boards, ANN)] == [True]
    transact(boards.star, ANN, 1, False)
    assert not read(boards.view_board, ANN, 1).is_starred


def test_who_leads_a_board_may_change_its_capacity(workspace):
    plant(worked_example())
    assert read(ground.desk_of, replace(ANN, identity='person:1'), 1).is_lead
    assert not read(ground.desk_of, replace(ANN, identity='person:77'), 1).is_lead


def _told(issue):
    return {name: getattr(issue, name) for name in issue.__slots__ if name != 'url'}


def test_the_example_is_what_it_says(workspace):
    found = plant(worked_example())
    assert found.sprints[SPRINT].complete == jan('16 16:00') and found.columns.kind_of(FINISHED) == 'done'
    assert found.disciplines[DEV].name == 'Dev'
