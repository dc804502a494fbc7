"""What is kept of an item that was read: everything worked out that a look at it needs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.domain.portfolio.items import dates
from app.domain.portfolio.items.hints import OUT_OF_RANGE, PARENTS
from app.domain.portfolio.items.items import NEEDS, RELATED
from app.domain.portfolio.items.setting import Plan, Rules, Team
from app.domain.portfolio.sources.areas import category_of, is_in, placed
from app.domain.portfolio.sources.iterations import Iterations, dated
from app.domain.portfolio.sources.reading import CHILD, PARENT, PREDECESSOR, SUCCESSOR, Body, BodyLink
from app.domain.portfolio.sources.reading import RELATED as RELATED_REL

ITERATION_ID: Final = 'System.IterationId'
LONGEST_TEXT: Final = 1_000_000  # characters of a description
LONGEST_TITLE: Final = 1_000
ARROWS: Final = (PREDECESSOR, SUCCESSOR, RELATED_REL)


@dataclass(frozen=True)
class Terms:
    """How one source is understood during one run."""
    source_id: int
    zone: str = 'UTC'
    block: str = 'off'
    plans: Mapping[int, Plan] = field(default_factory=dict)
    teams: Mapping[int, Team] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)
    iterations: Iterations = field(default_factory=Iterations)
    categories: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # type → state → category, at the source


@dataclass(frozen=True, slots=True)
class Claim:
    """A link as one of its ends tells it, by numbers."""
    before: int
    after: int
    kind: str


def values_of(body: Body, terms: Terms, found_in: Sequence[int]) -> dict[str, Any]:
    """The columns of the item, but for ids, marks and moments."""
    iteration = terms.iterations.find(body.iteration_id, body.iteration)
    own = dated(dates.day(body.start_raw, terms.zone), dates.day(body.end_raw, terms.zone), iteration)
    plan, also = place_of(body.area, body.type, terms, found_in)
    return {
        'rev': body.rev, 'type': plain(body.type), 'title': plain(body.title)[:LONGEST_TITLE],
        'state': plain(body.state),
        'category': category_of(body.state, terms.rules, terms.categories.get(body.type)),
        'plan_id': plan, 'also_in': list(also), 'area': plain(body.area), 'iteration': plain(body.iteration),
        'start': own.start, 'end': own.end, 'start_from': own.start_from, 'end_from': own.end_from,
        'raw_start': plain(body.start_raw), 'raw_end': plain(body.end_raw),
        'parent_external': '' if body.parent is None else str(body.parent), 'rank': body.rank,
        'assignee': plain(body.assignee), 'tags': [plain(tag) for tag in body.tags], 'url': plain(body.url),
        'fields': fields_of(body, terms.zone)}


def place_of(area: str, kind: str, terms: Terms, found_in: Sequence[int]) -> tuple[int | None, tuple[int, ...]]:
    """Among the plans that gave it; where none did, because its state is not read any more, among those of its area."""
    plans = [terms.plans[plan] for plan in found_in if plan in terms.plans]
    if not plans:
        plans = [plan for plan in terms.plans.values() if is_in(area, plan) and (not plan.types or kind in plan.types)]
    return placed(area, plans)


def fields_of(body: Body, zone: str) -> dict[str, Any]:
    """With what the read noticed beside."""
    odd = [raw for raw in (body.start_raw, body.end_raw) if dates.is_out_of_range(raw, zone)]
    found = {plain(name): cleaned(value) for name, value in body.fields.items()}
    if body.iteration_id:
        found[ITERATION_ID] = body.iteration_id
    if odd:
        found[OUT_OF_RANGE] = odd
    if body.parents > 1 or body.parent == body.number:
        found[PARENTS] = body.parents
    return found


def claims_of(body: Body) -> Iterable[Claim]:
    """Its arrows, each as it is kept: the one that must be done first stands first, Related by number."""
    for link in body.links:
        if link.number is None or link.number == body.number:
            continue
        if link.rel == PREDECESSOR:
            yield Claim(link.number, body.number, NEEDS)
        elif link.rel == SUCCESSOR:
            yield Claim(body.number, link.number, NEEDS)
        elif link.rel == RELATED_REL:
            yield Claim(min(body.number, link.number), max(body.number, link.number), RELATED)


def others_of(body: Body) -> list[dict[str, str]]:
    """Links that are no arrows: named to people, never followed."""
    return [{'rel': plain(link.rel), 'number': '' if link.number is None else str(link.number),
             'url': plain(link.url)} for link in body.links if _is_other(link)]


def plain(text: str) -> str:
    """Without what a database cannot keep."""
    return text.replace('\0', '').encode('utf-8', 'replace').decode('utf-8')


def cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, Mapping):
        return {plain(str(name)): cleaned(one) for name, one in value.items()}
    return [cleaned(one) for one in value] if isinstance(value, list | tuple) else value


def _is_other(link: BodyLink) -> bool:
    return link.rel not in (PARENT, CHILD) and (link.rel not in ARROWS or link.number is None)
