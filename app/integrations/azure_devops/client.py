"""One conversation with Azure DevOps, during one run: every call blocks, and raises SourceTrouble or answers whole.

Reading and asking are tried three times, a second longer each time and never in step with others; a patch is sent
once, because only whoever sent it can tell whether it arrived.
"""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Final, TypeVar

from app.domain.portfolio.items.setting import Plan
from app.domain.portfolio.sources.addresses import normalised
from app.domain.portfolio.sources.reading import (
    BATCH,
    CONFIG,
    CONFLICT,
    REFUSED,
    THROTTLED,
    UNAVAILABLE,
    Body,
    IterationFound,
    MarkerFound,
    NodeFound,
    RevisionFound,
    SourceTrouble,
    TeamCapacity,
    TeamDays,
)
from app.errors import Rejected
from app.integrations.azure_devops import translate, trouble, wiql
from app.integrations.azure_devops.line import WHOLE, Line
from app.integrations.azure_devops.sdk import library

V = TypeVar('V')

TRIES: Final = 3
PATIENCE: Final = 120.0  # seconds; whoever asks to be left alone for longer is left alone by ending the run
DEPTH: Final = 10  # of trees in one answer
PAGE: Final = 200  # revisions
LIST: Final = 1000  # projects or teams


@dataclass(frozen=True)
class Access:
    """`wait` pauses and may raise to end the run; `jitter` spreads those who all failed at the same time."""
    base_url: str
    token: str = field(repr=False)
    start_field: str = translate.START_FIELD
    end_field: str = translate.END_FIELD
    version: str = '7.0'  # of the interface; or 7.1
    whole: float = WHOLE  # seconds for one call
    wait: Callable[[float], object] = time.sleep
    jitter: Callable[[], float] = random.random


@contextmanager
def opened(access: Access) -> Iterator['Client']:
    """For one run; afterwards nothing of it is open."""
    try:
        base = normalised(access.base_url)
    except Rejected as refusal:
        raise SourceTrouble(str(refusal), CONFIG) from None
    line = Line(base, access.token, access.whole)
    try:
        yield Client(access, base, line)
    finally:
        line.close()


