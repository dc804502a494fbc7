"""Saved views: one's own, those planners share, favourites, the default, and how somebody left the timeline."""

from dataclasses import replace

import pytest
from sqlmodel import select

from app.domain.portfolio.views.looks import Filter, Looks
from app.domain.portfolio.views.saved import Left
from app.errors import Conflict, Forbidden, NotFound, Rejected
from app.events import VIEWS, ViewsChanged
from app.services.portfolio import views
from app.work import read, transact
from models.people import AuditEntry
from models.portfolio import PortfolioLooks
from tests.people import ANN, BOB, CLEO, GUS, PIA

LOOKS = Looks(Filter(plans=(1,), states=('Active',)), scale='Quarters')


@pytest.fixture
def view(workspace):
    return transact(views.save, PIA, 'Q4', LOOKS)


def names(actor):
    return [found.name for found in read(views.list_views, actor)]


def test_a_view_holds_how_one_looks(view):
    found = read(views.find_view, PIA, view)
    assert (found.name, found.looks, found.is_mine, found.owner_name) == ('Q4', LOOKS, True, 'Pia')


def test_a_view_is_private_until_it_is_shared(view):
    assert names(CLEO) == []
    with pytest.raises(NotFound):
        read(views.find_view, CLEO, view)
    transact(views.change, PIA, view, is_shared=True)
    assert names(CLEO) == ['Q4']
    assert read(views.find_view, CLEO, view).looks == LOOKS


def test_viewers_keep_views_but_do_not_share_them(workspace):
    own = transact(views.save, CLEO, 'Mine', LOOKS)
    with pytest.raises(Forbidden):
        transact(views.change, CLEO, own, is_shared=True)
    with pytest.raises(Forbidden):
        transact(views.save, CLEO, 'Ours', LOOKS, True)


def test_guests_keep_nothing(workspace):
    with pytest.raises(Forbidden):
        transact(views.save, GUS, 'Mine', LOOKS)


def test_a_name_is_used_once_by_each_person(view):
    with pytest.raises(Rejected, match='already'):
        transact(views.save, PIA, ' Q4 ', Looks())
    transact(views.save, CLEO, 'Q4', Looks())
    with pytest.raises(Rejected, match='1 to 80'):
        transact(views.save, PIA, '  ', Looks())


def test_a_change_needs_the_version_that_was_seen(view):
    transact(views.change, PIA, view, name='Quarter 4', version=1)
    with pytest.raises(Conflict) as caught:
        transact(views.change, PIA, view, looks=Looks(), version=1)
    assert (caught.value.code, caught.value.version) == ('stale_version', 2)
    assert read(views.find_view, PIA, view).looks == LOOKS


def test_nobody_changes_somebody_elses_view(view):
    transact(views.change, PIA, view, is_shared=True)
    with pytest.raises(Forbidden, match='Pia’s'):
        transact(views.change, ANN, view, name='Mine now')
    with pytest.raises(Forbidden):
        transact(views.remove, ANN, view)


def test_what_was_removed_can_be_saved_again(view):
    former = transact(views.remove, PIA, view)
    assert names(PIA) == []
    transact(views.save, PIA, former.name, former.looks, former.is_shared)
    assert [found.looks for found in read(views.list_views, PIA)] == [LOOKS]


def test_favourites_and_the_default_come_first(view):
    transact(views.save, PIA, 'A', Looks())
    best = transact(views.save, PIA, 'Z', Looks())
    transact(views.star, PIA, view, True)
    transact(views.make_default, PIA, best)
    assert names(PIA) == ['Z', 'Q4', 'A']
    assert [found.is_favourite for found in read(views.list_views, PIA)] == [True, True, False]
    transact(views.make_default, PIA, None)
    transact(views.star, PIA, view, False)
    assert names(PIA) == ['Z', 'A', 'Q4']


def test_there_is_one_default(view):
    other = transact(views.save, PIA, 'Other', Looks())
    transact(views.make_default, PIA, view)
    transact(views.make_default, PIA, other)
    assert [found.name for found in read(views.list_views, PIA) if found.is_default] == ['Other']


def test_stars_are_everybodys_own(view):
    transact(views.change, PIA, view, is_shared=True)
    transact(views.star, CLEO, view, True)
    assert not read(views.find_view, PIA, view).is_favourite
    transact(views.change, PIA, view, is_shared=False)
    assert names(CLEO) == []


def test_one_comes_back_to_where_one_left(workspace):
    assert read(views.find_left, BOB) == Left(views.FIRST)
    left = Left(replace(LOOKS, folded=('team:1',)), scenario=4, view=2)
    transact(views.leave, BOB, left)
    assert read(views.find_left, BOB) == left
    assert read(views.find_left, PIA) == Left(views.FIRST)


def test_what_cannot_be_read_any_more_is_as_usual(workspace):
    transact(lambda work: work.session.add(PortfolioLooks(identity=BOB.identity, looks={
        'looks': 'gibberish', 'scenario': True, 'view': 'x'})))
    assert read(views.find_left, BOB) == Left()


def test_a_change_is_announced_and_audited(workspace):
    own = transact(views.save, PIA, 'Q4', LOOKS)
    transact(views.change, PIA, own, name='Q5')
    assert workspace.count(ViewsChanged(VIEWS)) == 2
    deeds = read(lambda work: list(work.session.exec(select(AuditEntry.deed).order_by(AuditEntry.seq))))
    assert deeds[-2:] == ['portfolio.save_view', 'portfolio.change_view']
