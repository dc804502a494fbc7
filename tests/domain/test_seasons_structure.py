"""What a season stands on: codes, the tree of categories, what is missing, and how a lock is written down."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from app.domain.seasons.axes import Category, Location, Period, axes_of
from app.domain.seasons.canonical import differences, hash_of, in_order, line_of, packed, unpacked
from app.domain.seasons.checklist import budget_gaps, by_scope, expected, plan_gaps, scopes_of, standing
from app.domain.seasons.codes import cluster_code, location_code, season_code
from app.domain.seasons.cube import BLANK, Cube, sheet_of
from app.domain.seasons.phases import BUYING, CLOSING, IN_SEASON, OVER, PREPARING, last_receipts, phase_of
from app.domain.seasons.season import CREATED, LOCATED, LOCKED, RANGED, STATES, SeasonRules, SeasonView
from app.domain.seasons.tree import Branch, demand_apart, demand_no_circle, path_of
from app.domain.seasons.tree import in_order as tree_order
from app.errors import Conflict
from tests.seasons import every

TREE = {1: Branch(1, 'WOMEN', 'Women'), 2: Branch(2, 'SHOES', 'Shoes', 1), 3: Branch(3, 'BOOTS', 'Boots', 2),
        4: Branch(4, 'HOME', 'Home')}
WEEKS = tuple(Period(date(2030, 2, 4) + timedelta(weeks=at), date(2030, 2, 10) + timedelta(weeks=at), 2030, at + 1,
                     1 + at // 4, 1, 1) for at in range(8))


def axes(**more):
    places = [Location(0, 'HARB', 'Harbour', cluster='HIGH', cluster_name='High street', **more),
              Location(1, 'DC', 'Depot', 'warehouse')]
    return axes_of(1, places, [Category(0, 'LINEN', 'Linen', (('WOMEN', 'Women'),)), Category(1, 'RUGS', 'Rugs')],
                   WEEKS)


def cube(known, **sheets):
    return Cube(1, 0, known, {name: sheet_of(values) for name, values in sheets.items()})


# Codes and the tree

def test_codes_have_their_shapes():
    letters = iter('ABCDEFGH' + 'ABCDEFGH' + 16 * '7')

    def draw(_):
        return next(letters)
    assert [season_code(draw), cluster_code(draw), location_code(draw)] == [
        'ABCD-EFGH', 'CLU-ABCDEFGH', 16 * '7']


def test_paths_lead_from_the_root_and_parents_come_first():
    assert [one.code for one in path_of(TREE, 3)] == ['WOMEN', 'SHOES', 'BOOTS']
    assert [path[-1].code for path in tree_order(TREE)] == ['HOME', 'WOMEN', 'SHOES', 'BOOTS']


@pytest.mark.parametrize(('key', 'parent'), [(1, 1), (1, 2), (1, 3), (2, 3)])
def test_a_circle_is_refused_wherever_it_closes(key, parent):
    with pytest.raises(Conflict, match='cannot hang on itself'):
        demand_no_circle(TREE, key, parent)


@pytest.mark.parametrize(('key', 'parent'), [(1, None), (1, 4), (3, 1), (3, 4)])
def test_any_other_move_is_fine(key, parent):
    demand_no_circle(TREE, key, parent)


def test_a_circle_that_is_stored_does_not_hang_whoever_reads_it():
    broken = {1: Branch(1, 'A', 'A', 2), 2: Branch(2, 'B', 'B', 1)}
    assert len(path_of(broken, 1)) == 2


@given(some.lists(some.integers(0, 11), min_size=1, max_size=12))
@settings(max_examples=60)
def test_moves_that_pass_never_make_a_circle(parents):
    tree = {key: Branch(key, str(key), str(key)) for key in range(12)}
    for key, parent in enumerate(parents):
        try:
            demand_no_circle(tree, key, parent)
        except Conflict:
            continue
        tree[key] = replace(tree[key], parent=parent)
    assert all(path_of(tree, key)[0].parent is None for key in tree)


def test_a_branch_and_its_part_are_not_planned_both():
    demand_apart(TREE, [3, 4])
    with pytest.raises(Conflict, match='“Boots” is part of “Women”'):
        demand_apart(TREE, [1, 3])


# What is missing

def test_warehouses_and_closed_stores_are_not_waited_for():
    known = axes(opens=date(2030, 2, 18), closes=date(2030, 3, 20))
    found = expected(known)
    assert found[0].sum(axis=1).tolist() == [5, 5] and not found[1].any()


def test_missing_cells_are_counted_by_scope():
    known = axes()
    values = every(BLANK)[:2, :2, :]
    values[0, 0, :3] = 1
    gaps = by_scope(known, plan_gaps(cube(known, net_sales=values)))
    assert sum(gaps.values()) == 13 and set(gaps) == set(scopes_of(known))
    assert sorted(gaps.values()) == [0, 0, 5, 8]


def test_a_month_with_one_target_or_planned_receipts_lacks_nothing():
    known = axes()
    sales, target, receipts = (every(BLANK)[:2, :2, :] for _ in range(3))
    sales[0, :, :] = 1
    target[0, 0, 3] = receipts[0, 0, 6] = 1
    assert budget_gaps(cube(known, net_sales=sales, eop=target, receipts=receipts)) == 2


@pytest.mark.parametrize('state', STATES)
def test_one_step_at_most_is_now_besides_buying(state):
    found = {key: standing(key, state) for key in ('locations', 'plan', 'otb', 'range', 'lock')}
    assert list(found.values()).count('now') == (0 if state == LOCKED else 1)
    assert (standing('buying', state) == 'now') == (state == RANGED)


def season(state, today):
    return SeasonView(1, 'ABCD-EFGH', 'X', date(2030, 2, 1), date(2030, 7, 31), state, 1, 'retail', 'EUR', 2,
                      Decimal('0.55'), SeasonRules(late_days=30), 'Weeks', 1, today, 0, 1, 1)


@pytest.mark.parametrize(('state', 'day', 'phase'), [
    (CREATED, date(2030, 3, 1), PREPARING), (LOCATED, date(2030, 9, 1), PREPARING),
    (RANGED, date(2030, 1, 31), BUYING), (RANGED, date(2030, 2, 1), IN_SEASON), (RANGED, date(2030, 7, 31), IN_SEASON),
    (RANGED, date(2030, 8, 1), CLOSING), (LOCKED, date(2030, 3, 1), OVER)], ids=str)
def test_phases_follow_from_state_and_day(state, day, phase):
    assert phase_of(season(state, day)) == phase
    assert last_receipts(season(state, day)) == date(2030, 8, 30)


# How a lock is written down

def test_equal_values_are_written_alike_whatever_the_database_made_of_them():
    noon = datetime(2030, 1, 9, 12, tzinfo=UTC)
    one = line_of('t', [1], {'b': Decimal('0.550000'), 'a': noon, 'c': b'x', 'd': [True, None]})
    other = line_of('t', [1], {'a': noon.astimezone(timezone(timedelta(hours=2))), 'b': Decimal('0.55'),
                               'd': [True, None], 'c': b'x'})
    assert one == other and '"b":"0.55"' in one[2]


def test_the_order_in_which_rows_are_read_does_not_count():
    lines = [line_of('b', [2], {'x': 'tab\tand\nline'}), line_of('a', [10], {}), line_of('a', [9], {})]
    assert hash_of(in_order(lines)) == hash_of(in_order(reversed(lines)))
    assert unpacked(packed(in_order(lines))) == in_order(lines)


def test_what_was_not_packed_here_is_refused():
    with pytest.raises(ValueError, match='not packed'):
        unpacked(b'nonsense')


ROWS = some.dictionaries(some.integers(0, 30), some.text(max_size=8), max_size=8)


@given(ROWS, ROWS)
@settings(max_examples=80)
def test_differences_name_exactly_the_rows_that_differ(then, now):
    def lines(rows):
        return in_order(line_of('t', [key], {'x': value}) for key, value in rows.items())
    found = {one.key: one.what for one in differences(lines(then), lines(now))}
    assert set(found) == {f'[{key}]' for key in then.keys() | now.keys() if then.get(key) != now.get(key)
                          or (key in then) != (key in now)}
    assert (hash_of(lines(then)) == hash_of(lines(now))) == (not found)
