"""What AIrsenal really printed, what it prints when something is odd, and what makes a report a good one."""

from decimal import Decimal

import pytest

from app.domain.ops.airsenal import kind_of
from app.domain.ops.airsenal.bodies import text
from app.domain.ops.airsenal.clubs import CLUBS, short_name
from app.domain.ops.airsenal.database import (
    PointsRow,
    SuggestionRow,
    completed,
    prediction_from_rows,
    suggestion_from_rows,
)
from app.domain.ops.airsenal.differences import Difference, differences
from app.domain.ops.airsenal.issues import issues_of
from app.domain.ops.airsenal.optimisation import parse_optimisation
from app.domain.ops.airsenal.prediction import parse_prediction
from app.domain.ops.airsenal.rows import table_of
from app.domain.ops.airsenal.sections import missing
from tests.airsenal import real_output, recorded

HEAD = 'PREDICTED TOP 5 PLAYERS FOR GAMEWEEK(S) [20, 21, 22]:\n'


def prediction(*rows, position='GK'):
    return parse_prediction(f'{HEAD}{position}:\n' + '\n'.join(rows))


def only(row):
    [found] = prediction(row).positions['GK']
    return found


@recorded
@pytest.mark.realdata
def test_recorded_predictions_are_read_completely():
    body = parse_prediction(real_output('prediction.txt'))
    assert (body.gameweeks, body.top, issues_of(body, 3)) == ((20, 21, 22), 5, ())
    assert [len(rows) for rows in body.positions.values()] == [5, 5, 5, 5]
    best = body.positions['MID'][0]
    assert best.as_json() == {'rank': 1, 'name': 'M.Salah', 'points': '20.96', 'price': '14.0', 'club': 'LIV',
                              'player_id': None}
    assert missing('predict', real_output('prediction.txt')) == ''


@recorded
@pytest.mark.realdata
def test_a_recorded_strategy_is_read_completely():
    body = parse_optimisation(real_output('optimisation-3-weeks.txt'))
    assert (body.team_id, str(body.baseline), str(body.score), str(body.gain)) == (1000001, '87.3', '127.0', '39.7')
    assert issues_of(body, 3) == ()
    assert [(week.gameweek, len(week.transfers), week.hit, str(week.bank), str(week.predicted), week.chip)
            for week in body.weeks] == [(20, 2, 0, '1.2', '41.4', None), (21, 2, 4, '0.6', '40.9', None),
                                        (22, 1, 0, '0.8', '54.4', None)]
    first = body.weeks[0]
    assert [(one.out, one.in_) for one in first.transfers] == [('Haaland', 'Watkins'), ('Foden', 'M.Salah')]
    assert [one.name for one in first.starting if one.is_captain] == ['M.Salah']
    assert [one.name for one in first.starting if one.is_vice] == ['Watkins']
    assert [one.name for one in first.subs] == ['Woltemade', 'Ballard', 'Mukiele', 'Dúbravka']
    assert missing('optimize', real_output('optimisation-3-weeks.txt')) == ''


ODD_ROWS = [
    ('1. Raya, 11.72pts (£UNKNOWN_PRICEm, ARS)', ('Raya', '11.72', None, 'ARS')),
    ('1. Raya, 11.72pts (£6.2m, None)', ('Raya', '11.72', '6.2', None)),
    ('1. Raya, 0.00pts (£6.2m, ARS)', ('Raya', '0.00', '6.2', 'ARS')),
    ('1. Raya, -1.25pts (£6.2m, ARS)', ('Raya', '-1.25', '6.2', 'ARS')),
    ('1. Raya, nanpts (£6.2m, ARS)', ('Raya', None, '6.2', 'ARS')),
    ('1. None, 3.10pts (£4.0m, ARS)', ('None', '3.10', '4.0', 'ARS')),
    ("1. N'Dicka-O'Brien Jr., 3.10pts (£4.0m, WHU)", ("N'Dicka-O'Brien Jr.", '3.10', '4.0', 'WHU')),
    ('1. Smith, 2.00pts (£4.0m, 3.10pts (£4.0m, WHU)', ('Smith, 2.00pts (£4.0m', '3.10', '4.0', 'WHU')),
    ('\x1b[32m1. Güéhi Ødegaard, 3.10pts (£4.0m, MCI)\x1b[0m', ('Güéhi Ødegaard', '3.10', '4.0', 'MCI')),
    ('10%|█   |\r100%|████|\r1. |, 3.10pts (£4.0m, MCI)\r', ('|', '3.10', '4.0', 'MCI')),
    ('1. Raya, 3.10pts (\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}4.0m, ARS)', ('Raya', '3.10', '4.0', 'ARS')),
]


