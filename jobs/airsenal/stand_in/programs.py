"""The programs of AIrsenal, each as a function that talks and writes."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from jobs.airsenal.stand_in import faults, keeping, printing
from jobs.airsenal.stand_in.faults import Failed
from jobs.airsenal.stand_in.footballers import footballers
from jobs.airsenal.stand_in.options import Options
from jobs.airsenal.stand_in.strategy import CHIPS, Plan, Points, best, new_squad, plan, points_for
from jobs.airsenal.stand_in.voice import Voice

TOP = 5
POSITIONS = ('GK', 'DEF', 'MID', 'FWD')


def setup_initial_db(voice: Voice, options: Options) -> None:
    if keeping.is_set_up() and not options.has('clean'):
        voice.say(['AIrsenal database already exists.', 'It was left as it is: already exists, add --clean to renew.'])
        return
    voice.say(['Adding teams for season 2526', 'Adding fixtures for season 2526', 'Adding results for season 2526'])
    if 'killed' in options.faults:
        keeping.begin(options.gameweek, is_half=True)
        faults.kill_oneself()
    voice.say((f'Adding player {one.name}' for one in footballers()), 0.1)
    voice.bar('Filling player scores: ', 20)
    voice.say((f'ATTRIBUTES 2526 {one.name}' for one in footballers()), 0.1)
    keeping.begin(options.gameweek)
    _damage(options)
    voice.say(_shown(options, ['DONE!']))


def update_db(voice: Voice, options: Options) -> None:
    if not keeping.is_set_up():
        voice.say(['Database is empty, run airsenal_setup_initial_db first.'])
        return
    voice.say(['Player table already up-to-date.'])
    if not options.has('noattr'):
        voice.say((f'ATTRIBUTES 2526 {one.name}' for one in footballers()), 0.1)
    voice.say(['Updating fixture table...', 'Matches and player-scores already up-to-date'])
    _damage(options)
    voice.say(_shown(options, ['Checking team', 'Team is up-to-date']))


def run_prediction(voice: Voice, options: Options) -> None:
    _demand_players()
    weeks = _window(options)
    points = _predict(voice, options, weeks)
    _damage(options)
    voice.say(_shown(options, list(_prediction(options, points, weeks))), 0.3)


def run_optimization(voice: Voice, options: Options) -> None:
    _demand_players()
    weeks = _window(options)
    if not keeping.has_predictions(weeks):
        raise Failed('ERROR: Database does not contain predictions for all the specified optimisation gameweeks.')
    if 'new-team' in options.faults:
        voice.say([f'Running optimization with fpl_team_id {options.team_id}',
                   f'No existing squad or transfers found for team_id {options.team_id}',
                   'Will suggest a new starting squad:'])
        _suggest_squad(voice, options, weeks)
        return
    voice.say([f'Running optimization with fpl_team_id {options.team_id}'])
    if not os.environ.get('FPL_LOGIN'):
        for _ in range(3 if 'prompt' in options.faults else 1):
            voice.ask(printing.LOGIN)
    threads = min(options.whole('num_thread', 2), 8)
    voice.say([f'Getting starting squad for {options.team_id}',
               f'Starting with {options.whole("num_free_transfers", 1)} free transfers'])
    voice.bars(threads, 10)
    made = _plan(options, weeks)
    keeping.suggest(options.team_id, made.told.score - made.told.baseline,
                    [move for week, out, new, chip in made.moves
                     for move in ((week, -1, out.id, chip), (week, 1, new.id, chip))])
    _damage(options)
    voice.say(2 * threads * [''])
    voice.say(_shown(options, list(_strategy(options, made))), 0.3)


def make_squad(voice: Voice, options: Options) -> None:
    _demand_players()
    weeks = _window(options)
    if not keeping.has_predictions(weeks):
        raise Failed('ERROR: Database does not contain predictions for all the specified gameweeks.')
    _suggest_squad(voice, options, weeks)


def run_pipeline(voice: Voice, options: Options) -> None:
    voice.say([f'Running for FPL Team ID {options.team_id}'])
    if keeping.is_set_up() and not options.has('clean'):
        voice.say(['Found pre-existing AIrsenal database.'])
    else:
        voice.say(['Setting up Database..'])
        setup_initial_db(voice, options)
        voice.say(['Database setup complete..'])
    voice.say(['Updating database..'])
    update_db(voice, options)
    voice.say(['Database update complete..', 'Running prediction..'])
    run_prediction(voice, options)
    voice.say(['Prediction complete..'])
    if 'new-team' in options.faults:
        voice.say(['Generating a squad..'])
        make_squad(voice, options)
    else:
        voice.say(['Running optimization..'])
        run_optimization(voice, options)
    voice.say(['Optimization complete..'])
    if options.has('apply_transfers'):
        voice.say(['Applying suggested transfers...', 'Setting Lineup...'])
    voice.say(_shown(options, ['Pipeline finished OK!']))


def check_data(voice: Voice, options: Options) -> None:
    _demand_players()
    checks = ('season_num_teams', 'season_num_new_teams', 'season_num_fixtures', 'fixture_player_teams')
    voice.say(['Running checks for seasons: [\'2526\']', '', 50 * '=', ''])
    for check in checks:
        voice.say([f'Checking {check.replace("_", " ")}...', '', ' OK!', '', 50 * '=', ''])
    failed = 1 if 'flawed' in options.faults else 0
    summary = ['SUMMARY', '-------', *(f'{check}: OK!' for check in checks[failed:]), '',
               f'OVERALL: Passed {len(checks) - failed} out of {len(checks)} tests with {7 * failed} errors.']
    voice.say(_shown(options, summary))


def make_transfers(voice: Voice, options: Options) -> None:
    _demand_players()
    made = _plan(options, _window(options))
    rows = [row for _, out, new, _ in made.moves[:2] for row in (('OUT', out), ('IN', new))]
    voice.say(['+--------+------+-------+', '| Status | Name | Price |', '+--------+------+-------+',
               *(f'| {status} | {one.name} | £{one.tenths / 10} |' for status, one in rows)])
    if not options.has('confirm') and voice.ask(['Apply Transfers? There is no turning back! (yes/no)']) != 'yes':
        return
    voice.say([str({'confirmed': False, 'entry': options.team_id, 'event': options.gameweek})])
    voice.say(_shown(options, ['Transfers made!']))


def set_lineup(voice: Voice, options: Options) -> None:
    _demand_players()
    made = _plan(options, _window(options))
    voice.say(printing.lineup(made.told.lineup, made.told.subs, '=== Subs ==='))
    if not options.has('confirm') and voice.ask(['Apply changes to lineup? (yes/no) ']) != 'yes':
        return
    voice.say(_shown(options, ['Lineup set!']))


PROGRAMS: Mapping[str, Callable[[Voice, Options], None]] = {
    program.__name__: program for program in (
        setup_initial_db, update_db, run_prediction, run_optimization, make_squad, run_pipeline, check_data,
        make_transfers, set_lineup)}


def _demand_players() -> None:
    if not keeping.is_set_up():
        raise Failed('ERROR: the database has no players. Please run airsenal_setup_initial_db first.')


def _window(options: Options) -> Sequence[int]:
    weeks = options.gameweeks
    if not weeks:
        raise Failed('IndexError: list index out of range')
    return weeks


def _predict(voice: Voice, options: Options, weeks: Sequence[int]) -> Points:
    voice.say(['Fitting team model...', 'Using ExtendedDixonColesMatchPredictor model with args '
               "{'epsilon': 0.9, 'rescale_weights': True}", 'Calculating fixture score probabilities...'])
    for _ in POSITIONS:
        voice.say(['Fitting ConjugatePlayerModel with epsilon=0.2, rescale_weights=True, n_goals_prior=35'])
        voice.bar('', 10)
    points = points_for(weeks, options.seed)
    keeping.predict(points, weeks)
    voice.say(['Finished adding predictions to db'])
    return points


def _prediction(options: Options, points: Points, weeks: Sequence[int]) -> Iterator[str]:
    rated = {position: [(one.name, figure, one.tenths, one.club) for one, figure in best(points, weeks, position)]
             for position in POSITIONS}
    if options.has('one_list'):
        everybody = [(position, row) for position, rows in rated.items() for row in rows]
        ranked = sorted(everybody, key=lambda entry: -entry[1][1])[:TOP]
        yield from printing.one_list(weeks, TOP, ranked)
    else:
        yield from printing.prediction(weeks, TOP, {position: rows[:TOP] for position, rows in rated.items()})


def _plan(options: Options, weeks: Sequence[int]) -> Plan:
    chips = {chip: options.whole(f'{chip}_week', -1) for chip in CHIPS}
    fixed = [week for week in chips.values() if week > 0]
    if len(set(fixed)) < len(fixed):
        raise Failed('RuntimeError: Cannot play two chips in the same week')
    return plan(options.team_id, weeks, points_for(weeks, options.seed), chips, options.seed)


def _strategy(options: Options, made: Plan) -> Iterable[str]:
    return printing.old_strategy(made.told) if 'old' in options.faults else printing.strategy(made.told)


def _suggest_squad(voice: Voice, options: Options, weeks: Sequence[int]) -> None:
    voice.bar('', 10)
    told, players = new_squad(weeks, points_for(weeks, options.seed), options.whole('budget', 1000), options.seed)
    keeping.suggest(options.team_id, told.total, [(weeks[0], 1, one.id, None) for one in players])
    _damage(options)
    voice.say(_shown(options, list(printing.squad(told, 'z' if 'old' in options.faults else 's'))), 0.3)


def _damage(options: Options) -> None:
    for kind in options.faults & {'partial', 'corrupt'}:
        keeping.damage(kind)


def _shown(options: Options, section: list[str]) -> list[str]:
    """What a program ends with, as far as it is allowed to."""
    if 'no-section' in options.faults:
        return []
    if 'cut' in options.faults:
        return section[:len(section) // 2]
    if 'twice' in options.faults:
        return [*(line.replace('1', '7') for line in section), *section]
    return section


def run(name: str, voice: Voice, options: Options) -> int:
    """The code the program ends with."""
    try:
        faults.before(options.faults, voice)
        PROGRAMS[name](voice, options)
    except (Failed, EOFError, ValueError) as error:
        sys.stdout.flush()
        sys.stderr.write('\n'.join([*faults.TRACEBACK, f'{error}\n']))
        return 1
    return 0
