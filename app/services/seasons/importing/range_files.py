"""Range intent and architecture from files, row by row through the services that keep them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.domain.access import Actor, demand
from app.domain.seasons.importing.book import Issue, Read
from app.domain.seasons.importing.difference import ABSENT, NEW, SAME, UPDATE, Difference, Told, state_of
from app.domain.seasons.importing.matching import folded
from app.domain.seasons.range_rules import Intent, RangeDraft, demand_intent, demand_row
from app.errors import Conflict, Rejected
from app.services.seasons.intents import drop_intent, intents_of, mean_intent
from app.services.seasons.ranges import add_row, change_row, delete_row, rows_of
from app.work import Work
from models.seasons import Season

COLUMNS = {'price_band': 'band', 'fabric': 'fabric', 'color_family': 'colour', 'style_type': 'style',
           'planned_styles': 'styles', 'planned_options': 'options', 'planned_depth': 'depth',
           'planned_retail': 'retail', 'share': 'share'}
KEY = ('category', 'cluster', 'band', 'fabric', 'colour', 'style')


def compare_intents(work: Work, season: Season, reads: Sequence[Read], mode: str) -> Difference:
    known = {code: view.intent for code, view in intents_of(work, season.id).items()}
    rows, issues, todo, sames = list[Told](), list[Issue](), list[tuple[int, str, Intent]](), 0
    for read in reads:
        code = read.values['category'].code
        was = known.get(code)
        bands = read.values.get('price_band_mix') or (was.bands if was else ())
        now = Intent(read.values['core_percent'], read.values['fashion_percent'], tuple(bands))
        try:
            demand_intent(now)
        except Rejected as error:
            issues.append(Issue(read.number, error.field, '', str(error)))
            continue
        if was is None and mode == UPDATE:
            issues.append(Issue(read.number, '', '', ABSENT))
        elif was is not None and _intent_words(was) == _intent_words(now):
            sames += 1
        else:
            rows.append(Told(read.number, NEW if was is None else 'changed', code, _said(was, now)))
            todo.append((read.number, code, now))
    return Difference(rows, sames, tuple(issues), payload=(todo, known))


def store_intents(work: Work, actor: Actor, season: Season, found: Difference, _: int) -> dict[str, Any]:
    demand(actor, 'seasons.buy')
    todo, known = found.payload
    for _row, code, intent in todo:
        mean_intent(work, actor, season.code, code, intent)
    return {'rows': [[code, _kept_intent(known.get(code)), _kept_intent(now)] for _, code, now in todo]}


def undo_intents(work: Work, actor: Actor, season: Season | None, kept: Mapping[str, Any], _: int) -> None:
    demand(actor, 'seasons.buy')
    assert season
    present = intents_of(work, season.id)
    for code, was, now in kept['rows']:
        if code not in present or _intent_words(present[code].intent) != _intent_words(_intent(now)):
            raise Conflict(f'{code} was changed since the import. Undo that first.', 'seasons.conflict')
        if was is None:
            drop_intent(work, actor, season.code, code)
        else:
            mean_intent(work, actor, season.code, code, _intent(was))


def compare_architecture(work: Work, season: Season, reads: Sequence[Read], mode: str) -> Difference:
    known = {_key(one.draft): one for one in rows_of(work, season.id)}
    rows, issues, sames = list[Told](), list[Issue](), 0
    todo = list[tuple[int, int | None, RangeDraft, RangeDraft | None]]()
    for read in reads:
        told = _draft(read)
        before = known.get(_key(told))
        now = _draft(read, before.draft) if before else told
        try:
            demand_row(now)
        except Rejected as error:
            issues.append(Issue(read.number, error.field, '', str(error)))
            continue
        was = before.draft if before else None
        state = state_of(was, now)
        if state == NEW and mode == UPDATE:
            issues.append(Issue(read.number, '', '', ABSENT))
        elif state == SAME:
            sames += 1
        else:
            rows.append(Told(read.number, state, f'{now.category} {now.band}', _row_words(was, now)))
            todo.append((read.number, before.id if before else None, now, was))
    units = sum(one[2].units for one in todo)
    return Difference(rows, sames, tuple(issues), payload=todo, adds={'Units': f'{units:,}'} if units else {})


def store_architecture(work: Work, actor: Actor, season: Season, found: Difference, _: int) -> dict[str, Any]:
    """A row that somebody changes goes back to draft; shares are looked at as a whole by each write."""
    demand(actor, 'seasons.manage')
    undo = []
    for number, own, now, was in found.payload:
        try:
            if own is None:
                own = add_row(work, actor, season.code, now)
            else:
                change_row(work, actor, season.code, own, now)
        except Rejected as error:
            raise Conflict(f'Row {number}: {error}', error.code) from error
        undo.append([own, _kept_row(was) if was else None, _kept_row(now)])
    return {'rows': undo}


def undo_architecture(work: Work, actor: Actor, season: Season | None, kept: Mapping[str, Any], _: int) -> None:
    demand(actor, 'seasons.manage')
    assert season
    present = {one.id: one.draft for one in rows_of(work, season.id)}
    for own, was, now in reversed(kept['rows']):
        if own not in present or present[own] != _row(now):
            raise Conflict('A row was changed since the import. Undo that first.', 'seasons.conflict')
        if was is None:
            delete_row(work, actor, season.code, own)
        else:
            change_row(work, actor, season.code, own, _row(was))


def _draft(read: Read, was: RangeDraft | None = None) -> RangeDraft:
    """Columns a file has not stay as they are."""
    cluster = read.values.get('cluster')
    told = {name: read.values[column] for column, name in COLUMNS.items() if read.values.get(column) is not None}
    before = vars(was) if was else {'category': read.values['category'].code, 'cluster': cluster.key if cluster else ''}
    return RangeDraft(**{**before, **told})


def _key(draft: RangeDraft) -> tuple[str, ...]:
    return tuple(folded(getattr(draft, name)) for name in KEY)


def _row_words(was: RangeDraft | None, now: RangeDraft) -> tuple[tuple[str, str, str], ...]:
    return tuple((name, str(getattr(was, name)) if was else '', str(value)) for name, value in vars(now).items()
                 if name not in KEY and value and (was is None or getattr(was, name) != value))


def _said(was: Intent | None, now: Intent) -> tuple[tuple[str, str, str], ...]:
    before = _intent_words(was) if was else ('', '', '')
    return tuple((name, one, other) for name, one, other in zip(('Core', 'Fashion', 'Price bands'), before,
                                                                _intent_words(now), strict=True) if one != other)


def _intent_words(intent: Intent) -> tuple[str, str, str]:
    return (f'{intent.core * 100:.2f} %', f'{intent.fashion * 100:.2f} %',
            '; '.join(f'{name}: {share * 100:.2f} %' for name, share in intent.bands))


def _kept_intent(intent: Intent | None) -> Any:
    return [str(intent.core), str(intent.fashion), [[name, str(share)] for name, share in intent.bands]
            ] if intent else None


def _intent(kept: Any) -> Intent:
    return Intent(Decimal(kept[0]), Decimal(kept[1]), tuple((name, Decimal(share)) for name, share in kept[2]))


def _kept_row(draft: RangeDraft) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in vars(draft).items()}


def _row(kept: Mapping[str, Any]) -> RangeDraft:
    return RangeDraft(**{**kept, 'share': Decimal(kept['share'])})
