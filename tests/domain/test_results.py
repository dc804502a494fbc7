"""The results of a table as files that spreadsheets, wikis and programs can read."""

import csv
import io
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given

from app.domain.poker.decks import built_in
from app.domain.poker.results import COLUMNS, RoundResult, TableResults, as_csv, as_json, as_markdown
from app.domain.poker.statistics import Played
from app.domain.poker.views import Session
from tests.domain.chance import MODESTLY, any_text
from tests.domain.tables import after
from tests.people import NOON

DECK = built_in('Fibonacci with question')


def a_round(no: int = 1, faces: str = '3 5', names: str = 'Ana Bo', **story) -> RoundResult:
    cards = tuple(Played(name, face) for name, face in zip(names.split(), faces.split(), strict=True))
    told = {'story_key': 'SHOP-42', 'story_title': 'Pay by card', 'story_link': '', 'estimate': '', 'saved_by': ''}
    return RoundResult(no=no, deck=DECK, started_at=NOON, revealed_at=after(seconds=95), eligible=2, cards=cards,
                       **told | story)


def rows(*rounds: RoundResult, table: str = 'Sprint 12') -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(as_csv(TableResults(table, rounds)).removeprefix('\ufeff'), newline='')))


def markdown(*rounds: RoundResult, table: str = 'Sprint 12') -> list[str]:
    return as_markdown(TableResults(table, rounds)).splitlines()


def test_the_columns_come_in_the_promised_order_and_then_the_people():
    header = as_csv(TableResults('Sprint 12', (a_round(),))).splitlines()[0]
    assert header == ('\ufefftable,story_key,story_title,round,started_at,revealed_at,duration_s,average,median,'
                      'agreement_pct,consensus,coffee,unsure,estimate,saved_by,Ana,Bo')


def test_a_round_is_one_row():
    first, second = rows(a_round(), a_round(2, '5 5', estimate='5', saved_by='Ana'))
    assert first == {
        'table': 'Sprint 12', 'story_key': 'SHOP-42', 'story_title': 'Pay by card', 'round': '1',
        'started_at': '2030-01-09T12:00:00Z', 'revealed_at': '2030-01-09T12:01:35Z', 'duration_s': '95', 'average': '4',
        'median': '4', 'agreement_pct': '50', 'consensus': 'no', 'coffee': '0', 'unsure': '0', 'estimate': '',
        'saved_by': '', 'Ana': '3', 'Bo': '5'}
    assert (second['round'], second['consensus'], second['estimate'], second['saved_by']) == ('2', 'yes', '5', 'Ana')


def test_people_who_came_later_leave_empty_cells_in_earlier_rounds():
    first, second = rows(a_round(), a_round(2, '5 ☕ ?', 'Chidi Ana Dana'))
    assert (first['Chidi'], second['Chidi'], second['Bo']) == ('', '5', '')
    assert (second['coffee'], second['unsure']) == ('1', '1')


def test_without_a_number_the_average_is_a_dash_and_not_a_zero():
    row, = rows(a_round(faces='☕ ?'))
    assert (row['average'], row['median'], row['agreement_pct']) == ('–', '–', '–')


def test_anonymous_rounds_have_no_column_for_anybody():
    anonymous = RoundResult(1, '', '', '', DECK, NOON, NOON, 2, (Played('', '3'), Played('', '5')), '', '')
    row, = rows(anonymous)
    assert tuple(row) == COLUMNS


@pytest.mark.parametrize('cell', ['=1+1', '+1', '-1', '@x', '\tx', '\rx', '=HYPERLINK("http://x","y")'])
def test_no_cell_is_taken_for_a_formula(cell):
    row, = rows(a_round(story_key=cell, story_title=cell, estimate=cell, saved_by=cell), table=cell)
    assert {row[name] for name in ('table', 'story_key', 'story_title', 'estimate', 'saved_by')} == {f"'{cell}"}


def test_names_and_faces_are_no_formulas_either():
    row, = rows(a_round(faces='3 5', names='=Ana -Bo'))
    assert (row["'=Ana"], row["'-Bo"]) == ('3', '5')


