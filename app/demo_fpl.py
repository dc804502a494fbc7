"""A league that does not exist: clubs, players, matches and one team, the same for the same seed.

It answers as the FPL would, at any gameweek, for the demo workspace and for the tests. Every club and every player is
made up, and the answers say so (`is_fake`).
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

Json = dict[str, Any]

SEED = 42
TEAM_ID = 1_000_001
TEAM_NAME = 'Round Table Rovers'
WEEKS = 38
LAST_OPEN = timedelta(days=3)  # how long ago the deadline of the current gameweek was
KINDS = ('Goalkeeper', 'Defender', 'Midfielder', 'Forward')
SHORT = ('GKP', 'DEF', 'MID', 'FWD')
PER_CLUB = (3, 11, 13, 5)
SQUAD = (2, 5, 5, 3)
FORMATIONS = ((3, 4, 3), (3, 5, 2), (4, 4, 2), (4, 3, 3), (5, 3, 2), (5, 4, 1))
BUDGET = 1000  # tenths
PER_CLUB_PICKED = 3
CHIP_WEEKS = {9: 'wildcard', 17: '3xc', 18: 'bboost', 19: 'freehit'}
POSTPONED, MOVED_FROM, MOVED_TO = 18, 15, 22  # gameweeks: a match without a date; a match that came to another week

CLUBS = (
    ('ASH', 'Ashbourne'), ('BRK', 'Brackwell'), ('CAL', 'Calder Vale'), ('DUN', 'Dunmoor'), ('EAS', 'Eastmere'),
    ('FEN', 'Fenwick'), ('GRA', 'Granby'), ('HAR', 'Harbour Town'), ('IVY', 'Ivybridge'), ('KES', 'Kestrel Park'),
    ('LOX', 'Loxley'), ('MAR', 'Marlowe'), ('NOR', 'Northgate'), ('ORM', 'Ormsby'), ('PEN', 'Pennard'),
    ('QUA', 'Quarrydale'), ('RID', 'Ridgeway'), ('STO', 'Stonebeck'), ('THO', 'Thornbury'), ('WES', 'Westhaven'))
FIRST_NAMES = (
    'Aled', 'Bram', 'Ciro', 'Davor', 'Emre', 'Finn', 'Gael', 'Hugo', 'Idris', 'João', 'Kofi', 'Luka', 'Milan', 'Nils',
    'Otis', 'Pál', 'Quinn', 'Rúben', 'Sami', 'Tariq', 'Ugo', 'Vito', 'Wim', 'Yann', 'Zeki')
BEGINNINGS = ('Al', 'Bar', 'Cor', 'Den', 'El', 'Fer', 'Gal', 'Hol', 'Is', 'Jan', 'Kar', 'Lor', 'Mor', 'Nav', 'Or',
              'Per', 'Qui', 'Ros', 'Sal', 'Tor', 'Ur', 'Val', 'Wes', 'Yar', 'Zan')
ENDINGS = ('ard', 'bek', 'cott', 'dez', 'ello', 'feld', 'gård', 'holm', 'ić', 'kova', 'lund', 'mere', 'nett', 'ovic',
           'quist', 'reira', 'sen', 'ton', 'uma', 'well', 'yama', 'O’Dea', 'zola', 'ström', 'idge')
NEWS = {'d': ('Knock, 75% chance of playing', 75), 'i': ('Hamstring injury, back in three weeks', 0),
        's': ('Suspended for one match', 0)}


@dataclass(frozen=True)
class Man:
    id: int
    club: int  # from 1
    kind: int  # 1 to 4
    first: str
    last: str
    price: int  # tenths
    skill: float  # points he brings on average
    status: str

    @property
    def web_name(self) -> str:
        return self.last


@dataclass
class FakeFpl:
    """The league as it is some days after the deadline of `week`; `phase` is current, next or over."""
    now: datetime
    week: int = 20
    phase: str = 'current'
    team_id: int = TEAM_ID
    seed: int = SEED
    squads: dict[int, tuple[int, ...]] = field(default_factory=dict, init=False)

    @cached_property
    def men(self) -> tuple[Man, ...]:
        chance = random.Random(f'{self.seed}/men')
        kinds = [kind for kind, count in enumerate(PER_CLUB, 1) for _ in range(count)]
        return tuple(_man(chance, 1 + club * len(kinds) + place, club + 1, kind)
                     for club in range(len(CLUBS)) for place, kind in enumerate(kinds))

    def deadline(self, week: int) -> datetime:
        """Always on a full hour; weeks follow each other at seven days."""
        base = (self.now - LAST_OPEN).astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        ahead = timedelta(days=7) if self.phase == 'next' else timedelta()
        return base + ahead + timedelta(days=7) * (week - (WEEKS if self.phase == 'over' else self.week))

    def is_over(self, week: int) -> bool:
        return self.phase == 'over' or week < self.week

    def has_begun(self, week: int) -> bool:
        return self.is_over(week) or (week == self.week and self.phase == 'current')

    def answer(self, path: str) -> Any:
        """What is at this address; None where nothing is."""
        team, _, rest = path.removeprefix('entry/').partition('/') if path.startswith('entry/') else ('', '', path)
        if team and team != str(self.team_id):
            return None
        if found := re.fullmatch(r'event/(\d+)/picks/' if team else r'event/(\d+)/live/', rest):
            return self.picks(int(found[1])) if team else self.live(int(found[1]))
        if found := re.fullmatch(r'element-summary/(\d+)/', rest):
            return self.summary(int(found[1])) if 0 < int(found[1]) <= len(self.men) else None
        answers = {'': self.entry, 'history/': self.history, 'transfers/': self.transfers} if team else {
            'bootstrap-static/': self.bootstrap, 'fixtures/': self.fixtures}
        return answers[rest]() if rest in answers else None

    # What the interface answers -----------------------------------------------------------------------------------

    def bootstrap(self) -> Json:
        """`bootstrap-static/`."""
        return {
            'is_fake': True, 'total_players': 9_000_000, 'events': [self._event(week) for week in range(1, WEEKS + 1)],
            'teams': [{'id': number, 'code': 900 + number, 'name': name, 'short_name': short, 'strength': 3,
                       'unavailable': False} for number, (short, name) in enumerate(CLUBS, 1)],
            'element_types': [{'id': kind, 'singular_name': name, 'singular_name_short': SHORT[kind - 1],
                               'squad_select': SQUAD[kind - 1]} for kind, name in enumerate(KINDS, 1)],
            'elements': [self._element(man) for man in self.men], 'game_settings': {'squad_squadsize': 15},
            'game_config': {'settings': {}}, 'phases': [{'id': 1, 'name': 'Overall', 'start_event': 1,
                                                         'stop_event': WEEKS}], 'element_stats': [],
            'chips': [{'id': 2 * place + half, 'name': name, 'number': 1, 'start_event': 1 if half == 1 else 20,
                       'stop_event': 19 if half == 1 else WEEKS, 'chip_type': 'team'}
                      for place, name in enumerate(('wildcard', 'freehit', 'bboost', '3xc')) for half in (1, 2)]}

    def fixtures(self) -> list[Json]:
        """`fixtures/`: twice everybody against everybody, one match without a date, one in another week."""
        found: list[Json] = []
        for number, (week, home, away) in enumerate(_rounds(self.seed), 1):
            at: int | None = {(MOVED_FROM, 0): MOVED_TO, (POSTPONED, 0): None}.get((week, (number - 1) % 10), week)
            kickoff = at and self.deadline(at) + timedelta(hours=1 + 2 * (number % 10))
            is_over = at is not None and self.is_over(at)
            found.append({
                'id': number, 'code': 9_000_000 + number, 'event': at, 'kickoff_time': kickoff and _text(kickoff),
                'team_h': home, 'team_a': away, 'finished': is_over, 'started': is_over, 'stats': [],
                'team_h_score': self._chance('goals', number, 'h').choice((0, 1, 1, 2, 3)) if is_over else None,
                'team_a_score': self._chance('goals', number, 'a').choice((0, 0, 1, 1, 2)) if is_over else None})
        return found

    def live(self, week: int) -> Json:
        """`event/{week}/live/`."""
        return {'elements': [{'id': man.id, 'stats': {'minutes': 90, 'total_points': self.brings(man, week)},
                              'explain': []} for man in self.men]}

    def entry(self) -> Json:
        """`entry/{id}/`."""
        row = self._history(self.week) if self.has_begun(self.week) else self._history(0)
        return {'id': self.team_id, 'name': TEAM_NAME, 'player_first_name': 'Demo', 'player_last_name': 'Manager',
                'started_event': 1, 'current_event': self.week, 'summary_overall_points': row['total_points'],
                'summary_overall_rank': row['overall_rank'], 'last_deadline_bank': row['bank'],
                'last_deadline_value': row['value'], 'is_fake': True}

    def picks(self, week: int) -> Json | None:
        """`entry/{id}/event/{week}/picks/`; there are none before the deadline."""
        if not 1 <= week <= WEEKS or not self.has_begun(week):
            return None
        chip = CHIP_WEEKS.get(week)
        return {'active_chip': chip, 'automatic_subs': [], 'entry_history': self._history(week),
                'picks': [{'element': man.id, 'position': slot, 'multiplier': times, 'is_captain': slot == captain,
                           'is_vice_captain': slot == vice, 'element_type': man.kind}
                          for slot, man, times, captain, vice in self._line_up(week)]}

    def history(self) -> Json:
        """`entry/{id}/history/`."""
        weeks = [week for week in range(1, WEEKS + 1) if self.has_begun(week)]
        return {'current': [self._history(week) for week in weeks],
                'past': [{'season_name': '2001/02', 'total_points': 1_998, 'rank': 812_345}],
                'chips': [{'name': chip, 'time': _text(self.deadline(week)), 'event': week}
                          for week, chip in CHIP_WEEKS.items() if week in weeks]}

    def transfers(self) -> list[Json]:
        """`entry/{id}/transfers/`, the newest first."""
        found: list[Json] = []
        for week in range(2, WEEKS + 1):
            before, after = set(self.squad(week - 1)), set(self.squad(week))
            at = _text(self.deadline(week) - timedelta(hours=9))
            if self.has_begun(week) and CHIP_WEEKS.get(week) not in ('wildcard', 'freehit'):
                found += [{'entry': self.team_id, 'event': week, 'time': at,
                           'element_in': came, 'element_in_cost': self.men[came - 1].price,
                           'element_out': went, 'element_out_cost': self.men[went - 1].price}
                          for went, came in zip(sorted(before - after), sorted(after - before), strict=True)]
        return found[::-1]

    def summary(self, player: int) -> Json:
        """`element-summary/{id}/`."""
        man = self.men[player - 1]
        return {'fixtures': [], 'history_past': [], 'history': [
            {'element': player, 'round': week, 'total_points': self.brings(man, week), 'value': man.price}
            for week in range(1, WEEKS + 1) if self.has_begun(week)]}

    def brings(self, man: Man, week: int) -> int:
        """His points of one gameweek; those who cannot play bring none."""
        if not self.has_begun(week) or (man.status in 'is' and week >= self.week - 1):
            return 0
        chance = self._chance('points', man.id, week)
        luck = chance.choice((0, 1, 1, 2, 2, 2, 3, 5, 6, 8, 11))
        return max(0, round(man.skill * 0.5 + luck * man.skill / 4))

    def status(self, man: Man) -> str:
        """Of the team, too, there are always two who may not be able to play next time."""
        squad = self.squad(self.week)
        return {squad[7]: 'd', squad[13]: 'i'}.get(man.id, man.status)

    # The team -----------------------------------------------------------------------------------------------------

    def squad(self, week: int) -> tuple[int, ...]:
        """Fifteen players by kind; from week to week one of them leaves for a better one."""
        if week not in self.squads:
            self.squads[week] = self._first() if week <= 1 else self._next(self.squad(week - 1), week)
        return self.squads[week]

    def _first(self) -> tuple[int, ...]:
        chance = self._chance('squad')
        chosen: list[Man] = []
        for kind, count in enumerate(SQUAD, 1):
            men = [man for man in self.men if man.kind == kind and man.status == 'a' and man.skill > 2]
            for man in chance.sample(men, len(men)):
                is_full = sum(one.kind == kind for one in chosen) == count
                if not is_full and _fits(man, chosen) and man.price <= BUDGET / 15 + 12:
                    chosen.append(man)
        return tuple(man.id for man in chosen)

    def _next(self, squad: tuple[int, ...], week: int) -> tuple[int, ...]:
        chance = self._chance('transfer', week)
        men = [self.men[player - 1] for player in squad]
        for _ in range(chance.choice((0, 1, 1, 1, 2))):
            went = min(chance.sample(men, 5), key=lambda man: man.skill)
            rest = [man for man in men if man is not went]
            better = [man for man in self.men if man.kind == went.kind and man not in men and man.status == 'a'
                      and went.skill < man.skill and man.price <= went.price + 6 and _fits(man, rest)]
            if better:
                men[men.index(went)] = chance.choice(better)
        return tuple(man.id for man in men)

    def _line_up(self, week: int) -> Iterator[tuple[int, Man, int, int, int]]:
        """Slot, player, multiplier, and the slots of captain and vice-captain."""
        eleven, bench = self._chosen(week)
        captain, vice = sorted(range(1, 12), key=lambda slot: -eleven[slot - 1].skill)[:2]
        chip = CHIP_WEEKS.get(week)
        for slot, man in enumerate((*eleven, *bench), 1):
            times = (3 if chip == '3xc' else 2) if slot == captain else int(slot <= 11 or chip == 'bboost')
            yield slot, man, times, captain, vice

    def _chosen(self, week: int) -> tuple[Sequence[Man], Sequence[Man]]:
        men = [self.men[player - 1] for player in self.squad(week)]
        by_kind = [sorted((man for man in men if man.kind == kind), key=lambda man: -man.skill) for kind in range(1, 5)]
        elevens = [[by_kind[0][0], *(man for kind, count in enumerate(shape, 1) for man in by_kind[kind][:count])]
                   for shape in FORMATIONS]
        eleven = max(elevens, key=lambda one: sum(man.skill for man in one))
        others = [man for man in men if man not in eleven]
        return eleven, sorted(others, key=lambda man: (man.kind != 1, -man.skill))

    def _history(self, week: int) -> Json:
        points = self._points(week) if week else 0
        total = sum(self._points(one) for one in range(1, week + 1))
        made = len(set(self.squad(week)) - set(self.squad(week - 1))) if week > 1 else 0
        value = sum(self.men[player - 1].price for player in self.squad(max(1, week)))
        chance = self._chance('rank', week)
        return {'event': week, 'points': points, 'total_points': total, 'rank': chance.randrange(200_000, 8_000_000),
                'overall_rank': max(1, 4_500_000 - 130_000 * week + chance.randrange(-90_000, 90_000)),
                'bank': max(0, BUDGET + week - value), 'value': max(BUDGET + week, value), 'event_transfers': made,
                'event_transfers_cost': 4 * max(0, made - 1), 'points_on_bench': self._on_bench(week) if week else 0}

    def _points(self, week: int) -> int:
        return sum(self.brings(man, week) * times for _, man, times, _, _ in self._line_up(week))

    def _on_bench(self, week: int) -> int:
        return sum(self.brings(man, week) for _, man, times, _, _ in self._line_up(week) if not times)

    # Parts --------------------------------------------------------------------------------------------------------

    def _event(self, week: int) -> Json:
        deadline, has_begun = self.deadline(week), self.has_begun(week)
        chance = self._chance('week', week)
        return {
            'id': week, 'name': f'Gameweek {week}', 'deadline_time': _text(deadline),
            'deadline_time_epoch': int(deadline.timestamp()), 'finished': self.is_over(week),
            'data_checked': self.is_over(week), 'is_previous': self.phase == 'current' and week == self.week - 1,
            'is_current': self.phase == 'current' and week == self.week,
            'is_next': week == self.week + (self.phase == 'current') and self.phase != 'over',
            'average_entry_score': chance.randrange(38, 62) if has_begun else 0,
            'highest_score': chance.randrange(95, 140) if has_begun else None,
            'chip_plays': [{'chip_name': chip, 'num_played': chance.randrange(90_000)} for chip in
                           ('bboost', 'freehit', 'wildcard', '3xc')] if has_begun else []}

    def _element(self, man: Man) -> Json:
        """Some numbers are texts, as there."""
        weeks = [week for week in range(1, WEEKS + 1) if self.has_begun(week)]
        brought = [self.brings(man, week) for week in weeks[-5:]]
        status = self.status(man)
        news, chance = NEWS.get(status, ('', None))
        form = sum(brought) / len(brought) if brought else 0.0
        return {
            'id': man.id, 'code': 500_000 + man.id, 'opta_code': f'p{500_000 + man.id}', 'web_name': man.web_name,
            'first_name': man.first, 'second_name': man.last, 'team': man.club, 'element_type': man.kind,
            'now_cost': man.price, 'cost_change_event': 0, 'cost_change_start': 0, 'status': status, 'news': news,
            'news_added': _text(self.now - timedelta(days=2)) if news else None,
            'chance_of_playing_next_round': chance, 'chance_of_playing_this_round': chance,
            'points_per_game': f'{man.skill:.1f}', 'form': f'{form:.1f}', 'ep_next': f'{man.skill:.1f}',
            'selected_by_percent': f'{man.skill * 2:.1f}', 'event_points': brought[-1] if brought else 0,
            'total_points': round(man.skill * len(weeks)), 'minutes': 90 * len(weeks)}

    def _chance(self, *name: object) -> random.Random:
        """Each question has a die of its own, so that answers do not depend on their order."""
        return random.Random('/'.join(map(str, (self.seed, *name))))


def _man(chance: random.Random, number: int, club: int, kind: int) -> Man:
    skill = round(min(7.5, 1.2 + chance.expovariate(0.6)), 2)
    name = chance.choice(BEGINNINGS) + chance.choice(ENDINGS).removeprefix('O’')
    price = round((38, 38, 42, 44)[kind - 1] + skill * (3, 4, 9, 11)[kind - 1])
    status = chance.choices('adis', (90, 5, 4, 1))[0]
    return Man(number, club, kind, chance.choice(FIRST_NAMES), name, price, skill, status)


def _fits(man: Man, others: Sequence[Man]) -> bool:
    return sum(one.club == man.club for one in others) < PER_CLUB_PICKED and man not in others


def _rounds(seed: int) -> Iterator[tuple[int, int, int]]:
    """Gameweek, home, away: each club once in each of them, by the circle method; the second half turned round."""
    ring = list(range(1, len(CLUBS) + 1))
    random.Random(f'{seed}/fixtures').shuffle(ring)
    for week in range(1, WEEKS + 1):
        place = (week - 1) % (len(ring) - 1)
        turned = [ring[0], *(ring[1:][place:] + ring[1:][:place])]
        for one, other in zip(turned[:10], turned[:9:-1], strict=True):
            yield (week, one, other) if (week + (week > 19)) % 2 else (week, other, one)


def _text(moment: datetime) -> str:
    return f'{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}'
