"""Requests that programs may send twice without anything happening twice."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
from sqlmodel import col, delete

from app.domain.access import Actor
from app.errors import Conflict
from app.work import Work
from models.people import AnsweredRequest

KEPT = timedelta(hours=24)


def answer_once(work: Work, actor: Actor, key: str, body: str, service: Callable[..., Any], *arguments: Any) -> Any:
    """Run the service and keep its answer (anything JSON can hold), or give the answer it gave before."""
    row = work.session.get(AnsweredRequest, (actor.identity, key))
    if row and work.now - row.at < KEPT:
        if row.body != body:
            raise Conflict('This Idempotency-Key was used for another request.', 'idempotency.mismatch')
        return orjson.loads(row.answer)
    answer = service(work, actor, *arguments)
    work.session.merge(AnsweredRequest(actor=actor.identity, key=key, at=work.now, body=body,
                                       answer=orjson.dumps(answer).decode()))
    work.session.flush()
    return answer


def forget_old(work: Work) -> int:
    old = delete(AnsweredRequest).where(col(AnsweredRequest.at) < work.now - KEPT)
    return work.session.exec(old).rowcount
