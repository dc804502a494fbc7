"""What was published into a demo source: like a real one it tests the revision and keeps both ends of a link."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlmodel import select

from app.domain.portfolio.sources.patched import OPPOSITES, Fields, ends_of, fields_of, parents_of, patched
from app.domain.portfolio.sources.reading import REFUSED, Body, BodyLink, RevisionFound, SourceTrouble
from app.work import Work
from models.portfolio import PortfolioDemoBody, PortfolioSource

MOST_REVISIONS = 1_000


def load(work: Work, source_id: int) -> tuple[dict[int, Body], dict[int, tuple[RevisionFound, ...]]]:
    """Items that are not as they were made up any more, and their later revisions."""
    rows = work.session.exec(select(PortfolioDemoBody).where(PortfolioDemoBody.source_id == source_id)).all()
    return ({row.number: body_of(row.body) for row in rows},
            {row.number: tuple(_revision(one) for one in row.revisions) for row in rows})


def push(work: Work, source_id: int, made_up: Mapping[int, Body], number: int,
         operations: Sequence[Mapping[str, Any]], names: Fields, by: str) -> Body:
    """One patch, all of it or nothing."""
    work.lock(PortfolioSource, source_id)
    before = _present(work, source_id, made_up, number)
    if before is None:
        raise SourceTrouble(f'Item {number} does not exist.', REFUSED)
    after = patched(before, operations, names)
    _keep(work, source_id, after, names, by)
    gone, come = ends_of(before, after)
    for link in sorted(gone | come, key=lambda one: (one.rel, one.number or 0)):
        other = _present(work, source_id, made_up, link.number or 0)
        if other is not None and link.rel in OPPOSITES:
            _keep(work, source_id, _answering(other, link, number, link in come), names, by)
    return after


def body_of(kept: Mapping[str, Any]) -> Body:
    return Body(**{**kept, 'links': tuple(BodyLink(**link) for link in kept['links']), 'tags': tuple(kept['tags'])})


def _present(work: Work, source_id: int, made_up: Mapping[int, Body], number: int) -> Body | None:
    row = work.session.get(PortfolioDemoBody, (source_id, number))
    return body_of(row.body) if row else made_up.get(number)


def _answering(other: Body, link: BodyLink, number: int, is_new: bool) -> Body:
    """The same link as its other end has it."""
    rel = OPPOSITES[link.rel]
    links = tuple(one for one in other.links if (one.rel, one.number) != (rel, number))
    links = (*links, BodyLink(rel, number)) if is_new else links
    parents = parents_of(replace(other, links=links))
    return replace(other, links=links, rev=other.rev + 1, parent=parents[0] if parents else None,
                   parents=len(parents))


def _keep(work: Work, source_id: int, body: Body, names: Fields, by: str) -> None:
    row = work.session.get(PortfolioDemoBody, (source_id, body.number))
    revision = {'rev': body.rev, 'at': work.now.isoformat(), 'by': by, 'fields': fields_of(body, names)}
    if row is None:
        row = PortfolioDemoBody(source_id=source_id, number=body.number, body=_stored(body))
        work.session.add(row)
    row.body, row.revisions = _stored(body), [*row.revisions, revision][-MOST_REVISIONS:]


def _stored(body: Body) -> dict[str, Any]:
    return {**asdict(body), 'tags': list(body.tags), 'links': [asdict(link) for link in body.links]}


def _revision(kept: Mapping[str, Any]) -> RevisionFound:
    return RevisionFound(kept['rev'], datetime.fromisoformat(kept['at']), kept['by'], kept['fields'])
