"""All of the made-up Jira: two scrum boards, one of them of two projects, and a kanban board."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from random import Random

from app.domain.sprints.demo import odd
from app.domain.sprints.demo.days import AHEAD, PAST, SECOND, TWO_WEEKS, Period, at, first_monday, some_time
from app.domain.sprints.demo.life import TEAM, Sprinting
from app.domain.sprints.demo.story import DOING, EPIC, FINISHED, POINTS, REVIEW, TODO, Story
from app.domain.sprints.demo.words import EPICS, title
from app.domain.sprints.jira.reading import KANBAN, SCRUM, RawBoard, RawColumn, RawIssue, RawSprint

SIZES: Mapping[str, int] = {'small': 1, 'large': 18}  # times as many issues
SEED = 20
CHECKOUT, STORES, SUPPORT = 1, 2, 3  # boards
COLUMNS = (RawColumn('To do', (TODO,)), RawColumn('In progress', (DOING,)), RawColumn('In review', (REVIEW,)),
           RawColumn('Done', (FINISHED,)))
BOARDS = {
    CHECKOUT: RawBoard(CHECKOUT, 'Checkout', SCRUM, ('PAY',), 'project = PAY ORDER BY Rank', COLUMNS, POINTS,
                       'Story point estimate'),
    STORES: RawBoard(STORES, 'Stores and mobile', SCRUM, ('STO', 'MOB'), 'project in (STO, MOB) ORDER BY Rank', COLUMNS,
                     POINTS, 'Story point estimate'),
    SUPPORT: RawBoard(SUPPORT, 'Operations support', KANBAN, ('OPS',), 'project = OPS ORDER BY Rank', COLUMNS)}
GOALS = ('Shoppers can split one basket into two deliveries and see both totals.',
         'A declined card never loses the basket.', 'Receipts say what was paid, and how.',
         'Two parcels, one clear total.', 'Everybody can pay with the wallet they have.')
STAKEHOLDERS = ('ines', 'okan', 'lea', 'tom')
SIZES_OF_STORIES = ('1', '2', '2', '3', '3', '3', '5', '5', '8', '')
PLANNED, PULLED, WAITING, FLOWING = 11, 2, 34, 90  # stories: of a sprint, during it, in the backlog; of the kanban
AREAS = ('api', 'web', 'tests', 'design')


class World:
    """What has happened until this morning."""

    def __init__(self, seed: int, today: date) -> None:
        self.seed, self.today = seed, today
        self.stories: dict[int, Story] = {}
        self.boards: dict[int, list[int]] = {}  # board → issues
        self.sprints: dict[int, list[RawSprint]] = {}
        self.counts: dict[str, int] = {}  # project → issues so far
        self.epics: dict[str, list[str]] = {}  # project → keys

    @property
    def now(self) -> int:
        """Nothing has happened today yet."""
        return at(self.today, 0)

    def updated(self, number: int) -> int:
        """When it changed last, in ms."""
        story = self.stories[number]
        return story.changes[-1].at if story.changes else story.created

    def issue(self, number: int) -> RawIssue:
        return self.stories[number].told(self.updated(number))

    def add(self, chance: Random, board: int, created: int) -> Story:
        project = chance.choice(BOARDS[board].projects)
        self.counts[project] = count = self.counts.get(project, 380) + 1
        number = 10_000 + len(self.stories)
        kind = chance.choice(('Story', 'Story', 'Story', 'Bug', 'Task'))
        story = Story(number, f'{project}-{count}', title(chance, project), kind, created, chance.choice(STAKEHOLDERS),
                      chance.choice('12333344'), [chance.choice(AREAS)],
                      ['regression'] if kind == 'Bug' else [],
                      chance.choice(('', *self.epics.get(project, ()))))
        self.stories[number] = story
        self.boards.setdefault(board, []).append(number)
        return story


@lru_cache(maxsize=2)
def generate(seed: int, today: date, size: str = 'small') -> World:
    world, chance = World(seed, today), Random(seed)
    for board in (CHECKOUT, STORES):
        _write_epics(world, board)
        _run_sprints(world, chance, board, SIZES[size])
        _fill_backlog(world, chance, board, SIZES[size])
    _flow(world, chance, SIZES[size])
    odd.add_cases(world, chance)
    return world


def _write_epics(world: World, board: int) -> None:
    """Before everything that belongs to them."""
    day = periods(board, world.today)[0].first - timedelta(days=60)
    for project in BOARDS[board].projects:
        for place, name in enumerate(EPICS[project], 1):
            epic = Story(9_000 + 100 * board + len(world.stories), f'{project}-{place}', name, EPIC, at(day, 10), 'lea',
                         '2')
            world.stories[epic.number] = epic
            world.boards.setdefault(board, []).append(epic.number)
            world.epics.setdefault(project, []).append(epic.key)


def periods(board: int, today: date) -> list[Period]:
    """The one at place PAST is running."""
    first = first_monday(today)
    return [Period(board * 100 + place, f'Sprint {42 - PAST + place}' if board == CHECKOUT else
                   f'Stores {place + 1}', first + (place - PAST) * TWO_WEEKS) for place in range(PAST + AHEAD + 1)]


def _run_sprints(world: World, chance: Random, board: int, factor: int) -> None:
    periods_ = periods(board, world.today)
    carried: list[Story] = []
    for place, period in enumerate(periods_):
        world.sprints.setdefault(board, []).append(period.told(place - PAST, board, GOALS[place % len(GOALS)]))
        if place > PAST + 1:
            continue
        planned = _written(world, chance, board, period, PLANNED * factor // (3 if place > PAST else 1))
        sprinting = Sprinting(chance, period, world.now)
        sprinting.plan(planned)
        if place > PAST:
            continue
        late = _written(world, chance, board, period, PULLED * factor)
        for story in late:
            sprinting.pull_in(story)
        _live(sprinting, chance, planned, late, carried)
        carried = sprinting.close([*planned, *late, *carried], periods_[place + 1]) if place < len(periods_) - 1 else []


def _live(sprinting: Sprinting, chance: Random, planned: Sequence[Story], late: Sequence[Story],
          carried: Sequence[Story]) -> None:
    """Some are estimated anew, one in twelve is taken out, and most of the rest gets done."""
    for place, story in enumerate(planned):
        if place % 12 == 7:
            sprinting.take_out(story)
        elif place % 9 == 4:
            sprinting.estimate_anew(story)
            sprinting.work(story, 0.7)
        else:
            sprinting.work(story, 0.86)
    for story in (*late, *carried):
        if sprinting.period.number in story.sprints:
            sprinting.work(story, 0.75)


def _written(world: World, chance: Random, board: int, period: Period, count: int) -> list[Story]:
    """Written some weeks before, and mostly estimated then."""
    found = []
    for _ in range(count):
        day = min(period.first, world.today) - timedelta(days=chance.randrange(5, 40))
        story = world.add(chance, board, some_time(chance, day))
        story.is_estimated(story.created + chance.randrange(60, 4000) * SECOND, chance.choice(SIZES_OF_STORIES), 'ben')
        found.append(story)
    return found


def _fill_backlog(world: World, chance: Random, board: int, factor: int) -> None:
    for _ in range(WAITING * factor):
        story = world.add(chance, board, some_time(chance, world.today - timedelta(days=chance.randrange(3, 90))))
        story.is_estimated(story.created + chance.randrange(60, 4000) * SECOND, chance.choice(SIZES_OF_STORIES), 'ben')


def _flow(world: World, chance: Random, factor: int) -> None:
    """Work that comes as it comes, and is done some days later."""
    for _ in range(FLOWING * factor):
        day = world.today - timedelta(days=chance.randrange(1, 150))
        story, moment = world.add(chance, SUPPORT, some_time(chance, day)), 0
        who = chance.choice(TEAM)
        for status, days in ((DOING, chance.randrange(0, 9)), (REVIEW, chance.randrange(1, 7)),
                             (FINISHED, chance.randrange(0, 4))):
            day += timedelta(days=days)
            moment = max(some_time(chance, day), moment + SECOND, story.created + SECOND)
            if moment >= world.now:
                break
            story.moves(moment, status, who)
