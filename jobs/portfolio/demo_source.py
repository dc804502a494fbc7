"""The source of the demo: answers out of what was made up, and takes what is published into it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

from app.domain.portfolio.demo.generator import DELIVERY_PLAN, PROJECT, SMALL, World, generate
from app.domain.portfolio.demo.history import revisions_of
from app.domain.portfolio.items.setting import WORKWEEK, Plan, Rules
from app.domain.portfolio.sources.areas import is_in
from app.domain.portfolio.sources.iterations import folded
from app.domain.portfolio.sources.patched import Fields
from app.domain.portfolio.sources.reading import (
    BATCH,
    CONFIG,
    Body,
    IterationFound,
    MarkerFound,
    NodeFound,
    RevisionFound,
    SourceTrouble,
    TeamCapacity,
    TeamDays,
)
from app.services.portfolio import demo_bodies
from app.services.portfolio.sources import Readable
from app.work import read, transact

CLOSED = ('Closed', 'Removed')  # what is not read unless a plan says which states are
AUTHOR = 'Roundtable'


class DemoSource:
    """A `Reader` for one run."""

    def __init__(self, source: Readable, author: str = AUTHOR) -> None:
        self.source, self.author = source, author
        self.names = Fields(source.start_field, source.end_field)
        self.kept, self.later = read(demo_bodies.load, source.id)

    @cached_property
    def world(self) -> World:
        options = self.source.options
        try:
            return generate(int(options['seed']), date.fromisoformat(options['anchor']), options.get('size', SMALL))
        except (KeyError, ValueError, TypeError) as error:
            raise SourceTrouble('A demo source needs a seed and a day to begin with.', CONFIG) from error

    @cached_property
    def made_up(self) -> Mapping[int, Body]:
        return {body.number: body for body in self.world.bodies}

    @property
    def bodies(self) -> Mapping[int, Body]:
        return {**self.made_up, **self.kept}

    def find_ids(self, plan: Plan) -> Sequence[int]:
        found = [body for body in self.bodies.values() if is_in(body.area, plan) and _is_read(body, plan)]
        return [body.number for body in sorted(found, key=lambda body: (body.rank or 0, body.number))]

    def fetch_revs(self, ids: Sequence[int]) -> Mapping[int, int | None]:
        bodies = self.bodies
        return {number: bodies[number].rev if number in bodies else None for number in ids}

    def fetch_relinked(self, _project: str, _since: datetime) -> frozenset[int]:
        return frozenset()  # a link is a revision here

    def fetch_bodies(self, ids: Sequence[int]) -> Sequence[Body]:
        bodies = self.bodies
        return [bodies[number] for number in ids if number in bodies]

    def fetch_iterations(self, project: str) -> Sequence[IterationFound]:
        self._demand(project)
        return (IterationFound('root', PROJECT), *self.world.iterations)

    def fetch_team_settings(self, project: str, team: str) -> TeamDays:
        self._demand(project)
        if team not in {one.name for one in self.world.teams}:
            raise SourceTrouble(f'There is no team “{team}” in {project}.', CONFIG)
        return TeamDays(WORKWEEK, tuple(one for one in self.world.iterations if 'Sprint' in one.path))

    def fetch_capacities(self, project: str, team: str, iteration_id: str) -> TeamCapacity:
        return TeamCapacity()

    def fetch_markers(self, project: str) -> Sequence[MarkerFound]:
        self._demand(project)
        return self.world.markers

    def fetch_revisions(self, number: int, skip: int = 0) -> Sequence[RevisionFound]:
        if number not in self.bodies:
            raise SourceTrouble(f'Item {number} does not exist.', CONFIG)
        people = [person.name for team in self.world.teams for person in team.people]
        former = self.made_up.get(number)
        made_up = revisions_of(former, self.world.seed, self.world.anchor, self.names, people) if former else ()
        return (*made_up, *self.later.get(number, ()))[skip:skip + BATCH]

    def browse_projects(self) -> Sequence[NodeFound]:
        return (NodeFound('shop', PROJECT, PROJECT, True),)

    def browse_areas(self, project: str) -> Sequence[NodeFound]:
        self._demand(project)
        areas = sorted({body.area for body in self.world.bodies} | {PROJECT, f'{PROJECT}\\Programme'})
        return [_node(area, any(other.startswith(area + '\\') for other in areas)) for area in areas]

    def browse_iterations(self, project: str) -> Sequence[NodeFound]:
        paths = [one.path for one in self.fetch_iterations(project)]
        return [_node(path, any(other.startswith(path + '\\') for other in paths)) for path in paths]

    def browse_teams(self, project: str) -> Sequence[NodeFound]:
        self._demand(project)
        return [NodeFound(team.short, team.name) for team in self.world.teams]

    def browse_types(self, project: str) -> Sequence[NodeFound]:
        self._demand(project)
        return [NodeFound(kind, kind) for kind in sorted({body.type for body in self.world.bodies})]

    def browse_states(self, project: str, kind: str) -> Sequence[NodeFound]:
        """Without those that nobody has put in order, as a real process would not have them."""
        categories = dict(Rules().states)
        used = {body.state for body in self.world.bodies if body.type == kind}
        return [NodeFound(state, state, category=category) for state, category in categories.items() if state in used]

    def browse_delivery_plans(self, project: str) -> Sequence[NodeFound]:
        return (NodeFound(DELIVERY_PLAN, 'Shop delivery'),)

    def push_patch(self, number: int, operations: Sequence[Mapping[str, Any]]) -> Body:
        body: Body = transact(demo_bodies.push, self.source.id, self.made_up, number, operations, self.names,
                              self.author)
        self.kept, self.later = read(demo_bodies.load, self.source.id)
        return body

    def _demand(self, project: str) -> None:
        if folded(project) != folded(PROJECT):
            raise SourceTrouble(f'There is no project “{project}” in the demo.', CONFIG)


def _is_read(body: Body, plan: Plan) -> bool:
    if plan.types and body.type not in plan.types:
        return False
    return body.state in plan.states_read if plan.states_read else body.state not in CLOSED


def _node(path: str, has_children: bool) -> NodeFound:
    return NodeFound(path, path.rpartition('\\')[2], path, has_children)
