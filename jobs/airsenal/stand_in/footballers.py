"""Whom the stand-in talks about: names as awkward as real ones, some of them shared; all figures are made up."""

from typing import NamedTuple


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


def footballers() -> list[Footballer]:
    found: list[Footballer] = []
    for position, names in NAMES.items():
        for place, entry in enumerate(names.split(', ')):
            name, _, club = entry.rpartition(' ')
            price = CHEAPEST[position] + (place * 37 + 11) % (14 if position == 'GK' else 40)
            found.append(Footballer(len(found) + 1, name, club, position, price))
    return found
