"""AIrsenal's databases, looked at without changing them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from app.domain.ops.airsenal.bodies import Optimisation, Prediction
from app.domain.ops.airsenal.database import PointsRow, SuggestionRow, prediction_from_rows, suggestion_from_rows

NEEDED = ('player', 'player_attributes', 'fixture', 'player_prediction', 'transfer_suggestion')
FILLED = ('player', 'player_attributes', 'fixture')  # the program makes all tables before it fills any
POINTS = """SELECT player.player_id, COALESCE(player.display_name, player.name), SUM(told.predicted_points)
    FROM player_prediction AS told JOIN player ON player.player_id = told.player_id
    JOIN fixture ON fixture.fixture_id = told.fixture_id
    WHERE told.tag = ? AND fixture.gameweek IS NOT NULL GROUP BY player.player_id"""
WEEKS = """SELECT DISTINCT fixture.gameweek, fixture.season FROM player_prediction AS told
    JOIN fixture ON fixture.fixture_id = told.fixture_id WHERE told.tag = ? AND fixture.gameweek IS NOT NULL"""
ATTRIBUTES = """SELECT player_id, position, team, price FROM player_attributes WHERE season = ?
    ORDER BY ABS(gameweek - ?) DESC, gameweek"""  # the nearest come last
SUGGESTED = """SELECT told.gameweek, told.in_or_out, told.player_id, COALESCE(player.display_name, player.name),
    told.points_gain, told.chip_played, told.fpl_team_id
    FROM transfer_suggestion AS told LEFT JOIN player ON player.player_id = told.player_id
    WHERE told.timestamp = ? ORDER BY told.id"""


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f'file:{quote(str(path))}?mode=ro', uri=True, timeout=5)) as base:
        yield base


def flaw(path: Path) -> str:
    """Why this database must not be kept, in words; empty when it is sound and has what is needed."""
    if not path.exists():
        return 'there is none'
    try:
        with opened(path) as base:
            told = base.execute('PRAGMA integrity_check(1)').fetchone()[0]
            tables = {row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if told != 'ok':
                return f'it is damaged: {told}'
            if missing := [name for name in NEEDED if name not in tables]:
                return f'the tables {", ".join(missing)} are missing'
            empty = [name for name in FILLED if not base.execute(f'SELECT 1 FROM {name} LIMIT 1').fetchone()]
            return f'nothing stands in {", ".join(empty)}' if empty else ''
    except sqlite3.Error as error:
        return f'it cannot be read: {error}'


def prediction_in(path: Path, former: Path | None = None, top: int = 5) -> Prediction | None:
    """The newest predictions; None where `former` has the same ones already."""
    with opened(path) as base:
        newest = _newest(base, 'player_prediction', 'tag')
        if newest is None or newest == _newest_in(former, 'player_prediction', 'tag'):
            return None
        weeks = base.execute(WEEKS, newest).fetchall()
        if not weeks:
            return None
        first, season = min(weeks)
        known = {row[0]: row[1:] for row in base.execute(ATTRIBUTES, (season, first))}
        unknown = (None, None, None)
        rows = [PointsRow(number, name, points, *known.get(number, unknown))
                for number, name, points in base.execute(POINTS, newest)]
    return prediction_from_rows({week for week, _ in weeks}, rows, top)


def suggestion_in(path: Path, former: Path | None = None) -> Optimisation | None:
    """The newest transfers; None where `former` has the same ones already, or there is a new squad instead."""
    with opened(path) as base:
        newest = _newest(base, 'transfer_suggestion', 'timestamp')
        if newest is None or newest == _newest_in(former, 'transfer_suggestion', 'timestamp'):
            return None
        return suggestion_from_rows([SuggestionRow(*row) for row in base.execute(SUGGESTED, newest)])


def _newest_in(path: Path | None, table: str, mark: str) -> tuple[Any] | None:
    if path is None or not path.exists():
        return None
    with opened(path) as base:
        return _newest(base, table, mark)


def _newest(base: sqlite3.Connection, table: str, mark: str) -> tuple[Any] | None:
    """What the newest rows of a table are marked with."""
    found: tuple[Any] | None = base.execute(f'SELECT {mark} FROM {table} ORDER BY id DESC LIMIT 1').fetchone()
    return found
