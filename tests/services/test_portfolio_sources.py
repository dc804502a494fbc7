"""What is kept of a source: batches, parents that come later, shares in words, tokens, schedules and histories."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlmodel import select

from app.domain.access import Actor, Grant
from app.domain.portfolio.items.items import Link
from app.domain.portfolio.setup.drafts import SourceDraft
from app.domain.portfolio.sources.reading import PARENT, PREDECESSOR, RELATED, SUCCESSOR, Body, BodyLink, IterationFound
from app.domain.portfolio.sources.revised import Revised
from app.errors import Conflict, Forbidden, NotFound, Rejected
from app.services import audit, master_keys, secrets
from app.services.ops import queue
from app.services.portfolio import (
    freshness,
    ground,
    keeping,
    keeping_shares,
    keeping_time,
    revisions,
    setup,
    source_setup,
    sources,
    tokens,
)
from app.work import read, transact
from models.ops import OpsSchedule, Secret, SecretVersion
from models.portfolio import PortfolioItem, PortfolioMark, PortfolioShare, PortfolioText
from tests.people import ANN, BOB, CLEO
from tests.portfolio import day
from tests.portfolio_sync import add_source, baseline, live, plan, seen_by, with_commands

PLANNER = Actor('person:3', 'Cleo', (Grant('planner', 'portfolio'),))
PUBLISHER = Actor('person:2', 'Bob', (Grant('planner', 'portfolio'), Grant('publisher', 'portfolio')))
AREA_ADMIN = Actor('person:2', 'Bob', (Grant('admin', 'portfolio'),))
PAT = 'q7' * 26


@pytest.fixture
def policy(policy):
    return with_commands(policy)


@pytest.fixture
def tracker(workspace):
    """A source that was never read, with a plan for Web and one for Store."""
    source_id = add_source('https://dev.azure.com/acme', capacity_block='read')
    workspace.clear()
    return source_id


def body(number, title='Wallet', rev=1, **more):
    given = {'type': 'Feature', 'state': 'New', 'area': 'Shop\\Web', **more}
    return Body(number, rev, title=title, **given)


def keep(*bodies, found_in=None):
    return transact(lambda work: keeping.keep_batch(work, keeping.terms_of(work, 1), bodies, found_in))


def block(*lines):
    return f'<p>Text</p>[PlannerTool Team Capacity]<br>{"<br>".join(lines)}<br>[/PlannerTool Team Capacity]'


def marks():
    return read(lambda work: {row.external_id: row.mark for row in work.session.exec(select(PortfolioItem))})


def count(work):
    return work.session.exec(select(PortfolioMark.baseline)).first() or 1


def test_a_child_may_come_before_its_parent(tracker):
    keep(body(2, parent=1))
    assert live()[2].is_hidden_parent
    keep(body(1, 'Checkout', type='Epic'))
    assert live()[2].parent == live()[1].id
    assert not live()[2].is_hidden_parent


def test_a_link_may_come_before_its_other_end_and_stands_once(tracker):
    keep(body(2, links=(BodyLink(PREDECESSOR, 1), BodyLink(RELATED, 3), BodyLink(PREDECESSOR, 1))))
    assert live()[2].fields['roundtable.missing'] == [1, 3]
    keep(body(1, links=(BodyLink(SUCCESSOR, 2),)))
    assert live()[2].fields['roundtable.missing'] == [3]
    keep(body(3, links=(BodyLink(RELATED, 2),)))
    ids = {number: item.id for number, item in live().items()}
    assert read(ground.live).links == {Link(ids[1], ids[2]), Link(ids[2], ids[3], 'related')}
    assert 'roundtable.missing' not in live()[2].fields


def test_a_link_that_is_taken_away_goes_at_either_end(tracker):
    keep(body(1, links=(BodyLink(SUCCESSOR, 2),)), body(2, links=(BodyLink(PREDECESSOR, 1),)))
    keep(body(1, rev=2), body(2, rev=2))
    assert read(ground.live).links == frozenset()


def test_links_that_are_no_arrows_are_kept_as_words(tracker):
    keep(body(1, links=(BodyLink('System.LinkTypes.Duplicate-Forward', 2), BodyLink('Hyperlink', None, 'https://a.example'),
                        BodyLink(SUCCESSOR, None, 'https://dev.azure.com/other/9'), BodyLink(PARENT, 5))))
    others = read(lambda work: work.session.exec(select(PortfolioText.others)).one())
    assert [(one['rel'].rpartition('.')[2], one['number']) for one in others] == [
        ('Duplicate-Forward', '2'), ('Hyperlink', ''), ('Dependency-Forward', '')]
    assert read(ground.live).links == frozenset()


def test_two_parents_a_self_link_and_dates_out_of_range_are_noted(tracker):
    keep(body(1, parent=1, parents=1, links=(BodyLink(SUCCESSOR, 1),), end_raw='9999-12-31T00:00:00Z'),
         body(2, parent=1, parents=2))
    items = live()
    assert items[1].fields['roundtable.out_of_range'] == ['9999-12-31T00:00:00Z']
    assert (items[1].end, items[1].fields['roundtable.parents'], items[2].fields['roundtable.parents']) == (None, 1, 2)
    assert read(ground.live).links == frozenset()


def test_what_is_the_same_moves_no_mark(tracker):
    keep(body(1), body(2))
    before, marked = read(count), marks()
    assert keep(body(1), body(2)) == keeping.Kept(0, 0)
    assert (read(count), marks()) == (before, marked)
    assert keep(body(1, 'Wallets', 2), body(2)) == keeping.Kept(0, 1)
    assert marks()['1'] > marked['1'] and marks()['2'] == marked['2']


def test_what_was_published_meanwhile_is_not_overwritten_by_an_older_answer(tracker):
    keep(body(1, 'Published', rev=5))
    keep(body(1, 'Read before that', rev=4))
    assert live()[1].title == 'Published'


def test_what_a_database_cannot_keep_is_left_out(tracker):
    keep(body(1, 'A\0B \ud800', description='x\0y', tags=('a\0',), fields={'Custom\0': ['\0', {'a': '\0'}]}))
    assert live()[1].title == 'AB ?'
    assert live()[1].fields['Custom'] == ['', {'a': ''}]


def test_an_item_of_two_plans_belongs_to_the_one_with_the_longer_area(workspace):
    add_source(areas=('Shop', 'Shop\\Web'))
    keep(body(1), found_in={1: [1, 2]})
    assert (live()[1].plan, live()[1].also_in) == (2, (1,))
    terms = read(keeping.terms_of, 1)
    assert transact(keeping.touch, terms, [1], {1: [1]}) == 1
    assert (live()[1].plan, live()[1].also_in) == (1, ())


def test_shares_in_words_are_taken_over_and_what_is_unclear_is_noted(tracker):
    keep(body(1, description=block('PAY: 40', 'Mob: 12,5 %', 'Ghost Team: 30', 'PAY: 140')))
    assert dict(live()[1].shares) == {1: Decimal(100), 2: Decimal('12.50')}
    assert any('Ghost Team' in note for note in live()[1].fields['roundtable.block'])


def test_shares_in_words_are_only_read_where_an_admin_wants_it(workspace):
    add_source()
    keep(body(1, description=block('PAY: 40')))
    assert live()[1].shares == ()


def change_share(percent):
    def service(work):
        row = work.session.exec(select(PortfolioShare)).one()
        row.percent, row.origin = Decimal(percent), 'ours'
        work.session.get(PortfolioItem, row.item_id).mark = ground.move_baseline(work)
    transact(service)


def test_ours_stays_while_the_words_do_not_change(tracker):
    keep(body(1, description=block('PAY: 40')))
    change_share(60)
    keep(body(1, rev=2, description=block('PAY:&nbsp;40')))
    assert dict(live()[1].shares) == {1: Decimal(60)}


def test_where_both_changed_somebody_has_to_choose(tracker):
    keep(body(1, description=block('PAY: 40')))
    change_share(60)
    keep(body(1, rev=2, description=block('PAY: 70')))
    item = live()[1]
    assert (dict(item.shares), item.fields['roundtable.block_doubt']) == ({1: Decimal(60)}, True)
    with pytest.raises(Forbidden):
        transact(keeping_shares.settle_shares, PLANNER, item.id, 'block')
    transact(keeping_shares.settle_shares, PUBLISHER, item.id, 'block')
    assert dict(live()[1].shares) == {1: Decimal(70)}
    assert 'roundtable.block_doubt' not in live()[1].fields
    with pytest.raises(Conflict):
        transact(keeping_shares.settle_shares, PUBLISHER, item.id, 'ours')


def test_where_both_came_to_the_same_nobody_is_asked(tracker):
    keep(body(1, description=block('PAY: 40')))
    change_share(60)
    keep(body(1, rev=2, description=block('PAY: 60')))
    assert 'roundtable.block_doubt' not in live()[1].fields


def test_an_iteration_that_is_renamed_keeps_its_items(tracker):
    sprint = IterationFound('n1', 'Shop\\Sprint 1', day('5 Oct'), day('16 Oct'))
    transact(keeping_time.keep_iterations, 1, 'Shop', [IterationFound('r', 'Shop'), sprint])
    keep(body(1, iteration='Shop\\Sprint 1'))
    transact(keeping_time.keep_iterations, 1, 'Shop', [IterationFound('r', 'Shop'),
                                                       replace(sprint, path='Shop\\Opening', end=day('23 Oct'))])
    assert (live()[1].iteration, live()[1].end, live()[1].end_from) == ('Shop\\Opening', day('23 Oct'), 'iteration')


def test_a_source_comes_with_entries_of_the_schedule_and_takes_them_along(workspace):
    source_id = transact(source_setup.add_source, ANN, SourceDraft('Jira', 'demo', options={}))
    rows = read(lambda work: list(work.session.exec(select(OpsSchedule))))
    assert {row.parameters['kind']: row.expression for row in rows} == {
        'items': '30 minutes', 'markers': '2 hours', 'teams': '4 hours', 'iterations': '8 hours', 'history': '24 hours'}
    assert all(row.is_enabled and row.next_fire for row in rows)
    transact(source_setup.remove_source, ANN, source_id)
    assert not read(lambda work: list(work.session.exec(select(OpsSchedule.id))))
    assert freshness.COMMAND == sources.COMMAND


def shared_tokens(source_id):
    return next(line.tokens for line in read(setup.view_setup, ANN).sources if line.id == source_id)


def test_a_token_is_kept_sealed_and_shown_to_nobody(tracker):
    transact(tokens.keep_token, ANN, tracker, tokens.READ, PAT)
    view, none = shared_tokens(tracker)
    assert (view.purpose, view.set_at is not None, none.purpose, none.set_at) == ('read', True, 'write', None)
    assert PAT not in str(view) and PAT not in str(read(secrets.list_secrets, ANN))
    records = read(lambda work: [row.record for row in work.session.exec(select(SecretVersion))])
    assert records and all(PAT not in record for record in records)
    assert 'Tracker' in str(read(audit.view_page, ANN, audit.Filter(deed='portfolio.keep_token')).entries)
    assert seen_by(ANN, tracker).has_token


def test_a_run_is_given_the_token_of_its_source_and_of_no_other(tracker):
    other = transact(source_setup.add_source, ANN, SourceDraft('Other', 'demo'))
    transact(tokens.keep_token, ANN, tracker, tokens.READ, PAT)
    transact(tokens.keep_token, ANN, other, tokens.READ, PAT[::-1])
    transact(tokens.keep_token, ANN, tracker, tokens.WRITE, PAT.upper())
    transact(sources.sync_now, ANN, tracker)
    claim = transact(queue.claim_next, 'worker')
    assert transact(secrets.open_for, claim) == {f'PORTFOLIO_READ_{tracker}': PAT}
    used = shared_tokens(tracker)[0].used_at
    assert used and seen_by(ANN, tracker).token_used_at == used


def test_a_token_survives_another_master_key_and_its_own_end(tracker):
    transact(tokens.keep_token, ANN, tracker, tokens.READ, PAT)
    assert transact(master_keys.prove, ANN).done == 1
    transact(tokens.forget_token, ANN, tracker, tokens.READ)
    assert not any(one.set_at for one in shared_tokens(tracker))
    assert 'shared, to read' in str(read(audit.view_page, ANN, audit.Filter(deed='portfolio.remove_token')).entries)
    with pytest.raises(NotFound):
        transact(tokens.forget_token, ANN, tracker, tokens.READ)


def test_publishers_keep_tokens_of_their_own_and_only_those(tracker):
    transact(tokens.keep_token, PUBLISHER, tracker, tokens.WRITE, PAT, is_own=True)
    with pytest.raises(Forbidden):
        transact(tokens.keep_token, PUBLISHER, tracker, tokens.WRITE, PAT)
    with pytest.raises(Forbidden):
        transact(tokens.keep_token, CLEO, tracker, tokens.WRITE, PAT, is_own=True)
    assert read(tokens.writes_with, PUBLISHER.identity, tracker) == 'own'
    assert read(tokens.writes_with, ANN.identity, tracker) == ''
    assert [one.set_at for one in shared_tokens(tracker)] == [None, None]


def test_a_source_lends_its_token_only_where_an_admin_allows_it(tracker):
    transact(tokens.keep_token, ANN, tracker, tokens.WRITE, PAT)
    assert read(tokens.writes_with, PUBLISHER.identity, tracker) == ''
    transact(lambda work: setattr(work.session.get(type(read_source(work)), tracker), 'lends_token', True))
    assert read(tokens.writes_with, PUBLISHER.identity, tracker) == 'shared'


def read_source(work):
    return work.session.exec(select(source_setup.PortfolioSource)).first()


def test_an_admin_of_the_portfolio_sets_its_tokens_and_no_others(tracker):
    transact(tokens.keep_token, AREA_ADMIN, tracker, tokens.READ, PAT)
    with pytest.raises(Forbidden):
        transact(secrets.keep, AREA_ADMIN, 'PORTFOLIO_READ_1', PAT)
    with pytest.raises(Rejected):
        transact(secrets.keep, ANN, 'PORTFOLIO_READ_x', PAT)
    with pytest.raises(Rejected):
        transact(tokens.keep_token, ANN, tracker, 'own', PAT)
    with pytest.raises(NotFound):
        transact(tokens.keep_token, ANN, 99, tokens.READ, PAT)
    assert len(read(lambda work: list(work.session.exec(select(Secret))))) == 1


@pytest.mark.parametrize('actor', [PLANNER, PUBLISHER])
def test_only_admins_remove_what_all_have_in_common(tracker, actor):
    transact(tokens.keep_token, ANN, tracker, tokens.READ, PAT)
    with pytest.raises(Forbidden):
        transact(tokens.forget_token, actor, tracker, tokens.READ)
    transact(tokens.forget_token, AREA_ADMIN, tracker, tokens.READ)
    assert not shared_tokens(tracker)[0].set_at


def test_a_token_cannot_be_set_with_a_token_of_the_api(tracker):
    with pytest.raises(Forbidden):
        transact(tokens.keep_token, replace(ANN, scopes=frozenset({'admin', 'read', 'people:write'})), tracker,
                 tokens.READ, PAT)


def test_whoever_asks_again_joins_the_run_that_waits(tracker):
    first = transact(sources.sync_now, ANN, tracker)
    assert transact(sources.sync_now, PLANNER, tracker, 'items') == first
    assert seen_by(CLEO, tracker).run_id == first
    with pytest.raises(Forbidden):
        transact(sources.sync_now, CLEO, tracker)
    with pytest.raises(NotFound):
        transact(sources.sync_now, ANN, 99)


def test_who_does_not_see_a_plan_is_not_told_of_its_trouble(tracker):
    transact(sources.note_plan_trouble, 1, 'The area is gone.')
    assert [one.text for one in seen_by(CLEO, tracker).plans] == ['The area is gone.']
    transact(lambda work: (setattr(work.session.get(type(plan()), 1), 'is_open', False), ground.move_setup(work)))
    assert seen_by(CLEO, tracker).plans == ()
    with pytest.raises(NotFound):
        transact(sources.confirm_gone, replace(PUBLISHER, identity='person:9'), 1)


def revision(rev, **changed):
    return Revised(rev, datetime(2026, 9, rev, 9, tzinfo=UTC), 'Ines', {'start': (None, '2026-10-05'), **changed})


def test_a_history_is_kept_page_by_page_and_only_asked_for_when_it_lacks_something(tracker):
    keep(body(1, rev=3))
    item = live()[1]
    run = transact(revisions.read_history, CLEO, item.id)
    assert run == transact(revisions.read_history, CLEO, item.id)
    assert read(revisions.to_read, item.id) == revisions.Lacking(item.id, 1, 0)
    assert transact(revisions.keep_revisions, item.id, [revision(1), revision(2)], is_first=True) == 2
    assert read(revisions.lacking, tracker) == (revisions.Lacking(item.id, 1, 2),)
    assert transact(revisions.keep_revisions, item.id, [revision(2), revision(3)], is_first=False) == 1
    assert transact(revisions.read_history, CLEO, item.id) is None
    assert read(revisions.lacking, tracker) == ()
    with pytest.raises(NotFound):
        transact(revisions.read_history, CLEO, 99)


def test_a_batch_that_fails_leaves_nothing(tracker):
    keep(body(1))
    before = baseline()

    def breaks(work):
        keeping.keep_batch(work, keeping.terms_of(work, 1), [body(1, 'Other', 2), body(2)])
        raise KeyError
    with pytest.raises(KeyError):
        transact(breaks)
    assert baseline() == before
    assert read(ground.live).items[live()[1].id].title == 'Wallet'


def test_days_are_read_in_the_zone_of_the_source(workspace):
    add_source(time_zone='Europe/Berlin')
    keep(body(1, start_raw='2024-03-30T23:00:00Z', end_raw='2024-03-31T22:00:00Z'))
    assert (live()[1].start, live()[1].end) == (date(2024, 3, 31), date(2024, 4, 1))


def test_members_see_how_old_the_copy_is(tracker):
    view = seen_by(BOB, tracker)
    assert (view.state, view.banner) == ('new', 'It has not been read yet. Press Sync now.')
