"""Requests that programs may send twice without anything happening twice."""

import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any
from zlib import crc32

import orjson
from sqlmodel import col, delete

from app.domain.access import Actor
from app.errors import Conflict
from app.work import Work
from models.people import AnsweredRequest

KEPT = timedelta(hours=24)


def answer_once(work: Work, actor: Actor, key: str, body: str, service: Callable[..., Any], *arguments: Any) -> Any:
    """Run the service and keep its answer (anything JSON can hold), or give the answer it gave before."""
    work.take_turns(crc32(f'{actor.identity} {key}'.encode()) >> 1)  # sent twice at once, one waits for the other
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


def secret_for(work: Work, actor: Actor, key: str, body: str) -> str:
    """The same secret whenever this request is sent, and one that nobody can guess who lacks our key."""
    return _secret(work, actor.identity, key, body)


def secret_for_stranger(work: Work, sender: str, key: str, body: str) -> str:
    """The same for programs without an account, which are told apart by their address and their key."""
    return _secret(work, f'somebody at {sender}', key, body)


def forget_old(work: Work) -> int:
    old = delete(AnsweredRequest).where(col(AnsweredRequest.at) < work.now - KEPT)
    return work.session.exec(old).rowcount


def _secret(work: Work, whose: str, key: str, body: str) -> str:
    return hmac.new(work.policy.request_key, json.dumps([whose, key, body]).encode(), sha256).hexdigest()
