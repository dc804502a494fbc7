"""What is looked at as files, and two plans beside each other."""

from datetime import date

import pytest

from app.domain.portfolio.planning.operations import MoveItems
from app.domain.portfolio.views.looks import Filter, Looks
from app.errors import NotFound, Rejected
from app.services.portfolio import checkpoints, comparison, editing, exports, scenarios, views
from app.services.portfolio.exports import Wanted
from app.work import read, transact
from models.portfolio import PortfolioAnnotation
from tests.people import CLEO, MAX, PIA, invite_crew
from tests.portfolio import checkout, day, plant


@pytest.fixture
def scenario(workspace):
    invite_crew()
    plant(checkout())
    number = transact(scenarios.begin, MAX, 'Q4 plan')
    transact(editing.edit, MAX, number, (MoveItems((3,), 7),))
    return number


def exported(actor=MAX, **wanted):
    return read(exports.export_plan, actor, Wanted(**{'form': 'csv', **wanted})).content.decode()


def compared(before, after, actor=MAX):
    return read(comparison.view_comparison, actor, str(before), str(after))


def test_filters_and_scenarios_hold_for_files(scenario):
    assert '2026-10-19' in exported() and '2026-10-26' not in exported()
    assert '2026-10-26' in exported(scenario=scenario)
    found = exported(scenario=scenario, looks=Looks(Filter(changed_only=True)))
    assert [line.split(',')[3] for line in found.splitlines()[1:]] == ['Wallet buttons']


def test_a_picture_has_the_ghost_and_what_was_noted(scenario):
    view = transact(views.save, MAX, 'Mine', Looks())
    transact(lambda work: work.session.add(PortfolioAnnotation(view_id=view, shape='note', day=day('2 Nov'),
                                                               text='Wait for legal <b>')))
    picture = exported(form='svg', scenario=scenario, saved_view=view)
    assert 'Wait for legal &lt;b&gt;' in picture and 'Q4 plan' in picture


def test_strangers_get_no_file_of_a_scenario(scenario):
    with pytest.raises(NotFound):
        exported(CLEO, scenario=scenario)
    with pytest.raises(NotFound):
        read(exports.export_comparison, CLEO, 'live', str(scenario), 'csv')


@pytest.mark.parametrize('form', ['png', 'doc'])
def test_what_cannot_be_made_here_says_so(scenario, form):
    with pytest.raises(Rejected):
        exported(form=form)


def test_a_scenario_is_compared_with_the_live_plan_and_with_its_checkpoints(scenario):
    kept = transact(checkpoints.name_checkpoint, MAX, scenario, 'Monday')
    transact(editing.edit, MAX, scenario, (MoveItems((5,), 7),))
    live = compared('live', scenario)
    assert (live.before, live.after, live.count) == ('Live plan', 'Q4 plan', 2)
    assert [change.by.name for group in live.groups for change in group.changes] == ['Max', 'Max']
    since = compared(f'checkpoint:{kept}', scenario)
    assert [change.title for group in since.groups for change in group.changes] == ['Slot booking']
    assert compared(scenario, 'live').may_edit is False


def test_cost_is_shown_to_those_who_may_see_it_only(scenario):
    transact(scenarios.share, MAX, scenario, {PIA.identity: True})
    assert compared('live', scenario).figures.months is not None
    pia = compared('live', scenario, PIA)
    assert pia.figures.months is None and pia.may_edit and not pia.may_publish


def test_the_timeline_of_a_comparison_has_the_other_side_as_ghosts(scenario):
    view = read(comparison.view_board, MAX, 'live', str(scenario), Looks(Filter(changed_only=True)))
    bars = [bar for row in view.rows for bar in row.bars if bar.id == 3]
    assert [(bar.start, bar.was) for bar in bars] == [(date(2026, 10, 26), (day('19 Oct'), day('6 Nov')))]
    other = transact(scenarios.begin, MAX, 'Other')
    back = read(comparison.view_board, MAX, str(scenario), str(other), Looks())
    assert [bar.was for row in back.rows for bar in row.bars if bar.id == 3] == [(day('26 Oct'), day('13 Nov'))]


