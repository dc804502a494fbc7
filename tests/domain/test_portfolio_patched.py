"""A made-up source takes patches as a real one would, and tells what changed from revision to revision."""

from datetime import UTC, datetime

import pytest

from app.domain.portfolio.sources.patched import Fields, fields_of, number_of, patched
from app.domain.portfolio.sources.reading import (
    PARENT,
    PREDECESSOR,
    RELATED,
    SUCCESSOR,
    Body,
    BodyLink,
    RevisionFound,
    SourceTrouble,
)
from app.domain.portfolio.sources.revised import revised
from app.domain.portfolio.sources.views import is_suspicious, state_of
from tests.people import NOON

NAMES = Fields()
ITEM = Body(7, 3, 'Feature', 'Wallet', 'New', 'Shop\\Web', 'Shop\\Sprint 1', start_raw='2026-10-04T22:00:00Z', parent=1,
            links=(BodyLink(PARENT, 1), BodyLink(PREDECESSOR, 2), BodyLink(RELATED, 3)), tags=('peak',), parents=1)
URL = 'https://dev.azure.com/acme/_apis/wit/workItems/'


def patch(*operations, rev=3):
    return patched(ITEM, [{'op': 'test', 'path': '/rev', 'value': rev}, *operations], NAMES)


def field(name, value=None, op='add'):
    return {'op': op, 'path': f'/fields/{name}', 'value': value}


@pytest.mark.parametrize(('operation', 'attribute', 'value'), [
    (field(NAMES.start, '2026-10-11T22:00:00Z'), 'start_raw', '2026-10-11T22:00:00Z'),
    (field(NAMES.start, op='remove'), 'start_raw', ''),
    (field('System.State', 'Active'), 'state', 'Active'),
    (field('System.Tags', 'a; b;c'), 'tags', ('a', 'b', 'c')),
    (field('System.IterationPath', 'Shop\\Sprint 2'), 'iteration', 'Shop\\Sprint 2'),
    (field('Custom.Size', 5), 'fields', {'Custom.Size': 5}),
], ids=lambda one: '')
def test_a_patch_changes_its_fields_and_counts_a_revision(operation, attribute, value):
    after = patch(operation)
    assert getattr(after, attribute) == value
    assert after.rev == 4


def test_relations_are_named_by_their_place():
    after = patch({'op': 'remove', 'path': '/relations/1'}, {'op': 'add', 'path': '/relations/-', 'value': {
        'rel': SUCCESSOR, 'url': f'{URL}9'}})
    assert [(link.rel, link.number) for link in after.links] == [(PARENT, 1), (RELATED, 3), (SUCCESSOR, 9)]


def test_another_parent_takes_the_place_of_the_old_one():
    after = patch({'op': 'remove', 'path': '/relations/0'},
                  {'op': 'add', 'path': '/relations/-', 'value': {'rel': PARENT, 'url': f'{URL}8'}})
    assert (after.parent, after.parents) == (8, 1)


@pytest.mark.parametrize(('operations', 'rev', 'state'), [
    ([field('System.State', 'Active')], 2, 'conflict'), ([field('System.State', '')], 3, 'refused'),
    ([{'op': 'remove', 'path': '/relations/9'}], 3, 'conflict'),
    ([{'op': 'add', 'path': '/else', 'value': 1}], 3, 'refused'),
    ([{'op': 'add', 'path': '/relations/-', 'value': {'rel': PARENT, 'url': f'{URL}8'}}], 3, 'refused'),
    ([{'op': 'add', 'path': '/relations/-', 'value': {'rel': PREDECESSOR, 'url': f'{URL}2'}}], 3, 'refused'),
], ids=['stale', 'empty state', 'relation gone', 'no such place', 'second parent', 'same link'])
def test_a_patch_that_does_not_fit_is_refused_whole(operations, rev, state):
    with pytest.raises(SourceTrouble) as refusal:
        patch(*operations, rev=rev)
    assert refusal.value.state == state


@pytest.mark.parametrize(('url', 'number'), [(f'{URL}4182', 4182), (f'{URL}4182/', 4182), ('vstfs:///Git/Ref/x', None)])
def test_an_address_of_an_item_ends_with_its_number(url, number):
    assert number_of(url) == number


def revision(rev, **fields):
    return RevisionFound(rev, datetime(2026, 10, rev, tzinfo=UTC), 'Ines', fields)


def test_history_tells_what_changed_with_days_as_days():
    found = list(revised([
        revision(1, **{NAMES.start: '2026-10-04T22:00:00Z', 'System.State': 'New', 'System.Rev': 1}),
        revision(2, **{NAMES.start: '2026-10-11T22:00:00Z', 'System.State': 'New', 'System.Rev': 2}),
        revision(3, **{'System.State': 'Active', 'System.Rev': 3})], 'Europe/Berlin', NAMES))
    assert [dict(one.changed) for one in found] == [
        {'start': (None, '2026-10-05'), 'System.State': (None, 'New')}, {'start': ('2026-10-05', '2026-10-12')},
        {'start': ('2026-10-12', None), 'System.State': ('New', 'Active')}]


def test_revisions_tell_the_fields_they_have():
    assert fields_of(ITEM, NAMES)[NAMES.start] == ITEM.start_raw
    assert NAMES.end not in fields_of(ITEM, NAMES)


@pytest.mark.parametrize(('before', 'now', 'doubt'), [
    (0, 0, ''), (0, 5, ''), (10, 10, ''), (10, 5, ''), (10, 4, 'half'), (10, 0, 'empty'), (1, 0, 'empty'),
    (3, 1, 'half')])
def test_an_answer_that_is_much_shorter_than_the_last_is_doubted(before, now, doubt):
    assert is_suspicious(before, now) == doubt


def test_a_source_that_was_read_long_ago_is_stale():
    assert state_of('ok', NOON, NOON) == 'ok'
    assert state_of('ok', NOON.replace(hour=10), NOON) == 'stale'
    assert state_of('auth', NOON.replace(hour=10), NOON) == 'auth'
