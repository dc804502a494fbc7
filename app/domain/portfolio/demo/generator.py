"""The demo: a retailer's shop, made from a seed and a day. The same two give the same items, to the last letter."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

from app.domain.portfolio.demo.odd import add_odd, is_odd
from app.domain.portfolio.demo.people import PersonMade, people_of
from app.domain.portfolio.demo.time import LENGTH, WORK, iterations_around, sprint_path
from app.domain.portfolio.demo.words import (
    ASPECTS,
    DEEDS,
    EVENTS,
    FIELDS_OF_WORK,
    INITIATIVES,
    LINKS,
    MARKERS,
    PLACES,
    PROJECTS,
    RELATED_PAIRS,
    SITES,
    STORY_ASPECTS,
    TAGS,
    TEAMS,
    THINGS,
    EpicWords,
    FeatureWords,
    TeamWords,
)
from app.domain.portfolio.items.dates import day, sent
from app.domain.portfolio.sources.reading import (
    CHILD,
    PARENT,
    PREDECESSOR,
    RELATED,
    SUCCESSOR,
    Body,
    BodyLink,
    IterationFound,
    MarkerFound,
)

PROJECT: Final = 'Shop'
ZONE: Final = 'Europe/Berlin'
DELIVERY_PLAN: Final = 'demo'
SMALL, LARGE = 'small', 'large'
SIZES: Final = {SMALL: (5, 120), LARGE: (50, 10_000)}  # teams, items
POINTS, PRIORITY = 'Microsoft.VSTS.Scheduling.StoryPoints', 'Microsoft.VSTS.Common.Priority'
BLOCK = '[PlannerTool Team Capacity]', '[/PlannerTool Team Capacity]'
FARTHEST = 180  # features between two that are linked
HALF = 130  # weeks of the large demo on either side


@dataclass(frozen=True)
class TeamMade:
    name: str
    short: str
    area: str
    site: str
    people: tuple[PersonMade, ...]


@dataclass(frozen=True)
class PlanMade:
    name: str
    kind: str
    area: str
    team: str = ''  # short name of its owner


@dataclass(frozen=True)
class EventMade:
    start: date
    end: date
    title: str
    category: str
    is_special: bool


@dataclass(frozen=True)
class World:
    seed: int
    anchor: date
    bodies: tuple[Body, ...]
    teams: tuple[TeamMade, ...]
    plans: tuple[PlanMade, ...]
    iterations: tuple[IterationFound, ...]
    markers: tuple[MarkerFound, ...]
    events: tuple[EventMade, ...]


class Making:
    """What has been thought of so far."""

    def __init__(self, seed: int, anchor: date) -> None:
        self.chance = random.Random(seed)
        self.monday = anchor - timedelta(days=anchor.weekday() + 7)  # the present sprint began a week ago
        self.bodies: dict[int, Body] = {}
        self.people: dict[str, tuple[PersonMade, ...]] = {}  # by area
        self.names: set[str] = set()
        self.fresh = 7_100

    def number(self) -> int:
        self.fresh += 1
        return self.fresh

    def day(self, offset: int) -> date:
        return self.monday + timedelta(days=offset)

    def add(self, kind: str, title: str, area: str, state: str, span: tuple[int | None, int | None] = (None, None),
            **more: Any) -> int:
        number = more.pop('number', None) or self.number()
        shares = more.pop('shares', ())
        first, last = span
        fields = {POINTS: float(self.chance.choice((1, 2, 3, 5, 8)))} if kind == 'User Story' else {}
        team = self.people.get(area, ())
        if 'parent' in more:
            more |= {'parents': 1, 'links': (BodyLink(PARENT, more['parent']),)}
        is_somebodys = team and state in ('Active', 'Resolved', 'Closed')
        self.bodies[number] = Body(
            number, self.chance.randrange(1, 7), kind, title, state, area,
            more.pop('iteration', PROJECT), start_raw='' if first is None else sent(self.day(first), ZONE),
            end_raw='' if last is None else sent(self.day(last), ZONE),
            tags=(self.chance.choice(TAGS),) if self.chance.random() < 0.3 else (),
            assignee=self.chance.choice(team).name if is_somebodys else '',
            description=described(title, shares), rank=10.0 * len(self.bodies),
            fields={**fields, PRIORITY: self.chance.randrange(1, 5)}, **more)
        return number

    def change(self, number: int, **values: Any) -> None:
        self.bodies[number] = replace(self.bodies[number], **values)

    def link(self, before: int, after: int) -> None:
        self._tie(before, SUCCESSOR, after)
        self._tie(after, PREDECESSOR, before)

    def relate(self, one: int, other: int) -> None:
        self._tie(one, RELATED, other)
        self._tie(other, RELATED, one)

    def tell_parents(self) -> None:
        for body in list(self.bodies.values()):
            for link in body.links:
                if link.rel == PARENT and link.number is not None:
                    self._tie(link.number, CHILD, body.number)

    def _tie(self, number: int, rel: str, other: int) -> None:
        link = BodyLink(rel, other)
        if link not in self.bodies[number].links:
            self.change(number, links=(*self.bodies[number].links, link))


@lru_cache(maxsize=4)
def generate(seed: int, anchor: date, size: str = SMALL) -> World:
    """Small: 5 teams, 120 items, half a year. Large: 50 teams, 10,000 items, five years."""
    making = Making(seed, anchor)
    teams = tuple(_team(making, words) for words in (TEAMS if size == SMALL else _many_teams(making)))
    making.people = {team.area: team.people for team in teams}
    plans = _fill_small(making, teams) if size == SMALL else _fill_large(making, teams)
    add_odd(making, teams)
    _pad(making, SIZES[size][1])
    making.tell_parents()
    iterations = iterations_around(making.monday, 8 if size == SMALL else HALF // 2, PROJECT)
    return World(seed, anchor, tuple(making.bodies[number] for number in sorted(making.bodies)), teams, plans,
                 iterations, tuple(MarkerFound(DELIVERY_PLAN, making.day(offset), label, colour)
                                   for offset, label, colour in MARKERS),
                 tuple(EventMade(making.day(first), making.day(last), title, category, is_special)
                       for title, first, last, category, is_special in EVENTS))


def described(title: str, shares: Iterable[tuple[str, int]]) -> str:
    """With the block of team capacity where there are shares."""
    lines = [f'{short}: {percent}' for short, percent in shares]
    block = '<br>'.join([BLOCK[0], *lines, BLOCK[1]]) if lines else ''
    return f'<div>{title}: what it is for, and how we know that it works.</div>' + (f'<div>{block}</div>' if lines
                                                                                       else '')


def project_area(name: str) -> str:
    return f'{PROJECT}\\Programme\\{name}'


def team_area(name: str) -> str:
    return f'{PROJECT}\\{name}'


def _team(making: Making, words: TeamWords) -> TeamMade:
    return TeamMade(words.name, words.short, team_area(words.name), words.site,
                    people_of(making.chance, words.site, words.people, words.externals, making.names))


def _plans(projects: Sequence[str], teams: Sequence[TeamMade]) -> tuple[PlanMade, ...]:
    return (*(PlanMade(name, 'project', project_area(name)) for name in projects),
            *(PlanMade(team.name, 'team', team.area, team.short) for team in teams))


def _fill_small(making: Making, teams: Sequence[TeamMade]) -> tuple[PlanMade, ...]:
    for number, title, project, first, last, state in INITIATIVES:
        making.add('Initiative', title, project_area(project), state, (first, last), number=number)
    for words, team in zip(TEAMS, teams, strict=True):
        for epic in words.epics:
            _add_epic(making, team, epic)
    for before, after in LINKS:
        making.link(before, after)
    for one, other in RELATED_PAIRS:
        making.relate(one, other)
    return _plans(PROJECTS, teams)


def _add_epic(making: Making, team: TeamMade, epic: EpicWords) -> None:
    number = making.add('Epic', epic.title, team.area, epic.state, (epic.first, epic.last), number=epic.number,
                        parent=epic.initiative)
    for feature in epic.features:
        shares = (*(((team.short, feature.share),) if feature.share else ()), *feature.also)
        own = making.add('Feature', feature.title, team.area, feature.state, (feature.first, feature.last),
                         number=feature.number, parent=number, shares=shares)
        _add_stories(making, team.area, feature, own)


def _add_stories(making: Making, area: str, feature: FeatureWords, parent: int) -> None:
    """They have no dates of their own but stand in sprints, where one fits into their feature."""
    for place, title in enumerate(feature.stories):
        _add_story(making, area, title, story_state(feature.state, place), parent, place,
                   (feature.first or 0, feature.last or 0))


def _add_story(making: Making, area: str, title: str, state: str, parent: int, place: int,
               span: tuple[int, int]) -> None:
    first, last = span
    begins = range(-(-first // LENGTH) * LENGTH, last - WORK + 1, LENGTH)
    if begins:
        making.add('User Story', title, area, state, parent=parent,
                   iteration=sprint_path(making.monday, begins[min(place, len(begins) - 1)], PROJECT))
    else:
        making.add('User Story', title, area, state, (first, min(last, first + 4)), parent=parent)


def story_state(state: str, place: int) -> str:
    if state == 'Active':
        return ('Closed', 'Active', 'New')[min(place, 2)]
    return 'Closed' if state in ('Resolved', 'Closed') else 'New'


def _many_teams(making: Making) -> Iterator[TeamWords]:
    for place in PLACES:
        for name in FIELDS_OF_WORK:
            yield TeamWords(f'{name} {place}', f'{name[:3]}{place[0]}'.upper(), making.chance.choice(SITES),
                            making.chance.randrange(4, 10), making.chance.randrange(0, 3), ())


def _fill_large(making: Making, teams: Sequence[TeamMade]) -> tuple[PlanMade, ...]:
    projects = [f'{deed} {thing}s' for deed, thing in zip(DEEDS, THINGS, strict=False)]
    initiatives = [making.add('Initiative', f'{name}, stage {stage}', project_area(name), 'Active',
                              _span(making, 7 * HALF * (stage - 2) // 2, 400, 500)) for name in projects
                   for stage in (1, 2, 3)]
    features: list[int] = []
    for team in teams:
        for _ in range(10):
            features += _invent_epic(making, team, making.chance.choice(initiatives))
    _link_across(making, features)
    return _plans(projects, teams)


def _invent_epic(making: Making, team: TeamMade, initiative: int) -> list[int]:
    """With four or five features one after the other, each with stories; returns the features."""
    chance = making.chance
    begin = chance.randrange(-7 * HALF, 7 * (HALF - 40), 7)
    titles = chance.sample(ASPECTS, chance.choice((4, 5)))
    subject = f'{chance.choice(DEEDS)} {chance.choice(THINGS)}'
    spans, at = [], begin
    for _ in titles:
        length = 7 * chance.randrange(4, 12) - 3
        spans.append((at, at + length))
        at += length + 3 - 7 * chance.choice((0, 0, 0, 0, 0, 0, 0, 1))
    number = making.add('Epic', subject, team.area, _state_at(spans[0][0], spans[-1][1]),
                        (begin, max(last for _, last in spans)), parent=initiative)
    found = [_invent_feature(making, team, f'{subject} {title}', span, number)
             for title, span in zip(titles, spans, strict=True)]
    for before, after in pairwise(found):
        making.link(before, after)
    return found


def _invent_feature(making: Making, team: TeamMade, title: str, span: tuple[int, int], parent: int) -> int:
    state = _state_at(*span)
    own = making.add('Feature', title, team.area, state, span, parent=parent,
                     shares=((team.short, making.chance.randrange(15, 45, 5)),))
    words = FeatureWords(own, title, *span, state=state,
                         stories=tuple(making.chance.sample(STORY_ASPECTS, making.chance.choice((2, 3, 3)))))
    _add_stories(making, team.area, words, own)
    return own


def _link_across(making: Making, features: Sequence[int]) -> None:
    """From what begins earlier to what begins later, so that nothing waits for itself."""
    ordered = sorted(features, key=lambda number: (making.bodies[number].start_raw, number))
    for place, number in enumerate(ordered[:-FARTHEST]):
        other = ordered[place + making.chance.randrange(90, FARTHEST)]
        is_late = making.bodies[other].start_raw <= making.bodies[number].end_raw
        if (is_late and making.chance.random() < 0.9) or making.chance.random() < 0.4:
            making.relate(number, other)
        else:
            making.link(number, other)


def _state_at(first: int, last: int) -> str:
    """As things stand in the second week of the present sprint."""
    return 'Closed' if last < 0 else 'Active' if first <= 9 else 'New'


def _span(making: Making, around: int, shortest: int, longest: int) -> tuple[int, int]:
    return around, around + making.chance.randrange(shortest, longest)


def _pad(making: Making, wanted: int) -> None:
    """More stories, until there are as many items as were promised."""
    features = [body for body in making.bodies.values()
                if body.type == 'Feature' and body.start_raw and not is_odd(body.number)]
    place = 0
    while len(making.bodies) < wanted:
        body = features[place % len(features)]
        aspect = STORY_ASPECTS[place // len(features) % len(STORY_ASPECTS)]
        _add_story(making, body.area, aspect, story_state(body.state, 2), body.number, 1, _offsets(making, body))
        place += 1


def _offsets(making: Making, body: Body) -> tuple[int, int]:
    start, end = ((day(raw, ZONE) or making.monday) - making.monday for raw in (body.start_raw, body.end_raw))
    return start.days, end.days
