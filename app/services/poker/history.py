"""History: results to take away, sessions that are over, and the figures of a month."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from app.domain.access import Actor, Standing, demand, may
from app.domain.poker.results import RoundResult, SavedEstimate, TableResults, as_csv, as_json, as_markdown
from app.domain.poker.statistics import Played
from app.domain.poker.table import State
from app.domain.poker.views import Figures, Month, Session
from app.errors import NotFound, Rejected
from app.services import audit
from app.services.poker.store import deck_from
from app.work import Work
from models.poker import PokerCard, PokerEstimate, PokerRound, PokerSeat, PokerStory, PokerTable

DAYS = 20
RECENT = 5
FORMATS = {'csv': as_csv, 'md': as_markdown, 'json': as_json}



def view_results(work: Work, actor: Actor, table_id: str) -> TableResults:
    """Every turned round, in the order they were played."""
    return _results(work, _table(work, actor, table_id, 'poker.history'))


def view_session(work: Work, actor: Actor, table_id: str) -> Session:
    return _sessions(work, [_table(work, actor, table_id, 'poker.history')])[0]


def export(work: Work, actor: Actor, table_id: str, form: str) -> str:
    """The results as text of the given format; taking them away is noted in the audit trail."""
    if form not in FORMATS:
        raise Rejected('Results come as csv, md or json.', 'poker.format', 'format')
    table = _table(work, actor, table_id, 'poker.export')
    results = _results(work, table)
    audit.write(work, actor, 'poker.export', table.name, form)
    return FORMATS[form](results)


def list_sessions(work: Work, actor: Actor, text: str = '', skip: int = 0,
                  limit: int = 50) -> tuple[tuple[Session, ...], int]:
    """Tables that are over and kept, newest first, and how many there are: all, or those one sat at oneself."""
    conditions = [col(PokerTable.state) == State.CLOSED, *_visible(actor)]
    if text:
        conditions.append(col(PokerTable.name).icontains(text, autoescape=True))
    total = work.session.exec(select(func.count()).select_from(PokerTable).where(*conditions)).one()
    rows = work.session.exec(select(PokerTable).where(*conditions).order_by(col(PokerTable.made_at).desc())
                             .offset(skip).limit(limit)).all()
    return tuple(_sessions(work, rows)), total


def view_figures(work: Work, actor: Actor) -> Figures:
    """This month beside the last one, stories per day, and the latest sessions; all, or those one sat at oneself."""
    zone = ZoneInfo(actor.zone)
    today = work.now.astimezone(zone).date()
    this, last = today.replace(day=1), (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    sessions, _ = list_sessions(work, actor, limit=RECENT)
    begin, end = _midnight(last, zone), _midnight(this, zone)
    visible = select(PokerTable.id).where(*_visible(actor))
    return Figures(_month(work, visible, end, work.now), _month(work, visible, begin, end), last.strftime('%B'),
                   _per_day(work, visible, today, zone), sessions)


def _table(work: Work, actor: Actor, table_id: str, right: str) -> PokerTable:
    """Whoever sat there may see the results, also after leaving; others only those of tables that are kept."""
    table = work.session.get(PokerTable, table_id)
    own = work.session.exec(select(PokerSeat.id).where(PokerSeat.table_id == table_id,
                                                       PokerSeat.identity == actor.identity)).first()
    if table is None or not (own or table.switches['keep']):
        raise NotFound('There is no such table, or its results are not kept any more.')
    demand(actor, right, Standing(is_member=own is not None))
    return table


def _visible(actor: Actor) -> Sequence[ColumnElement[bool]]:
    kept = col(PokerTable.switches)['keep'].as_boolean()
    if may(actor, 'poker.history', Standing()):
        return [kept]
    own = select(PokerSeat.table_id).where(PokerSeat.identity == actor.identity)
    return [kept, col(PokerTable.id).in_(own)]


def _results(work: Work, table: PokerTable) -> TableResults:
    rounds = _turned(work, [table.id])
    stories = {row.id: row for row in work.session.exec(select(PokerStory).where(
        PokerStory.table_id == table.id, col(PokerStory.is_deleted).is_(False)))}
    cards = _cards(work, rounds)
    return TableResults(table.name, tuple(_result(row, stories.get(row.story_id or 0), cards.get(row.id, ()))
                                          for row in rounds), _estimates(work, stories))


def _estimates(work: Work, stories: Mapping[int, PokerStory]) -> tuple[SavedEstimate, ...]:
    rows = work.session.exec(select(PokerEstimate).where(col(PokerEstimate.story_id).in_(stories))
                             .order_by(col(PokerEstimate.id)))
    return tuple(SavedEstimate(stories[row.story_id].key, stories[row.story_id].title, row.value, row.by, row.at)
                 for row in rows)


def _result(row: PokerRound, story: PokerStory | None, cards: Sequence[Played]) -> RoundResult:
    is_saved = story is not None and story.saved_round == row.no
    return RoundResult(
        no=row.no, story_key=story.key if story else '', story_title=story.title if story else '',
        story_link=story.link if story else '', deck=deck_from(row.deck), started_at=row.started_at,
        revealed_at=row.revealed_at or row.started_at, eligible=row.eligible, cards=tuple(cards),
        estimate=story.estimate if story and is_saved else '', saved_by=story.saved_by if story and is_saved else '')


def _turned(work: Work, table_ids: Sequence[str]) -> Sequence[PokerRound]:
    return work.session.exec(select(PokerRound).where(
        col(PokerRound.table_id).in_(table_ids), col(PokerRound.revealed_at).is_not(None),
        col(PokerRound.is_void).is_(False)).order_by(PokerRound.table_id, col(PokerRound.no))).all()


def _cards(work: Work, rounds: Sequence[PokerRound]) -> Mapping[int, list[Played]]:
    cards: dict[int, list[Played]] = {}
    rows = work.session.exec(select(PokerCard.round_id, PokerSeat.name, PokerCard.face)
                             .join(PokerSeat, col(PokerSeat.id) == PokerCard.seat_id)
                             .where(col(PokerCard.round_id).in_([row.id for row in rounds]))
                             .order_by(col(PokerSeat.ordinal)))
    for round_id, name, face in rows:
        cards.setdefault(round_id, []).append(Played(name, face))
    return cards


def _sessions(work: Work, tables: Sequence[PokerTable]) -> list[Session]:
    ids = [table.id for table in tables]
    rounds = {key: list(rows) for key, rows in groupby(_turned(work, ids), lambda row: row.table_id)}
    hosts = dict(work.session.exec(select(PokerSeat.id, PokerSeat.name).where(col(PokerSeat.table_id).in_(ids))).all())
    return [_session(table, rounds.get(table.id, []), hosts.get(table.host_id or 0, '')) for table in tables]


def _session(table: PokerTable, rounds: Sequence[PokerRound], host: str) -> Session:
    first = _first_rounds(rounds)
    last = rounds[-1].revealed_at if rounds else None
    return Session(table.id, table.name, host, table.made_at, table.closed_at, stories=len(first), rounds=len(rounds),
                   agreed_at_once=sum(row.has_consensus for row in first), first_rounds=len(first),
                   seconds=round((last - rounds[0].started_at).total_seconds()) if last else 0)


def _first_rounds(rounds: Sequence[PokerRound]) -> list[PokerRound]:
    """The first round of every story; rounds without a story stand for themselves."""
    first: dict[tuple[str, int], PokerRound] = {}
    for row in rounds:
        first.setdefault((row.table_id, row.story_id or -row.no), row)
    return list(first.values())


def _month(work: Work, visible: SelectOfScalar[str], begin: datetime, end: datetime) -> Month:
    rounds = work.session.exec(select(PokerRound).where(
        col(PokerRound.table_id).in_(visible), col(PokerRound.revealed_at) >= begin,
        col(PokerRound.revealed_at) < end, col(PokerRound.is_void).is_(False))
        .order_by(PokerRound.table_id, col(PokerRound.no))).all()
    first = _first_rounds(rounds)
    estimated = work.session.exec(select(func.count()).select_from(PokerStory).where(
        col(PokerStory.table_id).in_(visible), col(PokerStory.saved_at) >= begin,
        col(PokerStory.saved_at) < end, col(PokerStory.is_deleted).is_(False))).one()
    seconds = sum((row.revealed_at - row.started_at).total_seconds() for row in rounds if row.revealed_at)
    count = len(first)
    return Month(estimated, len(rounds) / count if count else None,
                 sum(row.has_consensus for row in first) / count if count else None,
                 seconds / 60 / count if count else None)


def _per_day(work: Work, visible: SelectOfScalar[str], today: date, zone: ZoneInfo) -> tuple[int, ...]:
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    saved = work.session.exec(select(PokerStory.saved_at).where(
        col(PokerStory.table_id).in_(visible), col(PokerStory.saved_at) >= _midnight(days[0], zone),
        col(PokerStory.is_deleted).is_(False)))
    counts = dict.fromkeys(days, 0)
    for moment in saved:
        if moment and (day := moment.astimezone(zone).date()) in counts:
            counts[day] += 1
    return tuple(counts.values())


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
