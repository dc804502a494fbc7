"""Goods receipts from files: a row that was sent before is the same receipt, also from another file."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.seasons.buying import LONGEST_NUMBER, ONE, CameDraft, ReceiptDraft
from app.domain.seasons.importing.book import Issue, Read
from app.domain.seasons.importing.difference import ABSENT, NEW, UPDATE, Difference, Told
from app.domain.seasons.money import digits_of, minor
from app.errors import AppError, Conflict
from app.services.seasons.receipts import post_receipt, reverse_receipt
from app.work import Work
from models.buying import SeasonOrder, SeasonOrderLine, SeasonReceipt, SeasonReceiptLine
from models.seasons import Season

AT_ONCE: Final = 500
Lines = Mapping[int, SeasonOrderLine]


@dataclass
class Gathered:
    """The rows of one receipt."""
    number: str
    order: str
    day: date
    note: str = ''
    reads: list[Read] = field(default_factory=list)
    came: dict[int, CameDraft] = field(default_factory=dict)


def compare_receipts(work: Work, season: Season, reads: Sequence[Read], mode: str) -> Difference:
    """A receipt is never changed by a file: one that says something else is refused."""
    orders, lines = _orders(work, season, reads)
    gathered, issues = _gathered(reads, orders, lines)
    known = _known(work, season, list(gathered))
    rows, fresh, sames = list[Told](), list[Gathered](), 0
    for one in gathered.values():
        if one.number not in known:
            found = [Issue(read.number, '', '', ABSENT) for read in one.reads] if mode == UPDATE else []
            issues += found
            if not found:
                fresh.append(one)
                rows += [Told(read.number, NEW, one.number) for read in one.reads]
        elif _content(one, lines) == known[one.number]:
            sames += len(one.reads)
        else:
            issues += [Issue(read.number, 'grn_number', one.number, 'This receipt is here with other quantities. It is '
                             'corrected by reversing it.') for read in one.reads]
    return Difference(rows, sames, tuple(issues), payload=sorted(fresh, key=lambda one: (one.day, one.number)),
                      adds={'Receipts': f'{len(fresh):,}'})


def store_receipts(work: Work, actor: Actor, season: Season, found: Difference, _: int) -> dict[str, Any]:
    """One after the other by the rules of receipts; a refusal names the row, and nothing of the file stays."""
    demand(actor, 'seasons.buy')
    for one in found.payload:
        draft = ReceiptDraft(one.order, tuple(one.came.values()), one.number, one.day, one.note, source='csv')
        try:
            post_receipt(work, actor, draft, season.code)
        except AppError as error:
            raise Conflict(f'Row {one.reads[0].number}: {error}', error.code) from error
    return {'numbers': [one.number for one in found.payload]}


def undo_receipts(work: Work, actor: Actor, _: Season | None, kept: Mapping[str, Any], import_id: int) -> None:
    """Each is taken back by another one: receipts never vanish."""
    demand(actor, 'seasons.buy')
    for number in reversed(kept['numbers']):
        reverse_receipt(work, actor, number, f'Import {import_id} was undone')


def _orders(work: Work, season: Season, reads: Sequence[Read]) -> tuple[dict[str, SeasonOrder], dict[str, Lines]]:
    numbers = list({read.values['po_number'].key for read in reads})
    found = {row.number: row for some in _parts(numbers) for row in work.session.exec(select(SeasonOrder).where(
        SeasonOrder.season_id == season.id, col(SeasonOrder.number).in_(some)))}
    names = {row.id: row.number for row in found.values()}
    lines: dict[str, dict[int, SeasonOrderLine]] = defaultdict(dict)
    for some in _parts(list(names)):
        for line in work.session.exec(select(SeasonOrderLine).where(col(SeasonOrderLine.order_id).in_(some))):
            lines[names[line.order_id]][line.number] = line
    return found, dict(lines)


def _gathered(reads: Sequence[Read], orders: Mapping[str, SeasonOrder], lines: Mapping[str, Lines],
              ) -> tuple[dict[str, Gathered], list[Issue]]:
    found: dict[str, Gathered] = {}
    issues, equal, bad = list[Issue](), Counter[tuple[Any, ...]](), set[str]()
    shared = _shared(reads)
    for read in reads:
        order = read.values['po_number'].key
        line = _line(read, lines.get(order, {}))
        came = _came(read, line, orders[order]) if isinstance(line, SeasonOrderLine) else line
        number = _number(read, order, equal, shared)
        one = found.setdefault(number, Gathered(number, order, read.values['grn_date'],
                                                str(read.values.get('note') or '')))
        one.reads.append(read)
        issue = came if isinstance(came, Issue) else _joined(one, read, came)
        if issue:
            issues.append(issue)
            bad.add(number)
    told = {issue.row for issue in issues}
    issues += [Issue(read.number, 'grn_number', number, 'Another row of this receipt cannot be imported.')
               for number in bad for read in found[number].reads if read.number not in told]
    return {number: one for number, one in found.items() if number not in bad}, issues


def _joined(one: Gathered, read: Read, came: CameDraft) -> Issue | None:
    if one.day != read.values['grn_date']:
        return Issue(read.number, 'grn_date', str(read.values['grn_date']), f'{one.number} is of {one.day} in another '
                     'row.')
    before = one.came.get(came.line)
    one.came[came.line] = CameDraft(came.line, came.accepted + before.accepted, came.rejected + before.rejected
                                    ) if before else came
    return None


def _line(read: Read, lines: Lines) -> SeasonOrderLine | Issue:
    told = str(read.values.get('line') or '')
    if told.isdecimal() and int(told) in lines:
        return lines[int(told)]
    if len(lines) == 1 and not told:
        return next(iter(lines.values()))
    order = read.values['po_number'].key
    text = f'{order} has no line {told}.' if told else f'{order} has {len(lines)} lines: say which one came.'
    return Issue(read.number, 'line', told, text, tuple(str(number) for number in sorted(lines)[:3]))


def _came(read: Read, line: SeasonOrderLine, order: SeasonOrder) -> CameDraft | Issue:
    """A value without a quantity stands for its part of the line."""
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


def _known(work: Work, season: Season, numbers: Sequence[str]) -> dict[str, Any]:
    """What receipts of these numbers say: day, and of each line what came."""
    rows = [row for some in _parts(numbers) for row in work.session.exec(select(SeasonReceipt).where(
        SeasonReceipt.company_id == season.company_id, col(SeasonReceipt.number).in_(some)))]
    came: dict[int, dict[int, tuple[int, int]]] = defaultdict(dict)
    for some in _parts([row.id for row in rows]):
        for line in work.session.exec(select(SeasonReceiptLine).where(col(SeasonReceiptLine.receipt_id).in_(some))):
            came[line.receipt_id][line.line_id] = line.accepted, line.rejected
    return {row.number: (row.day, came[row.id]) for row in rows}


def _content(one: Gathered, lines: Mapping[str, Lines]) -> Any:
    return one.day, {lines[one.order][number].id: (came.accepted, came.rejected) for number, came in one.came.items()}


def _parts(values: Sequence[Any]) -> list[Sequence[Any]]:
    return [values[at:at + AT_ONCE] for at in range(0, len(values), AT_ONCE)]
