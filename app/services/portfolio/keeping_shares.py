"""Shares that stand in descriptions: taken over when only the description changed, asked about when both did.

The hash kept beside says which shares were taken over last; both sides are compared with it, never with each other's
spelling.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256

from sqlalchemy import delete, insert
from sqlmodel import col, select

from app.domain.access import Actor, demand
from app.domain.portfolio.capacity.text import read
from app.domain.portfolio.items.hints import BLOCK, BLOCK_DOUBT
from app.domain.portfolio.sources.kept import Terms, plain
from app.errors import Conflict, Rejected
from app.services import audit
from app.services.portfolio import ground, keeping_links
from app.work import Work
from models.portfolio import PortfolioItem, PortfolioShare, PortfolioTeam, PortfolioText

OURS, THEIRS = 'ours', 'block'
Percents = Mapping[int, Decimal]  # by team


def take_blocks(work: Work, terms: Terms, pairs: Sequence[tuple[PortfolioItem, PortfolioText]]) -> set[int]:
    """Ids of items with other shares, or another remark about them."""
    stored = _stored(work, [row.id for row, _ in pairs])
    changed: set[int] = set()
    newer: dict[int, Percents] = {}
    for row, text in pairs:
        block = read(text.description, terms.teams)
        if _judge(text, theirs := dict(block.shares), stored.get(row.id, {})):
            newer[row.id] = theirs
        notes = [*block.notes, *(f'There is no team called “{name}”.' for name in block.unknown)]
        if keeping_links.noted(row, BLOCK, [plain(note)[:200] for note in notes]):
            changed.add(row.id)
        if keeping_links.noted(row, BLOCK_DOUBT, bool(text.block_doubt)):
            changed.add(row.id)
    if newer:
        _replace(work, newer)
    return changed | newer.keys()


def settle_shares(work: Work, actor: Actor, item_id: int, choice: str) -> None:
    """Somebody has looked at both: `ours` stays and the text is known from now on, or `block` is taken over."""
    demand(actor, 'portfolio.publish')
    ground.demand_item(ground.live(work), ground.sight_of(work, actor), item_id)
    row, text = work.lock(PortfolioItem, item_id), work.get(PortfolioText, item_id)
    if not text.block_doubt:
        raise Conflict('This has been settled already.', 'portfolio.settled')
    if choice not in (OURS, THEIRS):
        raise Rejected('Choose ours or block.', field='choice')
    theirs = {int(team): Decimal(percent) for team, percent in text.block_doubt.items()}
    ours = _stored(work, [item_id]).get(item_id, {})
    if choice == THEIRS:
        _replace(work, {item_id: theirs})
    text.block_doubt, text.block_hash = {}, digest(theirs)
    keeping_links.noted(row, BLOCK_DOUBT, None)
    row.mark = ground.move_baseline(work)
    names = {team.id: team.name for team in work.session.exec(select(PortfolioTeam))}
    audit.write(work, actor, 'portfolio.settle_shares', row.title, choice,
                _worded(ours, names), _worded(theirs if choice == THEIRS else ours, names))


def digest(shares: Percents) -> str:
    """Empty for none."""
    text = ';'.join(f'{team}:{percent.normalize():f}' for team, percent in sorted(shares.items()))
    return sha256(text.encode()).hexdigest()[:16] if text else ''


def _judge(text: PortfolioText, theirs: Percents, ours: Percents) -> bool:
    """Whether theirs is to be taken over."""
    own, their = digest(ours), digest(theirs)
    text.block_doubt = {}
    if their == own:
        text.block_hash = their
    elif own == text.block_hash:  # ours is what was taken over: theirs is newer
        text.block_hash = their
        return True
    elif their != text.block_hash:
        text.block_doubt = {str(team): f'{percent:f}' for team, percent in sorted(theirs.items())}
    return False


def _stored(work: Work, item_ids: Sequence[int]) -> dict[int, dict[int, Decimal]]:
    found: dict[int, dict[int, Decimal]] = {}
    for row in work.session.exec(select(PortfolioShare).where(col(PortfolioShare.item_id).in_(item_ids))):
        found.setdefault(row.item_id, {})[row.team_id] = row.percent
    return found


def _replace(work: Work, wanted: Mapping[int, Percents]) -> None:
    """By item."""
    work.session.execute(delete(PortfolioShare).where(col(PortfolioShare.item_id).in_(list(wanted))))
    if rows := [{'item_id': item_id, 'team_id': team, 'percent': percent, 'origin': THEIRS}
                for item_id, shares in wanted.items() for team, percent in shares.items()]:
        work.session.execute(insert(PortfolioShare), rows)


def _worded(shares: Percents, names: Mapping[int, str]) -> dict[str, str]:
    return {names.get(team, str(team)): f'{percent:f} %' for team, percent in shares.items()}
