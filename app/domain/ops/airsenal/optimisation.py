"""The strategy that `airsenal_run_optimization` prints, in the formats before and since version 1.15, and the squad
that `airsenal_make_squad` prints, or either of them within a pipeline.

A section begins where its heading does and ends where the pipeline goes on; printed twice, the last one counts. A
section that was cut gives what is there. The line-up belongs to the gameweek its heading names; the old format names
none: then to the first week that has no line-up yet.
"""

import re
from collections.abc import Callable, Sequence

from app.domain.ops.airsenal.bodies import Optimisation
from app.domain.ops.airsenal.drafts import Section
from app.domain.ops.airsenal.printed import figure, lines
from app.domain.ops.airsenal.tables import cells_of, width_of

NUMBER = r'(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)'
CLUB = r'([A-Z]{3}|None)'
TEAM = re.compile(r'(?:Running optimi[sz]ation with fpl_team_id|Running for FPL Team ID|Getting starting squad for|'
                  r'No existing squad or transfers found for team_id) (\d+)$')
PLAYER = re.compile(rf'(.+) \({CLUB}\)(?:\((C|VC)\))?$')
BOUGHT = re.compile(rf'(GK|DEF|MID|FWD) (.+) {CLUB} {NUMBER}$')
MARKS = re.compile(r'OPTIMUM|Strategy for|=+ Opt|gen\s|Best score|Optimi|Running |Getting starting|No existing')
NO_TRANSFER = (('Players Out', 'Players In'), ('None', 'None'))
OVER = re.compile(r'Optimi[sz]ation complete\.\.|Applying suggested transfers|Setting Lineup|Pipeline finished')

Match = re.Match[str]


class Reader:
    """Reads line by line; `section` is the last one that began."""

    def __init__(self) -> None:
        self.section: Section | None = None
        self.is_open = False
        self.team_id: int | None = None

    def open(self, section: Section) -> None:
        self.section, self.is_open = section, True

    def current(self) -> Section:
        assert self.section is not None
        return self.section

    def take(self, line: str) -> None:
        plain = line.strip(' ')
        if not (self.is_open or MARKS.match(plain)):
            return
        if OVER.match(plain):
            self.is_open = False
        elif found := TEAM.match(plain):
            self.team_id = int(found[1])
        elif not (self._begins(plain) or (self.is_open and self._tells(plain))) and self.is_open:
            self._row(plain)

    def _begins(self, line: str) -> bool:
        return any(begin(self, found) for pattern, begin in BEGINNINGS if (found := pattern.match(line)))

    def _tells(self, line: str) -> bool:
        for pattern, tell in TELLING:
            if found := pattern.match(line):
                tell(self.current(), found)
                return True
        return False

    def _row(self, line: str) -> None:
        section = self.current()
        if section.block == 'transfers':
            _add_transfer(section, line)
        elif section.block:
            if player := PLAYER.match(line):
                section.add_player(player[1], player[2], player[3] or '')
        elif section.squad is not None and section.squad.total is None and (bought := BOUGHT.match(line)):
            section.add_bought(bought[1], bought[2], bought[3], bought[4])


def parse_optimisation(text: str) -> Optimisation | None:
    """None where the text has no such section."""
    reader = Reader()
    for line in lines(text):
        reader.take(line)
    return reader.section.body(reader.team_id) if reader.section else None


def _add_transfer(section: Section, line: str) -> None:
    """Out first in a drawn table; in first in the old one, whose columns are two or three tabs apart."""
    if (width := width_of(line)) is not None:
        section.width = width
    elif section.is_old and '\t' in line:
        first, *rest = re.split(r'\t{2,3}', line, maxsplit=1)
        if rest and not set(first) <= {'-'}:
            section.add_transfer(rest[0].strip('\t'), first)
    elif (cells := cells_of(line, section.width)) and cells not in NO_TRANSFER:
        section.add_transfer(*cells)


