"""Whom the stand-in talks about: names as awkward as real ones, some of them shared; all figures are made up.

In the demo it talks about the league of the demo, so that its advice fits the team that is shown there.
"""

import os
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from app.demo_fpl import CLUBS as DEMO_CLUBS
from app.demo_fpl import FakeFpl


class Footballer(NamedTuple):
    id: int
    name: str
    club: str
    position: str
    tenths: int  # of a million pounds


NAMES = {
    'GK': 'Pickford EVE, Raya ARS, Martinez AVL, Pope NEW, Vicario TOT, Dúbravka BUR, Roefs SUN, Henderson CRY',
    'DEF': 'Trippier NEW, Gvardiol MCI, Matheus N. MCI, Saliba ARS, Guéhi MCI, Keane EVE, Senesi BOU, Virgil LIV, '
           'Ballard SUN, Mukiele SUN, O\'Brien EVE, Aït-Nouri MCI, Milenković NFO, van den Berg BRE, Gabriel ARS, '
           'N.Williams NFO, Muñoz CRY, Konsa AVL, Burn NEW, Robinson FUL',
    'MID': 'M.Salah LIV, Marmoush MCI, Semenyo MCI, Barnes NEW, Palmer CHE, Foden MCI, Rice ARS, Trossard ARS, '
           'Wieffer BHA, Mac Allister LIV, Dewsbury-Hall EVE, Gibbs-White NFO, N\'Dicka WHU, Martinelli ARS, '
           'B.Fernandes MUN, Ødegaard ARS, Bowen WHU, Barnes WOL, Iwobi FUL, Rogers AVL',
    'FWD': 'Watkins AVL, Haaland MCI, Wood NFO, Evanilson BOU, Raúl FUL, Thiago BRE, Woltemade NEW, João Pedro CHE, '
           'Calvert-Lewin LEE, Gyökeres ARS, Mateta CRY, Isak LIV'}
CHEAPEST = {'GK': 42, 'DEF': 43, 'MID': 50, 'FWD': 55}
CLUBS = ('ARS', 'AVL', 'BHA', 'BOU', 'BRE', 'BUR', 'CHE', 'CRY', 'EVE', 'FUL', 'LEE', 'LIV', 'MCI', 'MUN', 'NEW', 'NFO',
         'SUN', 'TOT', 'WHU', 'WOL')


DEMO = 'demo'  # what STAND_IN_LEAGUE says there
POSITIONS = tuple(NAMES)
OTHERS = 12  # of each position, beside those of the team


def footballers() -> list[Footballer]:
    """Those of the team of the demo come first."""
    if os.environ.get('STAND_IN_LEAGUE') == DEMO:
        return list(_of_the_demo())
    found: list[Footballer] = []
    for position, names in NAMES.items():
        for place, entry in enumerate(names.split(', ')):
            name, _, club = entry.rpartition(' ')
            price = CHEAPEST[position] + (place * 37 + 11) % (14 if position == 'GK' else 40)
            found.append(Footballer(len(found) + 1, name, club, position, price))
    return found


def clubs() -> tuple[str, ...]:
    return tuple(short for short, _ in DEMO_CLUBS) if os.environ.get('STAND_IN_LEAGUE') == DEMO else CLUBS


def own_squad() -> list[Footballer]:
    """The team that is known to play; empty where nobody knows one."""
    return list(_of_the_demo()[:15]) if os.environ.get('STAND_IN_LEAGUE') == DEMO else []


@lru_cache(maxsize=1)
def _of_the_demo() -> tuple[Footballer, ...]:
    league = FakeFpl(datetime(2000, 1, 1, tzinfo=UTC))
    own = [league.men[player - 1] for player in league.squad(league.week)]
    others = sorted((man for man in league.men if man not in own and man.status == 'a'), key=lambda man: -man.skill)
    men = [*own, *(man for kind in range(1, 5) for man in [one for one in others if one.kind == kind][:OTHERS])]
    return tuple(Footballer(number, man.web_name, DEMO_CLUBS[man.club - 1][0], POSITIONS[man.kind - 1], man.price)
                 for number, man in enumerate(men, 1))
