"""Forecasts: worked out without a transaction, kept with everything they came from, and scored when their end is known.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.sprints.facts.board import CLOSED, Board
from app.domain.sprints.facts.calendar import days_of
from app.domain.sprints.flow.views import Accuracy, ForecastsView, ForecastView, SureDay
from app.domain.sprints.forecasts.forecast import SHARES
from app.domain.sprints.forecasts.forecasting import ForecastAsk, MadeForecast, forecast, name_of
from app.domain.sprints.forecasts.progress import names_on
from app.domain.sprints.forecasts.scopes import EPIC, VERSION
from app.domain.sprints.forecasts.scoring import ENOUGH, score_of
from app.domain.sprints.jira.queries import KINDS
from app.errors import NotFound
from app.events import ForecastMade, board_topic
from app.services import audit
from app.services.sprints import boards, flow, ground, queries
from app.work import Work
from models.sprints import SprintBoard, SprintForecast

MOST = 200  # that are listed


def draft(work: Work, actor: Actor, board_id: int, ask: ForecastAsk) -> MadeForecast:
    """Only worked out, so that nobody waits for ten thousand trials to write. Raises Rejected with the reason."""
    demand(actor, 'sprints.plan')
    board = ground.seen_board(work, actor, board_id)
    return forecast(board, ask, flow.today_on(work, board))


def keep(work: Work, actor: Actor, board_id: int, made: MadeForecast) -> int:
    """Returns its id."""
    demand(actor, 'sprints.plan')
    board = ground.seen_board(work, actor, board_id)
    row = SprintForecast(board_id=board_id, question=dict(made.question), answer=dict(made.answer),
                         seed=str(made.seed), data_hash=made.data_hash, by=actor.identity, by_name=actor.name,
                         at=work.now)
    work.session.add(row)
    work.session.flush()
    audit.write(work, actor, 'sprints.forecast', f'{board.name}, {made.question["label"]}',
                after={'p85': made.answer.get('p85_date') or made.answer.get('p85_items')})
    work.record(ForecastMade(board_topic(board_id)))
    return row.id


def view_forecast(work: Work, actor: Actor, forecast_id: int) -> ForecastView:
    """Raises NotFound."""
    demand(actor, 'sprints.look')
    row = work.session.get(SprintForecast, forecast_id)
    if row is None:
        raise NotFound('There is no such forecast.')
    return _view(row, ground.board_of(work, row.board_id))


def list_forecasts(work: Work, actor: Actor, board_id: int) -> ForecastsView:
    """The newest first, with what can be asked."""
    ground.seen_board(work, actor, board_id)
    return watch_forecasts(work, board_id)


def watch_forecasts(work: Work, board_id: int) -> ForecastsView:
    """For a page: shared by all who watch, each of whom was asked for the right when the page was opened."""
    board = ground.board_of(work, board_id)
    rows = work.session.exec(select(SprintForecast).where(SprintForecast.board_id == board_id).order_by(
        col(SprintForecast.id).desc()).limit(MOST)).all()
    names = names_on([board])
    sprints = sorted((one for one in board.sprints.values() if one.state != CLOSED and not one.is_gone),
                     key=lambda one: (one.start or one.activated or 2 ** 62, one.number))
    return ForecastsView(
        boards.view_shared(work, board_id), tuple(_view(row, board) for row in rows), _accuracy(work, board_id),
        tuple((str(one.number), one.name) for one in sprints),
        tuple((one.value, one.label) for one in names if one.kind == EPIC),
        tuple((one.value, one.label) for one in names if one.kind == VERSION), flow.today_on(work, board),
        queries.watch_queries(work, board_id) if board.site_kind in KINDS else None)


def score(work: Work, board_id: int) -> int:
    """Those of a board whose end has become known. Returns how many."""
    rows = work.session.exec(select(SprintForecast).where(
        SprintForecast.board_id == board_id, col(SprintForecast.done_on).is_(None)).order_by(
        col(SprintForecast.id))).all()
    board = ground.board_of(work, board_id)
    today, scored = flow.today_on(work, board), 0
    for row in rows:
        if found := score_of(board, row.question, row.answer, int(row.at.timestamp() * 1000), today):
            row.done_on, row.is_p50_met, row.is_p85_met = found.done_on, found.is_p50_met, found.is_p85_met
            scored += 1
    if scored:
        work.record(ForecastMade(board_topic(board_id)))
    return scored


def waiting_boards(work: Work) -> Sequence[int]:
    """Boards with forecasts whose end is open."""
    return work.session.exec(select(SprintBoard.id).where(col(SprintBoard.id).in_(select(
        SprintForecast.board_id).where(col(SprintForecast.done_on).is_(None)))).order_by(col(SprintBoard.id))).all()


def _accuracy(work: Work, board_id: int) -> Accuracy:
    rows = work.session.exec(select(SprintForecast).where(
        SprintForecast.board_id == board_id, col(SprintForecast.done_on).is_not(None))).all()
    if len(rows) < ENOUGH:
        return Accuracy(len(rows), None, None)
    return Accuracy(len(rows), *(Decimal(sum(bool(one) for one in met)) / len(rows) for met in (
        [row.is_p50_met for row in rows], [row.is_p85_met for row in rows])))


def _view(row: SprintForecast, board: Board) -> ForecastView:
    asked, told = row.question, row.answer
    return ForecastView(
        row.id, row.board_id, asked['kind'], asked['scope'], asked['value'], asked['label'], asked.get('size', 0),
        asked.get('items', 0), asked.get('epics', 0), asked['epic_size'], asked['split'], _day(asked.get('until')),
        _sure(told), tuple((share, told[f'{name_of(share)}_items']) for share in SHARES
                           if f'{name_of(share)}_items' in told),
        tuple((bar[0], bar[1]) for bar in told.get('histogram', ())), told.get('not_reached', 0),
        date.fromisoformat(asked['first']), date.fromisoformat(asked['last']), asked['days'], asked['busy'],
        asked['done'], asked['calendar'], asked['history'], row.seed, row.data_hash, row.by_name, row.at,
        _local(row.at, board), row.done_on, row.is_p50_met, row.is_p85_met)


def _sure(told: dict[str, Any]) -> tuple[SureDay, ...]:
    return tuple(SureDay(share, told[f'{name_of(share)}_days'], _day(told[f'{name_of(share)}_date']))
                 for share in SHARES if f'{name_of(share)}_days' in told)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _local(at: datetime, board: Board) -> date:
    return days_of(board).of(int(at.astimezone(UTC).timestamp() * 1000))