class Client:
    """A `Reader`: what is told is told by the protocol."""

    def __init__(self, access: Access, base: str, line: Line) -> None:
        self.access, self.base, self.line = access, base, line
        self.kit = library()
        connection = self.kit.Connection(base_url=base, creds=line)
        self.clients = connection.clients_v7_1 if access.version == '7.1' else connection.clients

    # Items

    def find_ids(self, plan: Plan) -> Sequence[int]:
        about = f'the area “{plan.area}”'
        try:
            return self._found(wiql.items_of(plan), about)
        except SourceTrouble as error:
            if not trouble.has_too_many_rows(error):
                raise
        last = self._found(wiql.last_item(plan), about, 1)
        return [number for one in last for number in self._between(plan, 1, one, about)]

    def _between(self, plan: Plan, first: int, last: int, about: str) -> Iterator[int]:
        """Halved until each part fits into one answer."""
        try:
            yield from self._found(wiql.items_between(plan, first, last), about)
        except SourceTrouble as error:
            if first == last or not trouble.has_too_many_rows(error):
                raise
            middle = (first + last) // 2
            yield from self._between(plan, first, middle, about)
            yield from self._between(plan, middle + 1, last, about)

    def _found(self, query: str, about: str, top: int | None = None) -> list[int]:
        answer = self._ask(lambda: self._items().query_by_wiql(self.kit.Wiql(query=query), top=top), about)
        return [one.id for one in answer.work_items or ()]

    def fetch_revs(self, ids: Sequence[int]) -> Mapping[int, int | None]:
        found = {item.id: item.rev for item in self._batch(ids, fields=['System.Id', 'System.Rev'])}
        return {number: found.get(number) for number in ids}

    def fetch_bodies(self, ids: Sequence[int]) -> Sequence[Body]:
        return [self._body(item) for item in self._batch(ids, expand='Relations')]

    def _batch(self, ids: Sequence[int], **options: Any) -> Iterator[Any]:
        """What is gone, or not to be seen, is left out."""
        numbers = list(dict.fromkeys(ids))
        for first in range(0, len(numbers), BATCH):
            part = numbers[first:first + BATCH]
            request = self.kit.WorkItemBatchGetRequest(ids=part, error_policy='omit', **options)
            yield from filter(None, self._ask(partial(self._part, request), 'these items'))

    def _part(self, request: Any) -> Sequence[Any]:
        """What is gone has an empty place in the answer: fewer places than questions are half an answer."""
        found: Sequence[Any] | None = self._items().get_work_items_batch(request)
        if found is None or len(found) != len(request.ids):
            raise SourceTrouble(trouble.HALF)
        return found

    def _body(self, item: Any) -> Body:
        return translate.body(item, self.base, self.access.start_field, self.access.end_field)

    def fetch_revisions(self, number: int, skip: int = 0) -> Sequence[RevisionFound]:
        found = self._ask(lambda: self._items().get_revisions(number, top=PAGE, skip=skip), f'item {number}')
        told = (translate.revision(one, self.access.start_field, self.access.end_field) for one in found or ())
        return [one for one in told if one]

    def fetch_relinked(self, project: str, since: datetime) -> frozenset[int]:
        """Both ends of links that came or went since then: that is no revision of either item."""
        about, token, found = f'the links of “{project}”', None, set[int]()
        while True:
            batch = self._ask(partial(self._items().get_reporting_links_by_link_type, project,
                                      continuation_token=token, start_date_time=since), about)
            told = batch.additional_properties  # the library knows the class, but none of its fields
            found |= translate.link_ends(told.get('values') or ())
            if told.get('isLastBatch') is not False or told.get('continuationToken') in (None, token):
                return frozenset(found)
            token = told['continuationToken']

    def push_patch(self, number: int, operations: Sequence[Mapping[str, Any]]) -> Body:
        document = [self.kit.JsonPatchOperation(op=one['op'], path=one['path'], value=one.get('value'))
                    for one in operations]
        try:
            item = self._ask(lambda: self._items().update_work_item(document, number, expand='relations'),
                             f'item {number}', is_write=True)
        except SourceTrouble as error:
            if error.state == REFUSED and self._has_moved(number, operations):
                raise SourceTrouble(trouble.MOVED, CONFLICT) from None
            raise
        return self._body(item)

    def _has_moved(self, number: int, operations: Sequence[Mapping[str, Any]]) -> bool:
        """Some servers refuse a stale revision in the words of a broken rule."""
        tested = [one.get('value') for one in operations if one['op'] == 'test' and one['path'] == '/rev']
        return bool(tested) and self.fetch_revs([number])[number] not in (None, *tested)

    # Trees, teams and days

    def fetch_iterations(self, project: str) -> Sequence[IterationFound]:
        return list(translate.iterations(self._tree(project, 'iterations')))

    def browse_areas(self, project: str) -> Sequence[NodeFound]:
        return list(translate.nodes(self._tree(project, 'areas')))

    def browse_iterations(self, project: str) -> Sequence[NodeFound]:
        return list(translate.nodes(self._tree(project, 'iterations')))

    def _tree(self, project: str, group: str, path: str | None = None) -> Any:
        """Whole, however deep."""
        root = self._ask(lambda: self._items().get_classification_node(project, group, path=path, depth=DEPTH),
                         f'the {group} of “{project}”')
        for node in _cut_off(root):
            below = '\\'.join(translate.node_path(node.path).split('\\')[1:])
            node.children = self._tree(project, group, below).children
        return root

    def fetch_team_settings(self, project: str, team: str) -> TeamDays:
        settings = self._of_team('get_team_settings', project, team)
        return translate.team_days(settings, self._of_team('get_team_iterations', project, team) or ())

    def fetch_team_areas(self, project: str, team: str) -> Sequence[NodeFound]:
        """What it owns; `has_children`: with everything below."""
        found = self._of_team('get_team_field_values', project, team)
        return [NodeFound('', translate.text(one.value), translate.path(one.value), bool(one.include_children))
                for one in found.values or ()]

    def fetch_capacities(self, project: str, team: str, iteration_id: str) -> TeamCapacity:
        capacity = self._of_team('get_capacities_with_identity_ref_and_totals', project, team, iteration_id)
        return translate.team_capacity(capacity, self._of_team('get_team_days_off', project, team, iteration_id))

    def _of_team(self, name: str, project: str, team: str, *arguments: Any) -> Any:
        context = self.kit.TeamContext(project=project, team=team)
        return self._ask(lambda: getattr(self._work(), name)(context, *arguments), f'the team “{team}” of “{project}”')

    def fetch_markers(self, project: str) -> Sequence[MarkerFound]:
        return [marker for plan in self.browse_delivery_plans(project)
                for marker in translate.markers(self._ask(partial(self._work().get_plan, project, plan.id),
                                                          f'the delivery plan “{plan.name}”'))]

    # For whoever sets up

    def browse_projects(self) -> Sequence[NodeFound]:
        return self._listed(lambda skip: self.clients.get_core_client().get_projects(top=LIST, skip=skip), '')

    def browse_teams(self, project: str) -> Sequence[NodeFound]:
        return self._listed(lambda skip: self.clients.get_core_client().get_teams(project, top=LIST, skip=skip),
                            f'the teams of “{project}”')

    def browse_delivery_plans(self, project: str) -> Sequence[NodeFound]:
        """Old servers have none at all."""
        try:
            found = self._ask(lambda: self._work().get_plans(project), f'the delivery plans of “{project}”')
        except SourceTrouble as error:
            if error.state == CONFIG and self.line.status == 404 and self.browse_teams(project):
                return []
            raise
        return [NodeFound(translate.text(one.id), translate.text(one.name)) for one in found or ()]

    def browse_types(self, project: str) -> Sequence[NodeFound]:
        found = self._ask(lambda: self._items().get_work_item_types(project), f'the types of “{project}”')
        return [NodeFound(translate.text(one.reference_name), translate.text(one.name)) for one in found
                if not getattr(one, 'is_disabled', False)]

    def browse_states(self, project: str, kind: str) -> Sequence[NodeFound]:
        return translate.states(self._ask(lambda: self._items().get_work_item_type_states(project, kind),
                                          f'the type “{kind}” of “{project}”') or ())

    def browse_levels(self, project: str, team: str) -> Sequence[Sequence[str]]:
        """Names of types by level, from the top: as the backlogs of a team have them."""
        found = self._of_team('get_backlog_configurations', project, team)
        levels = [*(found.portfolio_backlogs or ()), found.requirement_backlog, found.task_backlog]
        ranked = sorted(filter(None, levels), key=lambda level: -(level.rank or 0))
        return [[translate.text(kind.name) for kind in level.work_item_types or ()] for level in ranked]

    def _listed(self, page: Callable[[int], Any], about: str) -> list[NodeFound]:
        found: list[NodeFound] = []
        while True:
            some = self._ask(partial(page, len(found)), about) or ()
            found += [NodeFound(translate.text(one.id), translate.text(one.name)) for one in some]
            if len(some) < LIST:
                return found

    # How it is asked

    def _items(self) -> Any:
        return self.clients.get_work_item_tracking_client()

    def _work(self) -> Any:
        return self.clients.get_work_client()

    def _ask(self, call: Callable[[], V], about: str, is_write: bool = False) -> V:
        for tried in range(1, TRIES + 1):
            self._keep_rest()
            try:
                return self._once(call, about, is_write)
            except SourceTrouble as error:
                if is_write or tried == TRIES or not _may_pass(error):
                    raise
                self.access.wait(max(error.seconds, 2.0 ** (tried - 1) * (1 + self.access.jitter())))
        raise AssertionError('every try either answers or raises')

    def _once(self, call: Callable[[], V], about: str, is_write: bool) -> V:
        self.line.status = 0
        try:
            return call()
        except (self.kit.Failure, ValueError, AttributeError, TypeError) as error:
            if isinstance(error, AttributeError | TypeError) and not self.line.status:
                raise  # a bug of ours, not an answer
            raise trouble.of_answer(error, self.line.status, about, is_write) from None

    def _keep_rest(self) -> None:
        """What was asked for with the last good answer."""
        rest, self.line.rest = self.line.rest, 0.0
        if rest > PATIENCE:
            raise SourceTrouble(trouble.SLOWER, THROTTLED, rest)
        if rest:
            self.access.wait(rest)


def _may_pass(error: SourceTrouble) -> bool:
    return error.state in (THROTTLED, UNAVAILABLE) and error.seconds <= PATIENCE


def _cut_off(node: Any) -> Iterable[Any]:
    """Where the tree goes on below what was answered."""
    if node.has_children and not node.children:
        yield node
    for child in node.children or ():
        yield from _cut_off(child)