@pytest.mark.parametrize(('row', 'expected'), ODD_ROWS, ids=[str(number) for number in range(len(ODD_ROWS))])
def test_odd_rows_become_exact_values_or_nothing(row, expected):
    found = only(row)
    assert (found.name, text(found.points), text(found.price), found.club) == expected


@pytest.mark.parametrize(('weeks', 'expected'), [('20', (20,)), ('[20, 21]', (20, 21)), ('[20]', (20,))])
def test_one_gameweek_or_several(weeks, expected):
    assert parse_prediction(f'PREDICTED TOP 10 PLAYERS FOR GAMEWEEK(S) {weeks}:').gameweeks == expected


@pytest.mark.parametrize('words', ['', 'Fitting team model...\nFinished adding predictions to db\n', 'PREDICTED TOP\n'])
def test_without_a_section_there_is_no_report(words):
    assert parse_prediction(words) is None and parse_optimisation(words) is None
    assert missing('predict', words) == 'predictions' and missing('optimize', words) == 'a strategy or a squad'


def test_rows_of_two_players_with_one_name_stay_two_rows():
    rows = prediction('1. Barnes, 9.00pts (£6.1m, NEW)', '2. Barnes, 8.00pts (£5.0m, WOL)').positions['GK']
    assert [(row.name, row.club) for row in rows] == [('Barnes', 'NEW'), ('Barnes', 'WOL')]


STRATEGY = ('OPTIMUM STRATEGY\n\nTeam ID: 7\nBaseline Score: 50.0pts\nScore with {word}: 61.5pts\n\nGAMEWEEK 3:\n\n'
            '{table}Chip Played: wildcard\nPoints Hit: 4pts\nBank: £{bank}m\nPredicted Score: -0.5pts\n')


def strategy(table='', word='Strategy', bank='1.2'):
    return parse_optimisation(STRATEGY.format(table=table, word=word, bank=bank))


TABLES = {
    'no transfer': ('+-------------+------------+\n| Players Out | Players In |\n+-------------+------------+\n'
                    '| None        | None       |\n+-------------+------------+\n', []),
    'a lone bar for a name': ('+-------------+------------+\n| Players Out | Players In |\n'
                              '+-------------+------------+\n| |           | Watkins    |\n'
                              '| Haaland     | |          |\n+-------------+------------+\n',
                              [('|', 'Watkins'), ('Haaland', '|')]),
    'bars within names': ('+-------------+------------+\n| Players Out | Players In |\n+-------------+------------+\n'
                          '| A | B       | C | D      |\n+-------------+------------+\n', [('A | B', 'C | D')]),
    'somebody called None': ('+-------------+------------+\n| Players Out | Players In |\n'
                             '+-------------+------------+\n| None        | Watkins    |\n'
                             '+-------------+------------+\n', [('None', 'Watkins')]),
    'cut in the middle of a row': ('+-------------+------------+\n| Players Out | Players In |\n'
                                   '+-------------+------------+\n| Haaland     | Wat\n', []),
}


@pytest.mark.parametrize('name', TABLES)
def test_tables_of_transfers(name):
    table, expected = TABLES[name]
    assert [(one.out, one.in_) for one in strategy(table).weeks[0].transfers] == expected


def test_an_early_build_called_the_score_otherwise_and_money_may_be_owed():
    body = strategy(word='Transfers', bank='-0.3')
    assert (str(body.score), str(body.weeks[0].bank), str(body.weeks[0].predicted)) == ('61.5', '-0.3', '-0.5')
    assert body.weeks[0].chip == 'wildcard' and body.weeks[0].hit == 4


def test_a_line_up_that_is_shown_again_afterwards_is_not_added():
    lineup = '\nStarting Lineup for Gameweek 3:\n\n== GK ==\n\nRaya (ARS)(VC)\n\n=== Subs ===\n\nPope (NEW)\n'
    body = parse_optimisation(STRATEGY.format(table='', word='Strategy', bank='1') + lineup
                              + '\n== GK ==\n\nPickford (EVE)\n\n=== Subs ===\n\nVicario (TOT)\n')
    assert [one.name for one in body.weeks[0].starting] == ['Raya']
    assert [one.name for one in body.weeks[0].subs] == ['Pope']


def test_what_is_broken_about_predictions_is_named():
    body = prediction('1. Raya, 3.00pts (£6.2m, ARS)', '3. Pope, 4.00pts (£6.2m, NEW)')
    assert issues_of(body, 2) == (
        'Gameweeks 20 to 22 are outside the window that was asked for.', 'GK has 2 players instead of 5.',
        'GK has the ranks 1, 3.', 'GK has points that rise from one rank to the next.',
        'DEF has 0 players instead of 5.', 'MID has 0 players instead of 5.', 'FWD has 0 players instead of 5.')


