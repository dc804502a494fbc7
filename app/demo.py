"""Demo data: a seeded past and present, made through the same services as real data."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from app import clock
from app.domain.access import Actor, Grant
from app.domain.poker.decks import FIBONACCI
from app.domain.poker.stories import StoryDraft
from app.domain.poker.table import Switches
from app.security import brakes
from app.services.people import accounts
from app.services.people.accounts import Founding
from app.services.poker import rounds, seats, stories, tables
from app.services.poker.tables import TableDraft
from app.work import read, transact

LIFE = timedelta(hours=24)  # then the next start begins anew
SEED = 42

ADMIN = ('Priya', 'admin', 'Fox')
OTHERS = (('Amara', 'manager', ''), ('Ben', 'planner', 'Bear'), ('Chidi', 'member', ''), ('Dana', 'member', 'Owl'),
          ('Farid', 'member', ''), ('Jonas', 'member', 'Whale'), ('Hugo', 'viewer', ''))
AVATARS = {name: avatar for name, _, avatar in (ADMIN, *OTHERS)}
REFINEMENTS = ('Checkout refinement', 'Search refinement', 'Stores refinement', 'Mobile refinement')
BACKLOG = (
    ('PAY-412', 'Split shipment totals', 'A basket that ships from two warehouses shows one total per parcel.',
     'Each parcel has its own total\nThe sum equals the basket\nTaxes are shown per parcel'),
    ('PAY-418', 'Gift cards can pay a part', 'The rest is paid with any other method.', ''),
    ('PAY-420', 'Remember the last payment method', '', 'Only for people who are signed in'),
    ('PAY-425', 'Show delivery days before the address is known', '', ''),
    ('PAY-431', 'Invoice by e-mail for companies', '', ''),
    ('PAY-433', 'Retry a card that was declined once', '', ''),
    ('PAY-437', 'Refund to the gift card it came from', '', ''),
    ('PAY-440', 'Round cash payments in stores', '', ''),
)
TITLES = ('Filter by size', 'Empty search explains itself', 'Stock per store', 'Click and collect reminder',
          'Barcode scan on the phone', 'Dark theme for receipts', 'Faster product pictures', 'Wish list can be shared',
          'Returns without a printer', 'Loyalty points at the till', 'Alternative for what is sold out')


def is_old() -> bool:
    """Whether this demo has been played with for long enough."""
    made_at = read(accounts.view_workspace).made_at
    return made_at is not None and clock.now() - made_at > LIFE


def drop(database: Path) -> None:
    for end in ('', '-wal', '-shm'):
        database.with_name(database.name + end).unlink(missing_ok=True)


def fill() -> Actor:
    """A workspace with people, a month of sessions, and two tables in the middle of their work; returns its admin."""
    cast = _gather()
    chance = random.Random(SEED)
    now = clock.now()
    for day in _working_days(now, 38):
        if chance.random() < 0.5:
            _session(Stage(cast, chance, day.replace(hour=9, minute=chance.randrange(60)), chance.choice(REFINEMENTS)))
    _in_the_middle(Stage(cast, chance, now - timedelta(minutes=7), REFINEMENTS[0]))
    _just_turned(Stage(cast, chance, now - timedelta(minutes=12), REFINEMENTS[1]))
    return cast[0]


def add_table(person_id: int, name: str) -> None:
    """For a real workspace that wants to try: a table with stories, and nothing else."""
    transact(tables.open_table, Actor(f'person:{person_id}', name, (Grant('admin'),)),
             TableDraft('Demo: Checkout refinement', stories=_backlog()))


@dataclass
class Stage:
    """A table and its own time, which goes on as things are done there."""
    cast: Sequence[Actor]
    chance: random.Random
    now: datetime
    name: str
    table: str = field(init=False, default='')

    def do(self, seconds: float, service: object, *arguments: object) -> object:
        self.now += timedelta(seconds=seconds)
        with clock.standing_at(self.now):
            return transact(service, *arguments)  # type: ignore[arg-type]

    def open(self, drafts: Sequence[StoryDraft], people: int) -> None:
        brakes.release_all()
        switches = Switches(pause=False, countdown=0)
        self.table = str(self.do(0, tables.open_table, self.cast[0], TableDraft(
            self.name, FIBONACCI, switches, stories=tuple(drafts), avatar=AVATARS[self.cast[0].name])))
        for person in self.cast[1:people]:
            self.do(4, partial(seats.take_seat, avatar=AVATARS[person.name]), person, self.table)

    def vote(self, people: int, is_easy: bool) -> str:
        """A round on the story that lies on the table, without turning the cards; says what most of them think."""
        table = read(tables.view_table, self.table).table
        number = table.last_round + 1
        self.do(20, rounds.start_round, self.cast[0], self.table, table.story)
        middle = self.chance.randrange(1, 6)
        for person in self.cast[:people]:
            step = 0 if is_easy else self.chance.choice((-1, 0, 0, 0, 1, 2))
            face = FIBONACCI.ordered[max(0, min(6, middle + step))].symbol
            self.do(self.chance.uniform(2, 15), rounds.lay_card, person, self.table, number, face)
        return FIBONACCI.ordered[middle].symbol

    def reveal(self) -> None:
        self.do(3, rounds.reveal_cards, self.cast[0], self.table)


def _gather() -> list[Actor]:
    name, role, avatar = ADMIN
    founding = Founding('Acme delivery (demo)', name, f'{name.lower()}@demo.example', 'Europe/Berlin')
    admin = Actor(f'person:{transact(accounts.found, founding, "", is_demo=True)}', name, (Grant(role),))
    cast = [admin, *(_member(admin, *other) for other in OTHERS)]
    transact(accounts.change_profile, admin, name, avatar, founding.zone)
    return cast


def _member(admin: Actor, name: str, role: str, avatar: str) -> Actor:
    link = f'demo:{name}'
    person_id = transact(accounts.invite, admin, f'{name.lower()}@demo.example', role, link)
    transact(accounts.accept, link, name, 'Europe/Berlin', '')
    actor = Actor(f'person:{person_id}', name, (Grant(role),))
    transact(accounts.change_profile, actor, name, avatar, 'Europe/Berlin')
    return actor


def _session(stage: Stage) -> None:
    """A table that is over: some stories agreed at once, others after a second round."""
    titles = stage.chance.sample(TITLES, stage.chance.randrange(3, 8))
    people = stage.chance.randrange(4, 8)
    stage.open([StoryDraft(title, f'SHOP-{stage.chance.randrange(100, 900)}') for title in titles], people)
    stage.do(10, stories.next_story, stage.cast[0], stage.table)
    for _ in titles:
        agreed = stage.vote(people, is_easy=stage.chance.random() < 0.6)
        stage.reveal()
        if stage.chance.random() < 0.3:
            stage.do(60, stories.pick_story, stage.cast[0], stage.table,
                     read(tables.view_table, stage.table).table.story)
            agreed = stage.vote(people, is_easy=True)
            stage.reveal()
        stage.do(45, stories.save_estimate, stage.cast[0], stage.table, agreed)
    stage.do(30, tables.close_table, stage.cast[0], stage.table)


def _in_the_middle(stage: Stage) -> None:
    stage.open(_backlog(), 7)
    stage.do(10, stories.next_story, stage.cast[0], stage.table)
    for _ in range(2):
        agreed = stage.vote(7, is_easy=True)
        stage.reveal()
        stage.do(20, stories.save_estimate, stage.cast[0], stage.table, agreed)
    stage.vote(5, is_easy=False)


def _just_turned(stage: Stage) -> None:
    stage.open([StoryDraft(title, f'SRCH-{number}') for number, title in enumerate(TITLES[:5], 210)], 6)
    stage.do(10, stories.next_story, stage.cast[0], stage.table)
    stage.vote(6, is_easy=False)
    stage.reveal()


def _backlog() -> tuple[StoryDraft, ...]:
    return tuple(StoryDraft(title, key, '', description, criteria) for key, title, description, criteria in BACKLOG)


def _working_days(now: datetime, days: int) -> list[datetime]:
    """Up to yesterday, oldest first."""
    candidates = [now - timedelta(days=back) for back in range(days, 0, -1)]
    return [day for day in candidates if day.weekday() < 5]