def _strategy(reader: Reader, _: Match) -> bool:
    reader.open(Section())
    return True


def _old_team(reader: Reader, found: Match) -> bool:
    reader.open(Section(is_old=True))
    reader.current().team_id = int(found[1])
    return True


def _old_strategy(reader: Reader, _: Match) -> bool:
    """The scores stand above this heading, as long as nothing was cut."""
    section = reader.section
    if not (reader.is_open and section and section.is_old and not section.weeks):
        reader.open(Section(is_old=True))
    return True


def _squad(reader: Reader, _: Match) -> bool:
    """Its first line, or one that only tells more of it."""
    section = reader.section
    if not (reader.is_open and section and section.squad and section.squad.total is None):
        reader.open(Section(is_new=True))
    return False


BEGINNINGS: Sequence[tuple[re.Pattern[str], Callable[[Reader, Match], bool]]] = (
    (re.compile(r'OPTIMUM STRATEGY$'), _strategy),
    (re.compile(r'Strategy for Team ID: (\d+)$'), _old_team),
    (re.compile(r'=+ Optimum strategy =+$'), _old_strategy),
    (re.compile(r'gen\s+nevals\b'), _squad),
    (re.compile(rf'Best score: {NUMBER} pts$'), _squad),
    (re.compile(r'Optimi[sz]ed total score \('), _squad),
)
TELLING: Sequence[tuple[re.Pattern[str], Callable[[Section, Match], None]]] = tuple(
    (re.compile(pattern), tell) for pattern, tell in {
        r'Team ID: (\d+)$': lambda section, found: setattr(section, 'team_id', int(found[1])),
        rf'Baseline [Ss]core: {NUMBER}(?:pts)?$': lambda section, found: section.scored('baseline', found[1]),
        rf'Score with (?:Strategy|Transfers): {NUMBER}pts$': lambda section, found: section.scored('score', found[1]),
        rf'Best score: {NUMBER}$': lambda section, found: section.scored('score', found[1]),
        rf'Total score: {NUMBER}$': lambda section, found: section.scored_roughly(found[1]),
        r'GAMEWEEK (\d+):$': lambda section, found: section.add_week(int(found[1])),
        r'=+ Gameweek (\d+) =+$': lambda section, found: section.add_week(int(found[1])),
        r'Players in:\s+Players out:$': lambda section, found: section.enter('transfers'),
        r'(?:Chip|Card)s? [Pp]layed:\s*(\w+)$': lambda section, found: section.told('chip', _word(found[1])),
        r'Points [Hh]it:\s*(-?\d+)(?:pts)?$': lambda section, found: section.told('hit', int(found[1])),
        rf'Bank: [^\d-]{{0,3}}{NUMBER}m$': lambda section, found: section.told('bank', figure(found[1])),
        rf'Predicted Score: {NUMBER}pts$': lambda section, found: section.told('predicted', figure(found[1])),
        r'Starting Lineup for Gameweek (\d+):$': lambda section, found: section.begin_lineup(int(found[1])),
        r'=== starting 11 ===$': lambda section, found: section.begin_lineup(None),
        r'== (GK|DEF|MID|FWD) ==$': lambda section, found: section.begin_position(found[1]),
        r'=== [Ss]ubs ===$': lambda section, found: section.begin_subs(),
        rf'Best score: {NUMBER} pts$': lambda section, found: section.squared('best_score', found[1]),
        rf'[^\d-]{{0,3}}{NUMBER}m in the bank$': lambda section, found: section.squared('in_the_bank', found[1]),
        rf'Optimi[sz]ed total score \(gameweeks (\d+) to (\d+)\): {NUMBER}$': lambda section, found:
            section.totalled(int(found[1]), int(found[2]), found[3]),
        rf'Expected points for gameweek (\d+): {NUMBER}$': lambda section, found:
            section.expected(int(found[1]), found[2]),
    }.items())


def _word(text: str) -> str | None:
    return None if text == 'None' else text


