"""What is drawn on the timeline of a saved view."""

from dataclasses import replace

import pytest

from app.domain.portfolio.views.looks import Looks
from app.domain.portfolio.views.notes import AnnotationDraft
from app.errors import Conflict, Forbidden, NotFound, Rejected
from app.events import VIEWS, ViewsChanged
from app.services.portfolio import annotations, views
from app.work import read, transact
from tests.people import CLEO, MAX, PIA
from tests.portfolio import day

NOTE = AnnotationDraft('note', day('12 Oct'), text='Wait for legal', y=40)


@pytest.fixture
def view(workspace):
    return transact(views.save, PIA, 'Q4', Looks())


def test_a_note_is_drawn_moved_and_erased(view, workspace):
    number = transact(annotations.draw, PIA, view, NOTE)
    assert read(annotations.find_annotation, PIA, number).draft == NOTE
    transact(annotations.redraw, PIA, number, replace(NOTE, day=day('19 Oct')), 1)
    assert read(annotations.find_annotation, PIA, number).draft.day == day('19 Oct')
    assert ViewsChanged(VIEWS) in workspace
    assert transact(annotations.erase, PIA, number, 2) == (view, replace(NOTE, day=day('19 Oct')))
    assert read(annotations.list_annotations, PIA, view) == ()


def test_whoever_sees_the_view_sees_what_is_drawn_in_it(view):
    number = transact(annotations.draw, PIA, view, NOTE)
    for call in ((annotations.list_annotations, CLEO, view), (annotations.find_annotation, CLEO, number)):
        with pytest.raises(NotFound):
            read(*call)
    transact(views.change, PIA, view, is_shared=True)
    assert [found.draft.text for found in read(annotations.list_annotations, CLEO, view)] == ['Wait for legal']


def test_viewers_draw_nothing_and_planners_draw_in_shared_views(view):
    transact(views.change, PIA, view, is_shared=True)
    with pytest.raises(Forbidden):
        transact(annotations.draw, CLEO, view, NOTE)
    assert transact(annotations.draw, MAX, view, NOTE)


def test_the_second_of_two_changes_is_refused(view):
    number = transact(annotations.draw, PIA, view, NOTE)
    transact(annotations.redraw, PIA, number, replace(NOTE, text='Legal said yes'), 1)
    with pytest.raises(Conflict):
        transact(annotations.redraw, PIA, number, replace(NOTE, text='Legal said no'), 1)


@pytest.mark.parametrize('draft', [replace(NOTE, shape='star'), replace(NOTE, colour=0), replace(NOTE, y=-1),
                                   replace(NOTE, text='x' * 501), replace(NOTE, until=day('1 Oct'))],
                         ids=['no such shape', 'no such colour', 'above the axis', 'too long', 'ends before it begins'])
def test_what_does_not_fit_is_refused(view, draft):
    with pytest.raises(Rejected):
        transact(annotations.draw, PIA, view, draft)


def test_they_go_with_their_view(view):
    number = transact(annotations.draw, PIA, view, NOTE)
    transact(views.remove, PIA, view)
    with pytest.raises(NotFound):
        read(annotations.find_annotation, PIA, number)
