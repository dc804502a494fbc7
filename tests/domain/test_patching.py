"""The JSON patch of one item."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.domain.portfolio.items.dates import day
from app.domain.portfolio.scenarios.patching import Terms, patch_of
from app.domain.portfolio.sources.reading import CHILD, PARENT, PREDECESSOR, RELATED, Body, BodyLink

TERMS = Terms('https://dev.azure.com/acme/', 'Europe/Berlin')
BODY = Body(4190, 9, 'Feature', 'Wallet buttons', 'New', 'Shop\\Payments', 'Shop\\Sprint 42',
            start_raw='2026-10-04T22:00:00Z', end_raw='2026-10-15T22:00:00Z', parent=4001, tags=('x',), links=(
                BodyLink(PARENT, 4001), BodyLink('Hyperlink', None, 'https://shop.example'),
                BodyLink(PREDECESSOR, 4100), BodyLink(CHILD, 4200), BodyLink(RELATED, 4300)))


def address(number):
    return f'https://dev.azure.com/acme/_apis/wit/workItems/{number}'


def paths(patch):
    return [(one['op'], one['path']) for one in patch]


def test_the_example_of_a_moved_and_linked_item():
    wanted = {'start': '2026-10-12', 'end': None, 'links': [['needs', '4182', 0], ['related', '4300', 0]]}
    base = {'links': [['needs', '4100', 0], ['related', '4300', 0]]}
    assert patch_of(BODY, wanted, base, TERMS) == [
        {'op': 'test', 'path': '/rev', 'value': 9},
        {'op': 'add', 'path': '/fields/Microsoft.VSTS.Scheduling.StartDate', 'value': '2026-10-11T22:00:00Z'},
        {'op': 'remove', 'path': '/fields/Microsoft.VSTS.Scheduling.TargetDate'},
        {'op': 'remove', 'path': '/relations/2'},
        {'op': 'add', 'path': '/relations/-', 'value': {
            'rel': 'System.LinkTypes.Dependency-Reverse', 'url': address(4182)}}]


def test_what_is_not_set_is_not_removed():
    bare = Body(4190, 3, 'Feature', 'Wallet buttons', 'New', 'Shop', 'Shop')
    assert patch_of(bare, {'start': None, 'end': None, 'tags': [], 'parent': None}, {}, TERMS) == []


def test_clearing_the_iteration_goes_back_to_the_project():
    assert patch_of(BODY, {'iteration': ''}, {}, TERMS)[1:] == [
        {'op': 'add', 'path': '/fields/System.IterationPath', 'value': 'Shop'}]


def test_a_new_parent_replaces_the_old_one_in_the_same_patch():
    assert patch_of(BODY, {'parent': '4002'}, {}, TERMS)[1:] == [
        {'op': 'remove', 'path': '/relations/0'},
        {'op': 'add', 'path': '/relations/-', 'value': {'rel': PARENT, 'url': address(4002)}}]


def test_several_relations_go_from_the_last_to_the_first():
    wanted, base = {'parent': None, 'links': []}, {'links': [['needs', '4100', 0], ['related', '4300', 0]]}
    assert paths(patch_of(BODY, wanted, base, TERMS))[1:] == [
        ('remove', '/relations/4'), ('remove', '/relations/2'), ('remove', '/relations/0')]


def test_links_that_others_added_or_removed_stay_so():
    wanted, base = {'links': []}, {'links': [['needs', '4099', 0]]}
    assert patch_of(BODY, wanted, base, TERMS) == []


def test_tags_state_and_area_are_written_as_the_source_writes_them():
    assert patch_of(BODY, {'tags': ['x', 'wallet pay'], 'state': 'Active', 'plan': 'Shop\\Stores'}, {}, TERMS)[1:] == [
        {'op': 'add', 'path': '/fields/System.State', 'value': 'Active'},
        {'op': 'add', 'path': '/fields/System.AreaPath', 'value': 'Shop\\Stores'},
        {'op': 'add', 'path': '/fields/System.Tags', 'value': 'x; wallet pay'}]
    assert paths(patch_of(BODY, {'tags': []}, {}, TERMS))[1:] == [('remove', '/fields/System.Tags')]


def test_an_item_that_moves_to_another_project_takes_no_iteration_along():
    patch = patch_of(BODY, {'plan': 'Bank\\Core'}, {}, TERMS)[1:]
    assert [one['value'] for one in patch] == ['Bank', 'Bank\\Core', 'Bank']


def test_shares_stand_in_the_description_only_where_the_source_wants_that():
    wanted = {'shares': {'1': '40', '3': '12.5'}}
    assert patch_of(BODY, wanted, {}, TERMS) == []
    terms = Terms('https://x', 'UTC', rewrite=lambda text, shares: f'{text}{sorted(shares.items())}')
    assert patch_of(BODY, wanted, {}, terms)[1:] == [
        {'op': 'add', 'path': '/fields/System.Description',
         'value': str([(1, Decimal(40)), (3, Decimal('12.5'))])}]


def test_fields_of_another_name_are_used_where_a_source_says_so():
    terms = Terms('https://x', 'UTC', start_field='Custom.Begin')
    assert paths(patch_of(BODY, {'start': '2026-01-01'}, {}, terms))[1:] == [('add', '/fields/Custom.Begin')]


@given(st.integers(0, 365), st.sampled_from(['Europe/Berlin', 'America/Chicago', 'Asia/Tokyo', 'UTC']))
def test_a_day_survives_being_sent_and_read(offset, zone):
    own = date(2026, 1, 1) + timedelta(offset)
    patch = patch_of(BODY, {'start': own.isoformat()}, {}, Terms('https://x', zone))
    assert day(patch[1]['value'], zone) == own


@given(st.lists(st.sampled_from([PARENT, CHILD, PREDECESSOR, RELATED]), max_size=8), st.data())
def test_removals_leave_exactly_the_other_relations(rels, data):
    """Applied one after the other, as the source does it."""
    links = tuple(BodyLink(rel, 5000 + place) for place, rel in enumerate(rels))
    mine = [link for link in links if link.rel in (PREDECESSOR, RELATED)]
    gone = data.draw(st.sets(st.sampled_from(mine)) if mine else st.just(set()))
    kinds = {PREDECESSOR: 'needs', RELATED: 'related'}
    base = [[kinds[link.rel], str(link.number), 0] for link in mine]
    wanted = {'links': [[kinds[link.rel], str(link.number), 0] for link in mine if link not in gone]}
    left = list(links)
    for one in patch_of(Body(1, 1, 'Bug', 'x', 'New', links=links), wanted, {'links': base}, TERMS)[1:]:
        assert one['op'] == 'remove'
        del left[int(one['path'].rpartition('/')[2])]
    assert left == [link for link in links if link not in gone]
