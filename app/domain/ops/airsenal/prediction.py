"""The predicted best players, as `airsenal_run_prediction` prints them.

    PREDICTED TOP 5 PLAYERS FOR GAMEWEEK(S) [20, 21, 22]:
    GK:
    1. Pickford, 12.25pts (£5.6m, EVE)

The rank begins anew in each position. Asked for one list of all positions, the program prints the position before
the club and no headings. Printed twice, the last section counts; a section that was cut gives what is there.
"""

import re

from app.domain.ops.airsenal.bodies import Predicted, Prediction
from app.domain.ops.airsenal.printed import club, figure, lines

HEAD = re.compile(r'PREDICTED TOP (\d+) PLAYERS FOR GAMEWEEK\(S\) ([^:]*\d[^:]*):?$')
POSITION = re.compile(r'(GK|DEF|MID|FWD):$')
ROW = re.compile(r'(\d+)\. (.+), (-?\d+(?:\.\d+)?|nan)pts '
                 r'\((?:£|\N{REPLACEMENT CHARACTER}+)(-?\d+(?:\.\d+)?|UNKNOWN_PRICE)m, '
                 r'(?:(GK|DEF|MID|FWD|None), )?(None|[A-Z0-9]{2,4})\)$')


def parse_prediction(text: str) -> Prediction | None:
    """None where the text has no such section."""
    found: Prediction | None = None
    position = ''
    for line in lines(text):
        if head := HEAD.search(line):
            found, position = Prediction(tuple(map(int, re.findall(r'\d+', head[2]))), int(head[1])), ''
        elif found is None:
            continue
        elif heading := POSITION.match(line):
            position = heading[1]
            found = _with_rows(found, position, ())
        elif row := ROW.match(line):
            found = _with_row(found, position, _predicted(row))
    return found


def _predicted(row: re.Match[str]) -> Predicted:
    return Predicted(int(row[1]), row[2], figure(row[3]), figure(row[4]), club(row[6]),
                     position=None if row[5] == 'None' else row[5])


def _with_row(found: Prediction, position: str, row: Predicted) -> Prediction:
    if position:
        return _with_rows(found, position, (*found.positions.get(position, ()), row))
    return Prediction(found.gameweeks, found.top, found.positions, (*found.overall, row))


def _with_rows(found: Prediction, position: str, rows: tuple[Predicted, ...]) -> Prediction:
    return Prediction(found.gameweeks, found.top, {**found.positions, position: rows}, found.overall)
