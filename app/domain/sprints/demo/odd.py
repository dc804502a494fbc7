"""What goes wrong in real Jiras, once each: so that every page of the demo has something to show and to explain."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

from app.domain.sprints.demo.days import PAST, SECOND, some_time
from app.domain.sprints.demo.story import DOING, EPIC, FINISHED, RETIRED, Story
from app.domain.sprints.demo.words import ODD
from app.domain.sprints.jira.reading import ACTIVE, IssueLink, RawSprint

if TYPE_CHECKING:
    from app.domain.sprints.demo.world import World

BLOCKS, RELATES = '10000', '10003'
HOUR = 3_600 * SECOND
DAY = 24 * HOUR
FORMER = 'Checkout: the long one'  # name of a sprint before it was renamed
BOARD, OTHER = 1, 2


def add_cases(world: World, chance: Random) -> None:
    _reopen(world)
    _retire_a_status(world)
    _rename_a_sprint(world)
    _run_two_at_once(world, chance)
    _block(world)
    _flag(world)
    _write_oddly(world)


def _members(world: World, board: int, place: int) -> list[Story]:
    number = board * 100 + place
    return [world.stories[one] for one in world.boards[board] if number in world.stories[one].sprints]


def _waiting(world: World, board: int) -> list[Story]:
    return [world.stories[one] for one in world.boards[board]
            if not world.stories[one].sprints and not world.stories[one].is_done and world.stories[one].type != EPIC]


def _reopen(world: World) -> None:
    """Done in a sprint, opened again in it and done once more; and one that was opened after it."""
    done = [one for one in _members(world, BOARD, PAST - 2) if one.status == FINISHED and len(one.sprints) == 1]
    for story, later in zip(done[:2], (HOUR, 30 * DAY), strict=False):
        last = story.changes[-1].at
        if last + later + HOUR < world.now:
            story.moves(last + later, DOING, 'dana')
            story.moves(last + later + HOUR, FINISHED, 'dana')


def _retire_a_status(world: World) -> None:
    """In one sprint finished work stood in a status that a later change of the workflow took away."""
    for story in _members(world, BOARD, PAST - 9)[:6]:
        last = story.changes[-1]
        if last.field == 'status' and last.now == FINISHED:
            story.changes[-1] = replace(last, now=RETIRED, now_text='Ready for release')
            story.status = RETIRED
            story.moves(last.at + 40 * DAY, FINISHED, 'amara')


def _rename_a_sprint(world: World) -> None:
    sprint = world.sprints[BOARD][PAST - 4]
    for story in _members(world, BOARD, PAST - 4):
        story.changes[:] = [replace(one, was_text=one.was_text.replace(sprint.name, FORMER),
                                    now_text=one.now_text.replace(sprint.name, FORMER)) for one in story.changes]


def _run_two_at_once(world: World, chance: Random) -> None:
    """The second board hardens something beside its sprint."""
    running = world.sprints[OTHER][PAST]
    assert running.start and running.end
    world.sprints[OTHER].append(RawSprint(290, 'Hardening', ACTIVE, 'No open crashes', running.start, running.start + 9,
                                          running.end, None, OTHER))
    for story in _waiting(world, OTHER)[:5]:
        story.joins(max(running.start - HOUR, story.created + HOUR), 290, 'Hardening', 'ben')
    done = _members(world, OTHER, 90)[:2]
    for story in done:
        last = max(some_time(chance, world.today - timedelta(days=2)), story.changes[-1].at + HOUR)
        if last < world.now:
            story.moves(last, FINISHED, 'jonas')


def _block(world: World) -> None:
    """A chain of three that wait for each other, and two that wait in a circle."""
    waiting = _waiting(world, BOARD)
    for first, then in ((0, 1), (1, 2), (4, 5), (5, 4)):
        _link(waiting[first], waiting[then], BLOCKS)
    _link(waiting[6], waiting[7], RELATES)
    inside = [one for one in _members(world, BOARD, PAST) if not one.is_done]
    if len(inside) > 1:
        _link(inside[0], inside[1], BLOCKS)


def _link(first: Story, then: Story, kind: str) -> None:
    first.links.append(IssueLink(type=kind, way='out', number=then.number, key=then.key))
    then.links.append(IssueLink(type=kind, way='in', number=first.number, key=first.key))


def _flag(world: World) -> None:
    stuck = [one for one in _members(world, BOARD, PAST) if one.status == DOING]
    for story in stuck[:2]:
        story.flags(min(story.changes[-1].at + 5 * HOUR, world.now - 1), True, 'chidi')


def _write_oddly(world: World) -> None:
    chosen = [*_members(world, BOARD, PAST)[:3], *_waiting(world, BOARD)[8:11]]
    for story, title in zip(chosen, ODD, strict=False):
        story.title = title[:255]