def test_quotes_separators_and_line_breaks_stay_within_their_cell():
    row, = rows(a_round(story_title='a "b", c\nd;e'))
    assert row['story_title'] == 'a "b", c\nd;e'


def test_a_table_without_rounds_has_only_a_header():
    assert as_csv(TableResults('Sprint 12', ())) == '\ufeff' + ','.join(COLUMNS) + '\r\n'


def test_markdown_has_a_table_for_every_story():
    link = 'https://x.org/1'
    text = markdown(a_round(story_link=link), a_round(2, '5 5', story_link=link, estimate='5'),
                    a_round(3, '☕ ?', story_key='', story_title=''))
    assert text == [
        '# Sprint 12',
        '',
        '## [SHOP-42 Pay by card](<https://x.org/1>)',
        '',
        'Estimate: **5**',
        '',
        '| Round | Cards | Average | Median | Agreement | Took |',
        '| ---: | --- | ---: | ---: | ---: | ---: |',
        '| 1 | Ana 3, Bo 5 | 4 | 4 | 50 % | 1:35 |',
        '| 2 | Ana 5, Bo 5 | 5 | 5 | 100 % | 1:35 |',
        '',
        '## Without a story',
        '',
        '| Round | Cards | Average | Median | Agreement | Took |',
        '| ---: | --- | ---: | ---: | ---: | ---: |',
        '| 3 | Ana ☕, Bo ? | – | – | – % | 1:35 |']


@pytest.mark.parametrize(('title', 'shown'), [
    ('**bold** _it_', r'\*\*bold\*\* \_it\_'), ('`code` | cell', r'\`code\` \| cell'),
    ('[x](javascript:y)', r'\[x\](javascript:y)'), ('<img src=x>', r'\<img src=x\>'),
    ('# not a\nheading', r'\# not a heading'), ('~~gone~~ &lt;', r'\~\~gone\~\~ \&lt;'),
    ('back\\slash', r'back\\slash')])
def test_markdown_in_titles_and_names_is_shown_as_text(title, shown):
    text = markdown(a_round(story_key='', story_title=title), table=title)
    assert (text[0], text[2]) == (f'# {shown}', f'## {shown}')


def test_a_link_cannot_end_itself_and_begin_another():
    text = markdown(a_round(story_link='https://x.org/>)[y](javascript:alert(1))<'))
    assert text[2] == '## [SHOP-42 Pay by card](<https://x.org/%3E)[y](javascript:alert(1))%3C>)'


def test_json_holds_the_same_figures_and_every_card():
    results = json.loads(as_json(TableResults('Sprint „12“', (a_round(estimate='5', saved_by='Ana'),))))
    assert (results['table'], len(results['rounds'])) == ('Sprint „12“', 1)
    only = results['rounds'][0]
    assert tuple(only) == (*COLUMNS[1:], 'cards')
    assert (only['average'], only['agreement_pct'], only['estimate']) == ('4', '50', '5')
    assert only['cards'] == [{'name': 'Ana', 'face': '3'}, {'name': 'Bo', 'face': '5'}]


def test_a_session_without_rounds_has_no_shares():
    full = Session('1', 'Sprint 12', 'Ana', NOON, None, stories=4, rounds=6, agreed_at_once=3, first_rounds=4,
                   seconds=9)
    empty = replace(full, stories=0, rounds=0, agreed_at_once=0, first_rounds=0)
    assert (full.rounds_per_story, full.agreed_share) == (1.5, 0.75)
    assert (empty.rounds_per_story, empty.agreed_share) == (None, None)


@MODESTLY
@given(any_text)
def test_any_text_comes_back_from_csv_and_json_and_stays_on_its_line_in_markdown(text):
    text = text.encode(errors='ignore').decode().replace('\0', '')
    result = a_round(story_title=text)
    row, = rows(result)
    assert row['story_title'].removeprefix("'") == text.removeprefix("'")
    assert not row['story_title'].startswith(('=', '+', '-', '@', '\t', '\r'))
    assert json.loads(as_json(TableResults(text, (result,))))['rounds'][0]['story_title'].endswith(text)
    headings = [line for line in markdown(result) if re.match(r'#+ ', line)]
    assert len(headings) == 2
