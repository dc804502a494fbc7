"""Goods receipts from files: a row that was sent before is the same receipt, also from another file."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import select as columns
from sqlmodel import col

from app.domain.access import Actor, demand
from app.domain.seasons.buying import LONGEST_NUMBER, ONE, CameDraft, ReceiptDraft
from app.domain.seasons.importing.book import Issue, Read
from app.domain.seasons.importing.difference import ABSENT, NEW, UPDATE, Difference, Told
from app.domain.seasons.money import digits_of, minor
from app.domain.seasons.receiving import Awaited
from app.errors import AppError, Invalid
from app.services.seasons.receipt_batches import (
    Head,
    Ledger,
    demand_fits,
    ledger_of,
    parts,
    post_receipts,
    reverse_receipts,
)
from app.work import Work
from models.buying import SeasonReceipt, SeasonReceiptLine
from models.seasons import Season

ANOTHER: Final = 'Another row of this receipt cannot be imported.'
COLUMNS: Final = {'accepted': 'received', 'line': 'line', 'day': 'grn_date', 'number': 'grn_number'}  # of problems
LINE: Final = re.compile(r'lines\.(\d+)\.')
UNDONE: Final = re.compile(r'Import \d+ was undone')  # why a receipt was taken back that may come again
SAID: Final = 5  # rows that are named
Lines = Mapping[int, Awaited]


@dataclass
class Gathered:
    """The rows of one receipt; `rows` are those of each line."""
    number: str
    order: str
    day: date
    note: str = ''
    reads: list[Read] = field(default_factory=list)
    came: dict[int, CameDraft] = field(default_factory=dict)
    rows: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    @property
    def draft(self) -> ReceiptDraft:
        return ReceiptDraft(self.order, tuple(self.came.values()), self.number, self.day, self.note, source='csv')


@dataclass(frozen=True)
class Here:
    """A receipt that is there: its day, and of each line what came."""
    day: date
    came: Mapping[int, tuple[int, int]]
    is_taken_back: bool = False
    may_return: bool = False  # it went with an import that was undone


def compare_receipts(work: Work, season: Season, reads: Sequence[Read], mode: str) -> Difference:
    """A receipt is never changed by a file: one that says something else is refused."""
    ledger = ledger_of(work, season, {read.values['po_number'].key for read in reads})
    told, issues = _gathered(reads, ledger)
    gathered, known = _numbered(work, season, told)
    rows, fresh, sames, kept = list[Told](), list[Gathered](), 0, 0
    for one in sorted(gathered, key=lambda one: (one.day, one.number)):
        here = known.get(one.number)
        if here is None:
            found = _refused(work, ledger, one) if mode != UPDATE else [
                Issue(read.number, '', '', ABSENT) for read in one.reads]
            issues += found
            fresh += [] if found else [one]
            rows += [] if found else [Told(read.number, NEW, one.number) for read in one.reads]
        elif here.is_taken_back or (here.day, here.came) == _content(one, ledger):
            sames, kept = sames + len(one.reads), kept + here.is_taken_back
        else:
            issues += [Issue(read.number, 'grn_number', one.number, 'This receipt is here with other quantities. It is '
                             'corrected by reversing it.') for read in one.reads]
    return Difference(rows, sames, tuple(issues), _notes(ledger, fresh, kept), payload=fresh,
                      adds={'Receipts': f'{len(fresh):,}'})


def store_receipts(work: Work, actor: Actor, season: Season, found: Difference, _: int) -> dict[str, Any]:
    """By the rules of receipts; nothing of the file stays where one does not fit."""
    demand(actor, 'seasons.buy')
    post_receipts(work, actor, season.code, [one.draft for one in found.payload])
    return {'numbers': [one.number for one in found.payload]}


def undo_receipts(work: Work, actor: Actor, season: Season | None, kept: Mapping[str, Any], import_id: int) -> None:
    """Each is taken back by another one: receipts never vanish."""
    demand(actor, 'seasons.buy')
    assert season
    reverse_receipts(work, actor, season.code, list(reversed(kept['numbers'])), f'Import {import_id} was undone')


def _gathered(reads: Sequence[Read], ledger: Ledger) -> tuple[list[Gathered], list[Issue]]:
    found: dict[str, Gathered] = {}
    issues, equal, bad = list[Issue](), Counter[tuple[Any, ...]](), set[str]()
    shared = _shared(reads)
    for read in reads:
        order = read.values['po_number'].key
        came = _came(read, ledger.orders[order], ledger.lines[order])
        number = _number(read, order, equal, shared)
        one = found.setdefault(number, Gathered(number, order, read.values['grn_date'],
                                                str(read.values.get('note') or '')))
        one.reads.append(read)
        issue = came if isinstance(came, Issue) else _joined(one, read, came)
        if issue:
            issues.append(issue)
            bad.add(number)
    told = {issue.row for issue in issues}
    issues += [Issue(read.number, 'grn_number', number, ANOTHER) for number in bad for read in found[number].reads
               if read.number not in told]
    return [one for number, one in found.items() if number not in bad], issues


def _joined(one: Gathered, read: Read, came: CameDraft) -> Issue | None:
    if one.day != read.values['grn_date']:
        return Issue(read.number, 'grn_date', str(read.values['grn_date']), f'{one.number} is of {one.day} in another '
                     'row.')
    before = one.came.get(came.line)
    one.rows[came.line].append(read.number)
    one.came[came.line] = CameDraft(came.line, came.accepted + before.accepted, came.rejected + before.rejected
                                    ) if before else came
    return None


def _refused(work: Work, ledger: Ledger, one: Gathered) -> list[Issue]:
    """Why it may not come, row by row; what may come is taken from what is awaited."""
    try:
        demand_fits(work, ledger, one.draft)
    except Invalid as error:
        return _by_row(one, error)
    except AppError as error:
        return [Issue(read.number, 'po_number', one.order, str(error)) for read in one.reads]
    for came in one.came.values():
        ledger.take(one.order, came)
    return []


def _by_row(one: Gathered, error: Invalid) -> list[Issue]:
    """What is wrong with a line belongs to its rows; all others of the receipt wait for them."""
    lines, words = list(one.came), dict[int, tuple[str, str]]()
    for name, text in error.errors:
        place = LINE.match(name)
        rows = one.rows[lines[int(place[1])]] if place else [read.number for read in one.reads]
        words |= {row: (COLUMNS.get(name.rpartition('.')[2], ''), text) for row in rows}
    return [Issue(read.number, name, '', text) for read in one.reads
            for name, text in [words.get(read.number, ('grn_number', ANOTHER))]]


def _notes(ledger: Ledger, fresh: Sequence[Gathered], kept: int) -> tuple[str, ...]:
    """What is strange without being wrong."""
    early = [one for one in fresh if (ordered := ledger.orders[one.order].ordered) and one.day < ordered]
    named = ', '.join(f'row {one.reads[0].number}' for one in early[:SAID])
    notes = [f'{len(early):,} of these came before the day on which they were ordered: {named}'
             f'{" …" if len(early) > SAID else "."}'] if early else []
    return (*notes, *((f'{kept:,} of these were taken back here and stay so.',) if kept else ()))


def _line(read: Read, lines: Lines) -> Awaited | Issue:
    told = str(read.values.get('line') or '')
    if told.isdecimal() and int(told) in lines:
        return lines[int(told)]
    if len(lines) == 1 and not told:
        return next(iter(lines.values()))
    order = read.values['po_number'].key
    text = f'{order} has no line {told}.' if told else f'{order} has {len(lines)} lines: say which one came.'
    return Issue(read.number, 'line', told, text, tuple(str(number) for number in sorted(lines)[:3]))


def _came(read: Read, order: Head, lines: Lines) -> CameDraft | Issue:
    """A value without a quantity stands for its part of the line."""
    line = _line(read, lines)
    if isinstance(line, Issue):
        return line
    if (told := read.values.get('currency')) and told != order.currency:
        return Issue(read.number, 'currency', told, f'{order.number} is in {order.currency}.', (order.currency,))
    received, accepted, rejected = (read.values.get(key) for key in ('received', 'accepted', 'rejected'))
    back = int((rejected or Decimal(0)) * ONE)
    if accepted is not None:
        return CameDraft(line.number, int(accepted * ONE), back)
    if received is not None:
        return CameDraft(line.number, int(received * ONE) - back, back)
    value = minor(read.values['received_value'], digits_of(order.currency))
    whole = line.cost * line.quantity
    if whole <= 0:
        return Issue(read.number, 'received_value', str(read.values['received_value']), 'The line has no price, so its '
                     'quantity cannot be told from a value.')
    return CameDraft(line.number, (2 * value * ONE * line.quantity + whole) // (2 * whole), back)


def _number(read: Read, order: str, equal: Counter[tuple[Any, ...]], shared: Mapping[str, int]) -> str:
    """Its own; one note for several orders is a receipt for each. Without one: made from what the row says, and from
    how many rows before it say the same.
    """
    values = read.values
    if told := str(values.get('grn_number') or ''):
        return f'{told}/{order}'[:LONGEST_NUMBER] if shared.get(told, 1) > 1 else told
    facts = (order, str(values.get('line') or ''), values['grn_date'].isoformat(), *(
        f'{value.normalize():f}' if isinstance(value := values.get(key), Decimal) else '' for key in (
            'received_value', 'received', 'accepted', 'rejected')))
    equal[facts] += 1
    return f'GRN-{sha256("|".join(facts).encode()).hexdigest()[:12].upper()}-{equal[facts]}'


def _shared(reads: Sequence[Read]) -> Mapping[str, int]:
    """How many orders each delivery note is for."""
    orders: dict[str, set[str]] = defaultdict(set)
    for read in reads:
        orders[str(read.values.get('grn_number') or '')].add(read.values['po_number'].key)
    return {number: len(some) for number, some in orders.items()}


def _numbered(work: Work, season: Season, gathered: Sequence[Gathered]) -> tuple[list[Gathered], dict[str, Here]]:
    """With receipts that are there, by number. What went with an import that was undone comes again under another."""
    known, found, waiting, turn = dict[str, Here](), list[Gathered](), list(gathered), 1
    while waiting:
        numbers = [_turned(one.number, turn) for one in waiting]
        known |= _known(work, season, numbers)
        now = [replace(one, number=number) for one, number in zip(waiting, numbers, strict=True)]
        free = [number not in known or not known[number].may_return for number in numbers]
        found += [one for one, is_free in zip(now, free, strict=True) if is_free]
        waiting = [one for one, is_free in zip(waiting, free, strict=True) if not is_free]
        turn += 1
    return found, known


def _turned(number: str, turn: int) -> str:
    tail = f'-{turn}' if turn > 1 else ''
    return number[:LONGEST_NUMBER - len(tail)] + tail


def _known(work: Work, season: Season, numbers: Sequence[str]) -> dict[str, Here]:
    receipt, came = SeasonReceipt, dict[int, dict[int, tuple[int, int]]]()
    rows = [row for some in parts(numbers) for row in work.session.execute(columns(
        col(receipt.id), col(receipt.number), col(receipt.day), col(receipt.state)).where(
        col(receipt.company_id) == season.company_id, col(receipt.number).in_(some)))]
    ids = [row.id for row in rows]
    for some in parts(ids):
        for one in work.session.execute(columns(
                col(SeasonReceiptLine.receipt_id), col(SeasonReceiptLine.line_id), col(SeasonReceiptLine.accepted),
                col(SeasonReceiptLine.rejected)).where(col(SeasonReceiptLine.receipt_id).in_(some))):
            came.setdefault(one.receipt_id, {})[one.line_id] = one.accepted, one.rejected
    reasons = {own: reason for some in parts(ids) for own, reason in work.session.execute(columns(
        col(receipt.reverses_id), col(receipt.reason)).where(col(receipt.reverses_id).in_(some)))}
    return {row.number: Here(row.day, came.get(row.id, {}), row.state == 'reversed',
                             bool(UNDONE.fullmatch(reasons.get(row.id, '')))) for row in rows}


def _content(one: Gathered, ledger: Ledger) -> tuple[date, Mapping[int, tuple[int, int]]]:
    lines = ledger.lines[one.order]
    return one.day, {lines[number].id: (came.accepted, came.rejected) for number, came in one.came.items()}
