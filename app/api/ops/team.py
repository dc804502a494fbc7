"""The team of this workspace in one gameweek, from the newest copy of what the FPL tells."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from app.api.doors import Signed
from app.api.strict import StrictRoute
from app.domain.ops.team import TeamLook, TeamPlayer
from app.services.ops import team

router = APIRouter(prefix='/team', tags=['ops: team'], route_class=StrictRoute)

Gameweek = Annotated[int | None, Query(ge=1, le=99)]


class PlayerOut(BaseModel):
    """Points count as often as `multiplier` says; of substitutes they are what the player would have brought."""
    name: str
    position: str | None
    club: str
    price: str | None
    points: int | None
    multiplier: int
    captain: bool
    vice: bool
    status: str | None
    news: str
    matches: list[str]


class ChipOut(BaseModel):
    name: str
    gameweek: int


class TeamOut(BaseModel):
    """`lineup_gameweek` is another one than `gameweek` while the FPL does not show the team yet."""
    team_id: int
    name: str
    gameweek: int
    phase: Literal['current', 'next', 'last']
    deadline: datetime | None
    lineup_gameweek: int
    active_chip: str | None
    chips: list[ChipOut]
    points: int | None
    total_points: int | None
    average: int | None
    rank: int | None
    overall_rank: int | None
    bank: str | None
    value: str | None
    transfers: int | None
    transfer_cost: int | None
    points_on_bench: int | None
    starting: list[PlayerOut]
    bench: list[PlayerOut]
    fetched_at: datetime
    stale: bool
    trouble: str | None


@router.get('')
async def view_team(client: Signed, gameweek: Gameweek = None) -> TeamOut:
    """What is older than a quarter of an hour is read anew in the background, for the next one who asks."""
    seen: TeamLook = await client.look(team.look_at_team, gameweek)
    if seen.is_due:
        await client.do(team.refresh_quietly, gameweek)
    return _out(await client.look(team.view_team, gameweek))


def _out(seen: TeamLook) -> TeamOut:
    found = seen.team
    assert found is not None and seen.team_id is not None and seen.fetched_at is not None
    same = {name: getattr(found, name) for name in (
        'name', 'gameweek', 'phase', 'deadline', 'points', 'total_points', 'average', 'rank', 'overall_rank',
        'transfers', 'transfer_cost', 'points_on_bench')}
    return TeamOut(
        **same, team_id=seen.team_id, lineup_gameweek=found.lineup_week or found.gameweek,
        active_chip=found.active_chip or None, chips=[ChipOut(name=name, gameweek=week) for name, week in found.chips],
        bank=_text(found.bank), value=_text(found.value), starting=list(map(_player, found.starting)),
        bench=list(map(_player, found.bench)), fetched_at=seen.fetched_at, stale=seen.is_stale,
        trouble=seen.trouble or None)


def _player(player: TeamPlayer) -> PlayerOut:
    return PlayerOut(name=player.name, position=player.position or None, club=player.club, price=_text(player.price),
                     points=player.points, multiplier=player.multiplier, captain=player.is_captain,
                     vice=player.is_vice, status=player.status or None, news=player.news, matches=list(player.matches))


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f'{value:.1f}'
