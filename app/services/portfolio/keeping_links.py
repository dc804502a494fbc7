"""Arrows between items: each once, as soon as both ends are here; until then its number is noted at the end that is."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, or_
from sqlmodel import col, select

from app.domain.portfolio.items.hints import BLOCK, BLOCK_DOUBT, MISSING
from app.domain.portfolio.items.items import NEEDS
from app.domain.portfolio.sources.kept import Claim, claims_of
from app.domain.portfolio.sources.reading import Body
from app.work import Work
from models.portfolio import PortfolioItem, PortfolioLink

LATER_HINTS = (MISSING, BLOCK, BLOCK_DOUBT)  # worked out after the columns

Key = tuple[int, int, str]


def keep_links(work: Work, source_id: int, bodies: Sequence[Body], rows: Mapping[str, PortfolioItem],
               fresh: Collection[str]) -> tuple[bool, set[int]]:
    """Whether any arrow is new or gone, and the items whose note of missing ends changed."""
    current = [body for body in bodies if rows[str(body.number)].rev == body.rev]
    claims = {body.number: tuple(claims_of(body)) for body in current}
    ends = {str(number) for some in claims.values() for claim in some for number in (claim.before, claim.after)}
    ids = {number: row.id for number, row in rows.items()} | ids_of(work, source_id, ends - rows.keys())
    wanted = {key for some in claims.values() for claim in some if (key := _key(claim, ids))}
    has_changed = _settle(work, source_id, wanted, [rows[str(body.number)].id for body in current])
    changed = {row.id for body in current if _note(row := rows[str(body.number)], claims[body.number], ids)}
    return has_changed, changed | _announce_arrivals(work, source_id, claims, ids, fresh)


def ids_of(work: Work, source_id: int, numbers: Collection[str]) -> dict[str, int]:
    if not numbers:
        return {}
    return dict(work.session.exec(select(PortfolioItem.external_id, PortfolioItem.id).where(
        PortfolioItem.source_id == source_id, col(PortfolioItem.external_id).in_(sorted(numbers)))).all())


def with_kept_hints(fields: Mapping[str, Any], former: Mapping[str, Any]) -> dict[str, Any]:
    """What is worked out after the columns stays until then."""
    return {**fields, **{name: former[name] for name in LATER_HINTS if name in former}}


def noted(row: PortfolioItem, name: str, value: Any) -> bool:
    """Keep a hint among the fields, or take it away where there is nothing to say; whether that changed anything."""
    if (row.fields.get(name) or None) == (value or None):
        return False
    fields = {key: one for key, one in row.fields.items() if key != name}
    row.fields = {**fields, name: value} if value else fields
    return True


def _key(claim: Claim, ids: Mapping[str, int]) -> Key | None:
    """Related has the smaller of our ids first, whatever their numbers."""
    before, after = ids.get(str(claim.before)), ids.get(str(claim.after))
    if before is None or after is None:
        return None
    return (before, after, claim.kind) if claim.kind == NEEDS else (min(before, after), max(before, after), claim.kind)


def _settle(work: Work, source_id: int, wanted: set[Key], item_ids: Sequence[int]) -> bool:
    """Of the arrows at these items there are those, and no others."""
    rows = work.session.exec(select(PortfolioLink).where(or_(
        col(PortfolioLink.from_id).in_(item_ids), col(PortfolioLink.to_id).in_(item_ids)))).all()
    known = {(row.from_id, row.to_id, row.kind): row.id for row in rows}
    if gone := [row_id for key, row_id in known.items() if key not in wanted]:
        work.session.execute(delete(PortfolioLink).where(col(PortfolioLink.id).in_(gone)))
    added = sorted(wanted - known.keys())
    work.session.add_all([PortfolioLink(source_id=source_id, from_id=before, to_id=after, kind=kind)
                          for before, after, kind in added])
    return bool(gone or added)


def _note(row: PortfolioItem, claims: Iterable[Claim], ids: Mapping[str, int]) -> bool:
    ends = {number for claim in claims for number in (claim.before, claim.after)}
    return noted(row, MISSING, sorted(number for number in ends if str(number) not in ids))


def _announce_arrivals(work: Work, source_id: int, claims: Mapping[int, Sequence[Claim]], ids: Mapping[str, int],
                       fresh: Collection[str]) -> set[int]:
    """Items that had noted one of the new ones as missing do so no longer."""
    arrived = {number for number in claims if str(number) in fresh}
    waiting = {end for number in arrived for claim in claims[number] for end in (claim.before, claim.after)
               if end not in claims and str(end) in ids}
    rows = work.session.exec(select(PortfolioItem).where(
        col(PortfolioItem.id).in_([ids[str(number)] for number in waiting]))).all() if waiting else ()
    return {row.id for row in rows if noted(row, MISSING, [number for number in row.fields.get(MISSING, ())
                                                           if number not in arrived])}
