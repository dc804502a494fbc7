"""Why an item is not on the timeline: every reason, in the order in which they take effect, and what helps."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.domain.portfolio.items.items import Item, Portfolio
from app.domain.portfolio.items.setting import Plan
from app.domain.portfolio.views.filtering import (
    DONE,
    Chosen,
    base_tests,
    chosen,
    narrow_tests,
    on_board,
    without,
    workers,
)
from app.domain.portfolio.views.folding import is_bracket, is_open, with_row
from app.domain.portfolio.views.looks import Filter, Looks

ADMIN = 'admin'


@dataclass(frozen=True)
class Remedy:
    """What to press: other looks, a day to go to, or whom to ask."""
    text: str
    looks: Looks | None = None
    day: date | None = None
    who: str = ''  # `admin` where nobody else can
    href: str = ''


@dataclass(frozen=True)
class Reason:
    code: str
    text: str
    remedy: Remedy
    count: int = 1  # of items it hides, where many are explained at once


@dataclass(frozen=True)
class Board:
    """What an item is looked for on."""
    portfolio: Portfolio
    looks: Looks
    before: Portfolio | None = None
    axis: tuple[date, date] | None = None  # what can be scrolled to


def why_hidden(board: Board, item_id: int) -> tuple[Reason, ...]:
    """All reasons that apply; none for an item that is shown. What one may not see is answered as unknown."""
    item = board.portfolio.items.get(item_id)
    if item is None:
        return (unknown(),)
    kinds = (_of_plan, _of_source, _of_choice, _of_filter, _of_axis, _of_folds)
    return tuple(reason for kind in kinds for reason in kind(board, item))


def unknown(name: str = '') -> Reason:
    """Of a number or title that nothing has which may be seen."""
    what = f'Nothing that you may see is called “{name}”' if name else 'No item that you may see has this number'
    return Reason('unknown_id', f'{what}. It was never read, or lies in a plan you were not granted.',
                  Remedy('Ask an admin', who=ADMIN))


def why_empty(board: Board) -> tuple[Reason, ...]:
    """For the whole selection: each part of the filter that hides something, and how many items it alone hides."""
    answer = chosen(board.portfolio, board.looks.filter, before=board.before)
    return tuple(sorted((reason for name, code in _CODES.items()
                         if (reason := _lifted(board, answer, name, code))), key=lambda reason: -reason.count))


def _lifted(board: Board, answer: Chosen, name: str, code: str) -> Reason | None:
    """What comes back if this part were not there."""
    if getattr(board.looks.filter, name) == getattr(Filter(), name):
        return None
    looks = replace(board.looks, filter=without(board.looks.filter, name))
    more = chosen(board.portfolio, looks.filter, before=board.before).shown - answer.shown
    if not more:
        return None
    count = f'{len(more)} items' if len(more) > 1 else '1 item'
    return Reason(code, f'{count} hidden by {_NAMES[name]}.', Remedy(_CLEAR[name], looks), len(more))


def _of_plan(board: Board, item: Item) -> Iterator[Reason]:
    plan = board.portfolio.setting.plans.get(item.plan) if item.plan is not None else None
    if plan is None:
        yield _in_no_plan(board, item)
    elif not on_board(board.portfolio, replace(item, has_left=False)):
        yield from _not_read(item, plan)


def _in_no_plan(board: Board, item: Item) -> Reason:
    nearest = _nearest(board.portfolio.setting.plans.values(), item.area)
    near = f' The nearest plan is “{nearest.name}” with {nearest.area}.' if nearest else ''
    return Reason('area_in_no_plan', f'Its area {item.area or "(none)"} belongs to no plan.{near}',
                  Remedy('Add a plan for this area', who=ADMIN, href='/portfolio/setup/plans'))


def _not_read(item: Item, plan: Plan) -> Iterator[Reason]:
    setup = '/portfolio/setup/plans'
    if plan.types and item.type not in plan.types:
        yield Reason('type_not_read', f'{plan.name} does not read items of type {item.type}.',
                     Remedy(f'Read {_plural(item.type)} in {plan.name}', who=ADMIN, href=setup))
    if plan.states_read and item.state not in plan.states_read:
        yield Reason('state_not_read', f'{plan.name} does not read items that are {item.state}.',
                     Remedy(f'Read {item.state} in {plan.name}', who=ADMIN, href=setup))
    if plan.states_shown and item.state not in plan.states_shown:
        yield Reason('state_not_shown', f'{plan.name} does not show items that are {item.state}.',
                     Remedy(f'Show {item.state} in {plan.name}', who=ADMIN, href=setup))


def _of_source(_: Board, item: Item) -> Iterator[Reason]:
    if item.has_left:
        yield Reason('gone_at_source', 'It is no longer at its source. Search, scenarios and history still know it.',
                     Remedy('See its history', href=f'/portfolio/history?item={item.id}'))


def _of_choice(board: Board, item: Item) -> Iterator[Reason]:
    """Plans and teams: what does not fit may still be brought by what belongs together."""
    wanted = board.looks.filter
    if item.id in chosen(board.portfolio, wanted, before=board.before).expanded:
        return
    for name, holds in base_tests(board.portfolio, wanted).items():
        if not holds(item):
            yield _not_chosen(board, item, name)


def _not_chosen(board: Board, item: Item, name: str) -> Reason:
    bringing = _bringing(board, item)
    also = f' {bringing.text} would bring it.' if bringing else ''
    if name == 'plans':
        plan = board.portfolio.setting.plans.get(item.plan or 0)
        label = plan.name if plan else 'Its plan'
        return Reason('plan_not_selected', f'The plan {label} is not selected.{also}', Remedy(
            f'Add the plan {label}', _with(board.looks, plans=(*board.looks.filter.plans, item.plan or 0))))
    team = next(iter(workers(item)), None) or _owner(board, item)
    known = board.portfolio.setting.teams.get(team or 0)
    if known is None:
        return Reason('team_not_selected', f'No team is allotted to it, and teams are selected.{also}',
                      bringing or Remedy('Show all teams', _with(board.looks, teams=())))
    return Reason('team_not_selected', f'{known.name} is not selected.{also}', Remedy(
        f'Add the team {known.name}', _with(board.looks, teams=(*board.looks.filter.teams, known.id))))


def _bringing(board: Board, item: Item) -> Remedy | None:
    """The switch that would bring an item in although its plan or team is not chosen."""
    for name, label in _EXPANSIONS.items():
        if not getattr(board.looks.filter, name):
            looks = _with(board.looks, **{name: True})
            if item.id in chosen(board.portfolio, looks.filter, before=board.before).expanded:
                return Remedy(f'“{label}”', looks)
    return None


def _of_filter(board: Board, item: Item) -> Iterator[Reason]:
    wanted = board.looks.filter
    for name, holds in sorted(narrow_tests(board.portfolio, wanted, board.before).items(),
                              key=lambda pair: _ORDER.index(pair[0])):
        if not holds(item):
            text, remedy, looks = _narrowed(board, item, name)
            yield Reason(_CODES[name], text, Remedy(remedy, looks))


def _narrowed(board: Board, item: Item, name: str) -> tuple[str, str, Looks]:
    wanted = board.looks.filter
    if name == 'states':
        return (f'It is {item.state}; shown is {_listed(wanted.states)}.', f'Show {item.state}',
                _with(board.looks, states=(*wanted.states, item.state)))
    if name == 'types':
        return (f'It is of type {item.type}; shown is {_listed(wanted.types)}.', f'Show {_plural(item.type)}',
                _with(board.looks, types=(*wanted.types, item.type)))
    cleared = replace(board.looks, filter=without(wanted, name))
    return f'{_SENTENCES[name](wanted)}', _CLEAR[name], cleared


def _of_axis(board: Board, item: Item) -> Iterator[Reason]:
    if board.axis is None or item.span is None:
        return
    (first, last), (start, end) = board.axis, item.span
    if end < first or start > last:
        yield Reason('outside_axis', f'It lies {"before" if end < first else "after"} what the timeline reaches to.',
                     Remedy(f'Go to {start:%B} {start.year}', day=min(max(start, first), last)))


def _of_folds(board: Board, item: Item) -> Iterator[Reason]:
    """A parent above it that is closed; lanes and groups are closed by whoever draws them."""
    looks, rules = board.looks, board.portfolio.setting.rules
    for above in board.portfolio.ancestors(item):
        key, is_low = f'item:{above.id}', not is_bracket(rules, above)
        if not is_open(looks, key, is_low) and _is_above(board, above, item):
            yield Reason('folded_parent', f'“{above.title}” above it is folded.',
                         Remedy(f'Unfold “{above.title}”', with_row(looks, key, True, is_low)))
    for key, name in _lanes_of(board, item):
        if not is_open(looks, key):
            yield Reason('folded_group' if key.startswith('group:') else 'folded_lane', f'{name} is folded.',
                         Remedy(f'Unfold {name}', with_row(looks, key, True)))


def unfolded(board: Board, item_id: int) -> Looks | None:
    """With everything open that an item stands in; None where something else hides it, too."""
    looks = board.looks
    while reasons := why_hidden(replace(board, looks=looks), item_id):
        closed = [reason for reason in reasons if reason.code.startswith('folded_')]
        if len(closed) < len(reasons) or closed[0].remedy.looks is None:
            return None
        looks = closed[0].remedy.looks
    return looks


def _is_above(board: Board, above: Item, item: Item) -> bool:
    """Whether both are shown: only then one can hide the other."""
    shown = chosen(board.portfolio, board.looks.filter, before=board.before).shown
    return above.id in shown or item.id not in shown


def _lanes_of(board: Board, item: Item) -> Iterator[tuple[str, str]]:
    """Keys of lanes and groups that it may stand in, with their names."""
    setting = board.portfolio.setting
    for plan in (item.plan, *item.also_in):
        if plan in setting.plans:
            yield f'plan:{plan}', setting.plans[plan].name  # type: ignore[index]
    owner = _owner(board, item)
    for team in dict.fromkeys((*workers(item), *((owner,) if owner else ()))):
        if team in setting.teams:
            yield f'team:{team}', setting.teams[team].name
    for group in board.portfolio.groups.values():
        if item.id in group.members:
            yield f'group:{group.id}', f'The group “{group.name}”'


def _owner(board: Board, item: Item) -> int | None:
    plan = board.portfolio.setting.plans.get(item.plan or 0)
    return plan.team if plan else None


def _nearest(plans: Iterable[Plan], area: str) -> Plan | None:
    """Whose area shares the longest beginning."""
    best: tuple[int, Plan | None] = (0, None)
    own = area.casefold().split('\\')
    for plan in plans:
        parts = plan.area.casefold().split('\\')
        same = next((place for place, (one, other) in enumerate(zip(own, parts, strict=False)) if one != other),
                    min(len(own), len(parts)))
        best = max(best, (same, plan), key=lambda pair: pair[0])
    return best[1]


def _with(looks: Looks, **changes: object) -> Looks:
    return replace(looks, filter=replace(looks.filter, **changes))  # type: ignore[arg-type]


def _listed(words: Iterable[str]) -> str:
    return ', '.join(words)


def _plural(kind: str) -> str:
    word = kind.lower()
    return f'{word[:-1]}ies' if word.endswith('y') else f'{word}s'


def _side(yes: str, no: str, name: str) -> Callable[[Filter], str]:
    return lambda wanted: f'Shown is only what is {yes if getattr(wanted, name) == "yes" else no}.'


_ORDER = ('states', 'types', 'planned', 'allotted', 'parented', 'linked', 'fields', 'hides_completed', 'changed_only',
          'text')
_EXPANSIONS = {'expands_family': 'Parents and children', 'expands_links': 'Dependencies',
               'expands_teams': 'Work of the teams'}
_CODES = {'plans': 'plan_not_selected', 'teams': 'team_not_selected', 'states': 'state_filter', 'types': 'type_filter',
          'planned': 'planned_filter', 'allotted': 'allotted_filter', 'parented': 'parent_filter',
          'linked': 'links_filter', 'fields': 'field_filter', 'hides_completed': 'completed_hidden',
          'changed_only': 'changed_only', 'text': 'text_filter'}
_NAMES = {'plans': 'the choice of plans', 'teams': 'the choice of teams', 'states': 'the filter of states',
          'types': 'the filter of types', 'planned': 'the filter “planned”', 'allotted': 'the filter “allotted”',
          'parented': 'the filter “parent”', 'linked': 'the filter “links”', 'fields': 'a filter of fields',
          'hides_completed': '“Hide completed”', 'changed_only': '“Changed only”', 'text': 'the searched words'}
_CLEAR = {'plans': 'Show all plans', 'teams': 'Show all teams', 'states': 'Show all states',
          'types': 'Show all types', 'planned': 'Show planned and unplanned', 'allotted': 'Show allotted and not',
          'parented': 'Show with and without parent', 'linked': 'Show with and without links',
          'fields': 'Clear the filter of fields', 'hides_completed': 'Show completed',
          'changed_only': 'Show unchanged, too', 'text': 'Clear the searched words'}
_SENTENCES: Mapping[str, Callable[[Filter], str]] = {
    'planned': _side('planned', 'not planned', 'planned'),
    'allotted': _side('allotted to a team', 'allotted to no team', 'allotted'),
    'parented': _side('below a parent', 'without a parent', 'parented'),
    'linked': _side('linked', 'not linked', 'linked'),
    'fields': lambda wanted: f'Shown is only {_listed(f"{name} {value}" for name, value in wanted.fields)}.',
    'hides_completed': lambda _: f'What is {" or ".join(sorted(word.lower() for word in DONE))} is hidden.',
    'changed_only': lambda _: 'Shown is only what this scenario changes, and it does not change this.',
    'text': lambda wanted: f'Neither its number nor its title has “{wanted.text.strip()}”.',
}