def test_what_is_broken_about_a_strategy_is_named():
    assert issues_of(strategy()) == ('The line-up is missing.',)
    body = parse_optimisation(STRATEGY.format(table='', word='Strategy', bank='1') + '\nGAMEWEEK 2:\n'
                              'Starting Lineup for Gameweek 3:\n== GK ==\nRaya (ARS)(C)\nPope (NEW)(C)\n')
    assert issues_of(body, 3) == (
        'The gameweeks do not ascend: 3, 2.', 'Gameweek 3 has 2 players in the line-up instead of 11.',
        'Gameweek 3 has 0 substitutes instead of 4.', 'Gameweek 3 has 2 players as captain.',
        'Gameweek 3 has 0 players as vice captain.')
    assert issues_of(parse_optimisation('OPTIMUM STRATEGY\n')) == ('No gameweek is told.',)


def test_the_best_of_each_position_come_from_the_database_with_their_numbers():
    rows = [PointsRow(number, f'Keeper {number}', 3.333 + number, 'GK', 'ARS', 45 + number) for number in range(7)]
    body = prediction_from_rows([21, 20], [*rows, PointsRow(9, 'Nobody', 99.0, None, None, None)], 5)
    assert body.gameweeks == (20, 21) and [row.player_id for row in body.positions['GK']] == [6, 5, 4, 3, 2]
    assert [str(row.points) for row in body.positions['GK'][:2]] == ['9.33', '8.33']
    assert str(body.positions['GK'][0].price) == '5.1' and body.positions['FWD'] == ()


def test_transfers_come_from_the_database_and_everything_else_from_the_text():
    rows = [SuggestionRow(3, direction, number, name, 11.5, 'wildcard', 7) for direction, number, name in (
        (-1, 1, 'Haaland'), (1, 2, 'Watkins'))]
    body = completed(strategy(), suggestion_from_rows(rows))
    [transfer] = body.weeks[0].transfers
    assert transfer.as_json() == {'out': 'Haaland', 'in': 'Watkins', 'out_id': 1, 'in_id': 2}
    assert (str(body.score), str(body.gain), body.weeks[0].hit) == ('61.5', '11.5', 4)
    alone = completed(None, suggestion_from_rows(rows))
    assert (alone.team_id, alone.gain, alone.weeks[0].chip) == (7, Decimal('11.5'), 'wildcard')
    assert suggestion_from_rows([row for row in rows if row.direction > 0]) is None  # a whole new squad
    assert suggestion_from_rows([]) is None


def test_what_is_new_since_the_former_report_is_told():
    before = prediction('1. Raya, 3.00pts (£6.2m, ARS)', '2. Pope, 2.00pts (£6.2m, NEW)')
    after = prediction('1. Pope, 4.00pts (£6.2m, NEW)', '2. Roefs, 2.00pts (£5.0m, SUN)')
    assert differences(before, after) == (
        Difference('GK', 'Pope (NEW)', '2. with 2.00 points', '1. with 4.00 points'),
        Difference('GK', 'Roefs (SUN)', '', '2. with 2.00 points'),
        Difference('GK', 'Raya (ARS)', '1. with 3.00 points', ''))
    assert differences(after, after) == () == differences(after, strategy())


def test_what_is_new_in_a_strategy_is_told():
    other = strategy(TABLES['somebody called None'][0])
    assert differences(strategy(), other) == (Difference('Gameweek 3', 'None out', '', 'Watkins in'),)


def test_a_table_of_it_cannot_smuggle_in_a_formula():
    heading, rows = table_of(prediction('1. =HYPERLINK("x"), -1.25pts (£6.2m, ARS)'))
    assert dict(zip(heading, rows[0], strict=True)) == {
        'gameweeks': '20 21 22', 'position': 'GK', 'rank': '1', 'name': '\'=HYPERLINK("x")', 'club': 'ARS',
        'price': '6.2', 'points': '-1.25', 'player_id': ''}
    heading, rows = table_of(strategy(TABLES['no transfer'][0]))
    assert dict(zip(heading, rows[0], strict=True))['what'] == 'no transfer'


def test_kinds_and_clubs_are_known_however_they_are_spelt():
    assert kind_of('Optimization') == kind_of('optimisation') == 'optimisation'
    assert short_name('MUN') == 'Man Utd' and short_name('XYZ') == 'XYZ' and short_name(None) == '–'
    assert all(len(code) == 3 for code in CLUBS)
