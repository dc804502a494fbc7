"""What Jira answered to queries of people, as every board of its site knows it."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlmodel import col, select

from app.domain.sprints.facts.board import Number
from app.work import Work
from models.sprints import SprintBoard, SprintRecord

KIND: Final = 'jql'  # of the records that keep them


def answers(work: Work, site_id: int) -> Mapping[str, frozenset[Number]]:
    """Query → numbers of the issues it found; without those that were never answered."""
    return {row.parameters['query']: frozenset(row.result['numbers']) for row in records(work, site_id)
            if 'numbers' in row.result}


def records(work: Work, site_id: int) -> Sequence[SprintRecord]:
    return work.session.exec(select(SprintRecord).join(
        SprintBoard, col(SprintBoard.id) == SprintRecord.board_id).where(
        SprintRecord.kind == KIND, SprintBoard.site_id == site_id).order_by(col(SprintRecord.id))).all()
