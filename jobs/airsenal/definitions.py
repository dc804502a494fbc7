"""The programs of AIrsenal as commands.

The team is a parameter of each of them, although most installations know one only: it decides which runs wait for
each other and which database they work on. Its default is the team of the workspace.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from app.domain.ops.airsenal.chips import ANY_WEEK, CHIPS, LAST_WEEK, NOT_USED, clashing
from app.domain.ops.commands import Definition, Parameter, SecretGrant, Step
from app.domain.ops.parameters import CHECKS
from app.settings import OpsSettings

HOOK = 'airsenal'
LABEL = 'airsenal'
ELSEWHERE = 'worker'  # AIRSENAL_BIN says so where only workers with the label have the programs
KEY = 'team:{fpl_team_id}'
NO = ('n',) * 20  # a program may ask again and again; without an answer it would break off

TEAM = Parameter('fpl_team_id', 'whole', 'The number in the address of the team’s page at the FPL.', is_required=True,
                 low=1, high=100_000_000, flag='--fpl_team_id')
SILENT_TEAM = replace(TEAM, flag='')  # decides where it works, and is no argument
WEEKS = Parameter('weeks_ahead', 'whole', 'How many gameweeks to look ahead, from the next one.', 3, low=1, high=6,
                  flag='--weeks_ahead')
WHEN = ((str(NOT_USED), 'Not used'), (str(ANY_WEEK), 'Any week'),
        *((str(week), f'Gameweek {week}') for week in range(1, LAST_WEEK + 1)))
CHIP_WEEKS = tuple(Parameter(name, 'whole', f'When to play the {chip}: −1 not used, 0 any week, or a gameweek.',
                             NOT_USED, low=NOT_USED, high=LAST_WEEK, choices=WHEN, flag=f'--{name}')
                   for name, chip in CHIPS.items())
MODEL = Parameter('team_model', 'choice', 'How results of matches are predicted.', 'extended', flag='--team_model',
                  choices=(('extended', 'Extended Dixon–Coles'), ('neutral', 'Neutral venue'), ('random', 'Random')))
FITTED = replace(MODEL, choices=MODEL.choices[:2])  # the pipeline knows no others
THREADS = Parameter('num_thread', 'whole', 'How many strategies are tried at a time.', 4, low=1, high=32,
                    flag='--num_thread')
MAX_HIT = Parameter('max_hit', 'whole', 'Most points to spend on additional transfers.', 8, low=0, high=100,
                    flag='--max_hit')
MAX_TRANSFERS = Parameter('max_transfers', 'whole', 'Most transfers in a gameweek; above 2 it takes very long.', 2,
                          low=0, high=5, flag='--max_transfers')
UNUSED = Parameter('allow_unused', 'switch', 'Also try strategies that let free transfers lapse.',
                   flag='--allow_unused')
PREVIOUS = Parameter('n_previous', 'whole', 'How many former seasons to learn from.', 3, low=1, high=8,
                     flag='--n_previous')
CLEAN = Parameter('clean', 'switch', 'Throw the former database away and begin anew.', flag='--clean')
LOGIN = (SecretGrant('FPL_LOGIN', is_required=False, help='E-mail of the account at Fantasy Premier League'),
         SecretGrant('FPL_PASSWORD', is_required=False, help='Password of that account'),
         SecretGrant('DISCORD_WEBHOOK', is_required=False, help='Where AIrsenal posts what it did'))

COMMON: Mapping[str, Any] = {'area': 'ops', 'kind': 'process', 'hook': HOOK, 'key': KEY, 'answers': NO,
                             'secrets': LOGIN}
IRREVERSIBLE: Mapping[str, Any] = {
    **COMMON, 'is_enabled': False, 'needs_word': True, 'needs_approval': True, 'retries': 0, 'is_idempotent': False,
    'parameters': (TEAM,), 'arguments': ('--confirm',), 'secrets': tuple(
        replace(grant, is_required=grant.name != 'DISCORD_WEBHOOK') for grant in LOGIN)}

SETUP = Definition(
    'setup_db', 'Set up database', 'Fills a new database with players, matches and results of the last seasons.',
    program='airsenal_setup_initial_db', **COMMON, parameters=(TEAM, CLEAN, PREVIOUS, Parameter(
        'no_current_season', 'switch', 'Leave the present season out.', flag='--no_current_season')),
    steps=(Step('Players', 'Adding player'), Step('Prices and clubs', 'ATTRIBUTES')))
UPDATE = Definition(
    'update_db', 'Update database', 'Brings players, prices, results and the team’s transfers up to date.',
    program='airsenal_update_db', **COMMON, parameters=(TEAM, Parameter(
        'noattr', 'switch', 'Leave prices and clubs as they are.', flag='--noattr')),
    steps=(Step('Players', 'Player table'), Step('Prices and clubs', 'ATTRIBUTES'),
           Step('Fixtures', 'Updating fixture table'), Step('Team', 'Checking team')))
PREDICT = Definition(
    'predict', 'Predict', 'Predicts the points of every player in the coming gameweeks.',
    program='airsenal_run_prediction', **COMMON, parameters=(
        SILENT_TEAM, WEEKS, MODEL,
        Parameter('sampling', 'switch', 'Fit the players’ model by sampling, which is slower.', flag='--sampling'),
        *(Parameter(name, 'switch', f'Leave {what} out.', flag=f'--{name}')
          for name, what in (('no_bonus', 'bonus points'), ('no_cards', 'cards'), ('no_saves', 'saves')))),
    steps=(Step('Teams', 'Fitting team model'), Step('Fixtures', 'Calculating fixture score'),
           Step('Players', 'Fitting Conjugate'), Step('Predictions', 'Finished adding predictions')))
OPTIMIZE = Definition(
    'optimize', 'Optimise', 'Looks for the best transfers, chips and line-up in the coming gameweeks.',
    program='airsenal_run_optimization', **COMMON, check='airsenal.chips', parameters=(
        TEAM, WEEKS, *CHIP_WEEKS,
        Parameter('num_free_transfers', 'whole', 'Free transfers at the start; empty: as the FPL says.', low=0, high=5,
                  flag='--num_free_transfers'),
        MAX_HIT, UNUSED, MAX_TRANSFERS,
        Parameter('num_iterations', 'whole', 'How long a wildcard or free hit is tried.', 100, low=1, high=1000,
                  flag='--num_iterations'), THREADS),
    steps=(Step('Squad', 'Running optimization'), Step('Strategies', 'Starting with'),
           Step('Result', 'OPTIMUM STRATEGY')))
PIPELINE = Definition(
    'pipeline', 'Run pipeline', 'Updates the database, predicts and optimises, one after the other.',
    program='airsenal_run_pipeline', **COMMON, check='airsenal.chips', parameters=(
        TEAM, WEEKS, *CHIP_WEEKS, MAX_HIT, UNUSED, MAX_TRANSFERS, FITTED, CLEAN, PREVIOUS, THREADS),
    steps=(Step('Database', 'Running for FPL Team ID'), Step('Update', 'Updating database..'),
           Step('Prediction', 'Running prediction..'), Step('Strategy', 'Prediction complete..'),
           Step('End', 'Optimization complete..')))
SQUAD = Definition(
    'make_squad', 'Make squad', 'Suggests fifteen players from scratch, for a new team or a new season.',
    program='airsenal_make_squad', **COMMON, parameters=(
        TEAM,
        Parameter('budget', 'whole', 'In tenths of a million pounds.', 1000, low=500, high=2000, flag='--budget'),
        Parameter('num_gameweeks', 'whole', 'How many gameweeks to look ahead.', 3, low=1, high=6,
                  flag='--num_gameweeks'),
        Parameter('gameweek_start', 'whole', 'The first of them; empty: the next one.', low=1, high=LAST_WEEK,
                  flag='--gameweek_start'),
        *(Parameter(name, 'whole', words, 100, low=2, high=2000, flag=f'--{name}') for name, words in (
            ('num_generations', 'How long it looks.'), ('population_size', 'How many squads compete.'))),
        Parameter('no_subs', 'switch', 'Do not count the points of substitutes.', flag='--no_subs'),
        Parameter('include_zero', 'switch', 'Also consider players without any predicted point.',
                  flag='--include_zero')))
CHECK = Definition(
    'check_data', 'Check data', 'Looks for seasons, matches and players in the database that do not fit together.',
    program='airsenal_check_data', **COMMON, parameters=(SILENT_TEAM,))
TRANSFERS = Definition(
    'make_transfers', 'Make transfers', 'Makes the transfers of the newest strategy at the FPL. They cannot be undone.',
    program='airsenal_make_transfers', **IRREVERSIBLE)
LINEUP = Definition(
    'set_lineup', 'Set line-up', 'Sets the line-up of the newest prediction at the FPL.',
    program='airsenal_set_lineup', **IRREVERSIBLE)

PROGRAMS = (SETUP, UPDATE, PREDICT, OPTIMIZE, PIPELINE, SQUAD, CHECK, TRANSFERS, LINEUP)

CHECKS['airsenal.chips'] = clashing


def offered(definitions: Iterable[Definition], rules: OpsSettings) -> Mapping[str, Definition]:
    """By slug; where only certain workers have the programs, their runs wait for one of those."""
    return {one.slug: replace(one, label=LABEL) if one.hook == HOOK and rules.airsenal_bin == ELSEWHERE else one
            for one in definitions}
