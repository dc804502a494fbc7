"""The tables of AIrsenal that others read, written as it writes them."""

import os
import sqlite3
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from jobs.airsenal.stand_in.footballers import clubs, footballers
from jobs.airsenal.stand_in.strategy import Points

SEASON = '2526'
TABLES = """
    CREATE TABLE player (player_id INTEGER PRIMARY KEY, fpl_api_id INTEGER, name VARCHAR(100) NOT NULL,
        display_name VARCHAR(100), opta_code VARCHAR);
    CREATE TABLE player_attributes (id INTEGER PRIMARY KEY, player_id INTEGER NOT NULL REFERENCES player,
        season VARCHAR(100) NOT NULL, gameweek INTEGER NOT NULL, price INTEGER NOT NULL, team VARCHAR(100) NOT NULL,
        position VARCHAR(100) NOT NULL, chance_of_playing_next_round INTEGER, news VARCHAR(100));
    CREATE TABLE fixture (fixture_id INTEGER PRIMARY KEY, date VARCHAR(100), gameweek INTEGER,
        home_team VARCHAR(100) NOT NULL, away_team VARCHAR(100) NOT NULL, season VARCHAR(100) NOT NULL,
        tag VARCHAR(100) NOT NULL);
    CREATE TABLE player_prediction (id INTEGER PRIMARY KEY, fixture_id INTEGER NOT NULL REFERENCES fixture,
        predicted_points FLOAT NOT NULL, tag VARCHAR(100) NOT NULL, player_id INTEGER NOT NULL REFERENCES player);
    CREATE TABLE transfer_suggestion (id INTEGER PRIMARY KEY, player_id INTEGER NOT NULL, in_or_out INTEGER NOT NULL,
        gameweek INTEGER NOT NULL, points_gain FLOAT NOT NULL, timestamp VARCHAR(100) NOT NULL,
        season VARCHAR(100) NOT NULL, fpl_team_id INTEGER NOT NULL, chip_played VARCHAR(100));
    CREATE TABLE "transaction" (id INTEGER PRIMARY KEY, player_id INTEGER NOT NULL, gameweek INTEGER NOT NULL,
        bought_or_sold INTEGER NOT NULL, season VARCHAR(100) NOT NULL, price INTEGER NOT NULL,
        fpl_team_id INTEGER NOT NULL);
"""
FIRST_TABLES = TABLES.partition('CREATE TABLE fixture')[0]  # as far as a set-up comes that is killed


def database_file() -> Path:
    given = os.environ.get('AIRSENAL_DB_FILE')
    return Path(given) if given else Path(os.environ.get('AIRSENAL_HOME', '.')) / 'data.db'


def is_set_up() -> bool:
    """A file without the players is as good as none."""
    if not database_file().exists():
        return False
    with closing(sqlite3.connect(database_file())) as base:
        return bool(base.execute("SELECT 1 FROM sqlite_master WHERE name = 'player'").fetchone()
                    and base.execute('SELECT 1 FROM player').fetchone())


def begin(next_week: int, *, is_half: bool = False) -> None:
    """Everything a set-up fills; or half of it, as if the power had failed."""
    database_file().unlink(missing_ok=True)
    with closing(sqlite3.connect(database_file())) as base, base:
        base.executescript(FIRST_TABLES if is_half else TABLES)
        base.executemany('INSERT INTO player VALUES (?, ?, ?, ?, ?)', (
            (one.id, 100 + one.id, f'Player {one.name}', one.name, f'p{one.id}') for one in footballers()))
        if is_half:
            return
        for week in range(1, next_week + 1):
            base.executemany('INSERT INTO player_attributes (player_id, season, gameweek, price, team, position) '
                             'VALUES (?, ?, ?, ?, ?, ?)', ((one.id, SEASON, week, one.tenths, one.club, one.position)
                                                           for one in footballers()))
        base.executemany('INSERT INTO fixture (date, gameweek, home_team, away_team, season, tag) '
                         'VALUES (?, ?, ?, ?, ?, ?)', _fixtures())


def predict(points: Points, gameweeks: Sequence[int]) -> None:
    """Under a new tag, one row for each player and match."""
    with closing(sqlite3.connect(database_file())) as base, base:
        matches = {(club, week): number for number, week, home, away in base.execute(
            'SELECT fixture_id, gameweek, home_team, away_team FROM fixture WHERE season = ?', (SEASON,))
            for club in (home, away) if week in gameweeks}
        tag = f'AIrsenal{SEASON}{os.urandom(8).hex()}'
        base.executemany(
            'INSERT INTO player_prediction (fixture_id, predicted_points, tag, player_id) VALUES (?, ?, ?, ?)',
            ((matches[one.club, week], points[one.id, week], tag, one.id)
             for one in footballers() for week in gameweeks))


def has_predictions(gameweeks: Iterable[int]) -> bool:
    with closing(sqlite3.connect(database_file())) as base:
        found = {row[0] for row in base.execute(
            'SELECT DISTINCT gameweek FROM player_prediction JOIN fixture USING (fixture_id) '
            'WHERE player_prediction.tag = (SELECT tag FROM player_prediction ORDER BY id DESC LIMIT 1)')}
    return found.issuperset(gameweeks)


def suggest(team_id: int, gain: float, moves: Sequence[tuple[int, int, int, str | None]]) -> None:
    """Rows of gameweek, direction, player and chip, all those that leave before those that come."""
    stamp = f'{time.strftime("%Y-%m-%d %H:%M:%S")}.{os.getpid()}{os.urandom(2).hex()}'
    with closing(sqlite3.connect(database_file())) as base, base:
        base.executemany(
            'INSERT INTO transfer_suggestion (gameweek, in_or_out, player_id, chip_played, points_gain, timestamp, '
            'season, fpl_team_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
            ((*move, gain, stamp, SEASON, team_id) for move in sorted(moves, key=lambda move: move[1])))


def damage(kind: str) -> None:
    """Leave a database that must never replace a good one."""
    path = database_file()
    if kind == 'partial':
        with closing(sqlite3.connect(path)) as base, base:
            base.execute('DROP TABLE fixture')
    else:
        body = bytearray(path.read_bytes())
        body[4096:8192] = len(body[4096:8192]) * b'\xa5'
        path.write_bytes(body)



def _fixtures() -> Iterable[tuple[str, int, str, str, str, str]]:
    """Ten matches a week, everybody once."""
    first, *others = clubs()
    for week in range(1, 39):
        around = [first, *others[week % 19:], *others[:week % 19]]
        for place in range(10):
            yield (f'2026-01-{week % 28 + 1:02}', week, around[place], around[19 - place], SEASON, 'fixture')
