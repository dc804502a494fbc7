"""A portfolio in a file: used whole, or refused whole with the lines where it is wrong."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.portfolio.sources.reading import PARENT, PREDECESSOR, RELATED, SUCCESSOR, SourceTrouble
from jobs.portfolio.file_text import parsed

GOOD = """version: 1
iterations:
  - {path: 'Shop\\Sprint 1', start: 2026-10-05, end: 2026-10-16}
items:
  - {id: 1, type: Epic, title: Checkout, state: Active, area: 'Shop\\Web', start: 2026-10-05, end: 2026-11-20}
  - {id: 2, type: Feature, title: Wallet, state: New, area: 'Shop\\Web', parent: 1, tags: [peak], rank: 3,
     iteration: 'Shop\\Sprint 1'}
  - {id: 3, type: Feature, title: Receipts, state: New, area: 'Shop\\Web', needs: [2], related: [1]}
markers:
  - {plan: main, day: 2026-12-01, label: Year-end close}
"""
ITEM = '{id: 1, type: Epic, title: A, state: New, area: Shop'


def refusal(text):
    with pytest.raises(SourceTrouble) as refused:
        parsed(text)
    assert refused.value.state == 'config'
    return str(refused.value)


def test_a_file_has_items_links_iterations_and_markers():
    found = parsed(GOOD)
    epic, wallet, receipts = found.bodies
    assert (epic.start_raw, wallet.parent, wallet.tags, wallet.rank) == ('2026-10-05', 1, ('peak',), 3.0)
    assert [(link.rel, link.number) for link in wallet.links] == [(PARENT, 1), (SUCCESSOR, 3)]
    assert [(link.rel, link.number) for link in receipts.links] == [(PREDECESSOR, 2), (RELATED, 1)]
    assert found.iterations[0].start == date(2026, 10, 5)
    assert found.markers[0].label == 'Year-end close'


def test_json_is_read_as_well_also_with_tabs():
    item = {'id': 1, 'type': 'Epic', 'title': 'A "B"\tC', 'state': 'New', 'area': 'Shop\\Web'}
    text = json.dumps({'version': 1, 'items': [item]}, indent='\t')
    assert [body.area for body in parsed(text).bodies] == ['Shop\\Web']


def test_what_is_written_otherwise_is_another_revision_and_the_rest_is_not():
    before = {body.number: body.rev for body in parsed(GOOD).bodies}
    after = {body.number: body.rev for body in parsed(GOOD.replace('title: Wallet', 'title: Wallets')).bodies}
    assert [number for number in before if before[number] != after[number]] == [2]


@pytest.mark.parametrize(('text', 'line', 'words'), [
    ('version: 1\nitems:\n  - {id: 1\n', 4, 'expected'),
    ('version: 2\nitems: []\n', 1, 'version 2'),
    ('items: []\n', 1, 'version None'),
    (f'version: 1\nitems:\n  - {ITEM}}}\n  - {ITEM}}}\n', 4, 'line 3 already'),
    ('version: 1\nitems:\n  - {id: 1, type: Epic, title: A, area: Shop}\n', 3, '“state” is missing'),
    (f'version: 1\nitems:\n  - {ITEM}, colour: red}}\n', 3, 'nothing called “colour”'),
    (f'version: 1\nitems:\n  - {ITEM}, needs: 2}}\n', 3, 'list of ids'),
    ('version: 1\nitems:\n  - {id: one, type: Epic, title: A, state: New, area: S}\n', 3, 'whole number'),
    (f'version: 1\nitems:\n  - {ITEM}, fields: {{access_token: hunter22hunter22}}}}\n', 3, 'looks like a secret'),
    ('version: 1\niterations:\n  - {path: A, start: soon}\n', 3, 'is a day'),
    ('version: 1\niterations:\n  - {path: A, end: 9999-12-31}\n', 3, 'is a day'),
    (f'version: 1\nitems:\n  - {ITEM}, fields: {{a: !!binary aGVsbG8=}}}}\n', 3, 'neither text nor a number'),
    (f'version: 1\nitems:\n  - {ITEM}, rank: .nan}}\n', 3, 'neither text nor a number'),
    (f'version: 1\nitems:\n  - {ITEM}, fields: [a]}}\n', 3, 'names and values'),
    (f'version: 1\nitems:\n  - {ITEM}, tags: peak}}\n', 3, 'a list'),
    ('version: 1\nversion: 1\n', 1, 'twice'),
    ('- just a list\n', 1, 'no portfolio'), ('', 1, 'no portfolio'),
    ('version: 1\nitems:\n  - &a [*a]\n', 3, 'write it out'),
    ('!!python/object/apply:os.system [ls]', 1, 'constructor'),
], ids=lambda one: one if isinstance(one, int) else '')
def test_a_mistake_refuses_the_whole_file_and_names_its_line(text, line, words):
    told = refusal(text)
    assert f'line {line}: ' in told
    assert words in told


def test_of_many_mistakes_the_first_are_told():
    text = 'version: 1\nitems:\n' + '  - {id: 1}\n' * 40
    assert told_about(refusal(text)) == 8


def told_about(text):
    return text.count('line ') - text.count('on line')


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text):
    try:
        parsed(text)
    except SourceTrouble:
        return
