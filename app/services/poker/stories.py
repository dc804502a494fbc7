"""Stories: the queue of a table, imports into it, and the estimates that come out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import func
from sqlmodel import col, delete, select

from app.domain.access import Actor, demand
from app.domain.poker import deeds
from app.domain.poker.due import settle
from app.domain.poker.stories import LONGEST_ESTIMATE, MOST_AT_TABLE, Preview, StoryDraft, checked
from app.domain.poker.table import Seat, State, Table
from app.domain.poker.views import StoriesView, StoryView
from app.errors import Conflict, NotFound, Rejected
from app.events import HISTORY, EstimateSaved, StoriesChanged, stories_topic
from app.services import audit
from app.services.poker.doing import act, demand_not_closed, open_table_of, own_seat, standing
from app.services.poker.store import load
from app.work import Work
from models.poker import PokerEstimate, PokerStory

_IS_KEPT = col(PokerStory.is_deleted).is_(False)


def list_stories(work: Work, table_id: str) -> StoriesView:
    return StoriesView(tuple(map(_view, _rows(work, table_id))), load(work, table_id).story)


def list_for(work: Work, actor: Actor, table_id: str) -> StoriesView:
    """The queue for somebody who may look at this table."""
    _demand_look(work, actor, table_id, 'poker.look')
    return list_stories(work, table_id)


def find(work: Work, story_id: int | None) -> StoryView | None:
    row = work.session.get(PokerStory, story_id) if story_id else None
    return _view(row) if row else None


def add_stories(work: Work, actor: Actor, table_id: str, drafts: Sequence[StoryDraft], *,
                updates_known: bool = True, source: str = '') -> int:
    """Put checked drafts at the end of the queue; those whose key is known change that story, if wanted."""
    _demand(work, actor, table_id)
    known = {row.key: row for row in _rows(work, table_id) if row.key}
    fresh = [draft for draft in drafts if draft.key not in known]
    if updates_known:
        for draft in drafts:
            if draft.key in known:
                _update(known[draft.key], checked(draft))
    add_all(work, table_id, fresh)
    audit.write(work, actor, 'poker.add_stories', _name(work, table_id), f'{len(drafts)} {source}'.strip())
    _announce(work, actor, table_id, picks=first_open(work, table_id))
    return len(fresh)


def preview(work: Work, actor: Actor, table_id: str, read: Preview) -> Preview:
    """What has been read, with the keys that this table knows already."""
    _demand_look(work, actor, table_id, 'poker.stories')
    known = {row.key for row in _rows(work, table_id) if row.key}
    return replace(read, known=frozenset(known & {story.key for story in read.stories}))


def edit_story(work: Work, actor: Actor, table_id: str, story_id: int, draft: StoryDraft) -> None:
    _demand(work, actor, table_id)
    row = _row(work, table_id, story_id)
    before = row.model_dump()
    _write(row, checked(draft))
    audit.write(work, actor, 'poker.edit_story', row.title, before=before, after=row.model_dump())
    _announce(work, actor, table_id)


def move_story(work: Work, actor: Actor, table_id: str, story_id: int, place: int) -> None:
    """To the given place in the queue, counted from 0; the others close up."""
    _demand(work, actor, table_id)
    rows = _rows(work, table_id)
    moved = _row(work, table_id, story_id)
    others = [row for row in rows if row.id != story_id]
    others.insert(max(0, min(place, len(others))), moved)
    for rank, row in enumerate(others):
        row.rank = rank
    audit.write(work, actor, 'poker.move_story', moved.title, f'to place {place + 1}')
    _announce(work, actor, table_id)


def delete_story(work: Work, actor: Actor, table_id: str, story_id: int) -> None:
    """Gone from the queue; a story that is being estimated stays."""
    table = _demand(work, actor, table_id)
    row = _row(work, table_id, story_id)
    if table.story == story_id and table.state != State.WAITING:
        raise Conflict('This story is being estimated. Cancel the round first.', 'poker.story_in_use')
    if table.story == story_id:
        act(work, actor, table_id, 'poker.stories', lambda table, seat: deeds.MoveOn(None, 'pick', seat.id))
    row.is_deleted = True
    work.session.flush()
    audit.write(work, actor, 'poker.delete_story', row.title)
    _announce(work, actor, table_id)


def skip_story(work: Work, actor: Actor, table_id: str, story_id: int) -> None:
    """Not now: marked as skipped; if it lies on the table, the next open one is picked."""
    table = _demand(work, actor, table_id)
    row = _row(work, table_id, story_id)
    row.status = 'skipped'
    work.session.flush()
    audit.write(work, actor, 'poker.skip_story', row.title)
    if table.story == story_id:
        _move_on(work, actor, table_id, 'skip')
    _announce(work, actor, table_id)


def restore_story(work: Work, actor: Actor, table_id: str, story_id: int) -> None:
    """Back into the queue, after a skip or a deletion."""
    _demand(work, actor, table_id)
    row = _row(work, table_id, story_id, is_deleted=None)
    if row.is_deleted and row.key and any(row.key == other.key for other in _rows(work, table_id)):
        raise Conflict(f'There is a story “{row.key}” already.', 'poker.story_exists')
    row.is_deleted, row.status = False, 'estimated' if row.estimate else 'open'
    work.session.flush()
    audit.write(work, actor, 'poker.restore_story', row.title)
    _announce(work, actor, table_id)


def reopen(work: Work, story_id: int) -> None:
    """Without asking who; for a skip that is undone."""
    if row := work.session.get(PokerStory, story_id):
        row.status = 'estimated' if row.estimate else 'open'
        work.session.flush()


def pick_story(work: Work, actor: Actor, table_id: str, story_id: int | None) -> Table:
    """Jump to any story; a running round is cancelled and can be brought back for ten seconds."""
    if story_id is not None:
        _row(work, table_id, story_id)
    table = act(work, actor, table_id, 'poker.move_on', lambda table, seat: deeds.MoveOn(story_id, 'pick', seat.id),
                note='poker.pick_story')
    work.record(StoriesChanged(stories_topic(table_id)))
    return table


def next_story(work: Work, actor: Actor, table_id: str) -> Table:
    table = _move_on(work, actor, table_id, 'next')
    work.record(StoriesChanged(stories_topic(table_id)))
    return table


def save_estimate(work: Work, actor: Actor, table_id: str, value: str, round_no: int | None = None) -> Table:
    """Keep what was agreed for the story on the table, and go on to the next open one."""
    table = _demand(work, actor, table_id, 'poker.save')
    if round_no is not None and (table.round is None or table.round.no != round_no):
        raise Conflict('That round is over.', 'poker.round_over')
    if table.state != State.RESULTS or table.round is None:
        raise Conflict('Turn the cards first.', 'poker.not_revealed')
    value = value.strip()
    if not 1 <= len(value) <= LONGEST_ESTIMATE or not value.isprintable():
        raise Rejected(f'An estimate has 1 to {LONGEST_ESTIMATE} characters.', 'poker.estimate', 'value')
    if table.story is None:
        raise Conflict('This round was not about a story. Add one first.', 'poker.no_story')
    row = _row(work, table_id, table.story)
    before = {'estimate': row.estimate}
    row.estimate, row.status, row.saved_by = value, 'estimated', actor.name
    row.saved_at, row.saved_round = work.now, table.round.no
    work.session.add(PokerEstimate(story_id=row.id, round_no=table.round.no, value=value, by=actor.name,
                                   at=work.now))
    work.session.flush()
    audit.write(work, actor, 'poker.save_estimate', row.title, before=before, after={'estimate': value})
    work.record(EstimateSaved(HISTORY, row.origin, value, actor.identity, actor.name, table.name))
    after = _move_on(work, actor, table_id, 'saved', 'poker.save')
    work.record(StoriesChanged(stories_topic(table_id)))
    return after


def add_story(work: Work, actor: Actor, table_id: str, draft: StoryDraft) -> int:
    """One story at the end of the queue; returns its id."""
    if not add_stories(work, actor, table_id, (draft,), updates_known=False):
        raise Conflict(f'There is a story “{draft.key}” already.', 'poker.story_exists')
    return _rows(work, table_id)[-1].id


def add_all(work: Work, table_id: str, drafts: Iterable[StoryDraft]) -> None:
    """Without asking who; for tables that are just being opened."""
    good = [checked(draft) for draft in drafts]
    count, last = work.session.execute(select(func.count(), func.max(PokerStory.rank))
                                       .where(PokerStory.table_id == table_id, _IS_KEPT)).one()
    if count + len(good) > MOST_AT_TABLE:
        raise Rejected(f'A table holds {MOST_AT_TABLE} stories; these would be {count + len(good)}.',
                       'poker.too_many_stories', 'stories')
    first = 0 if last is None else last + 1
    for rank, draft in enumerate(good, first):
        row = PokerStory(table_id=table_id, rank=rank, title='')
        _write(row, draft)
        work.session.add(row)
    work.session.flush()


def erase(work: Work, table_id: str) -> None:
    ids = select(PokerStory.id).where(PokerStory.table_id == table_id)
    work.session.exec(delete(PokerEstimate).where(col(PokerEstimate.story_id).in_(ids)))
    work.session.exec(delete(PokerStory).where(col(PokerStory.table_id) == table_id))


def _move_on(work: Work, actor: Actor, table_id: str, deed: str, right: str = 'poker.move_on') -> Table:
    queue = list_stories(work, table_id)

    def make(table: Table, seat: Seat) -> deeds.Deed:
        following = queue.next_after(table.story)
        return deeds.MoveOn(following.id if following else None, deed, seat.id)
    return act(work, actor, table_id, right, make, note=f'poker.{"next" if deed == "saved" else deed}_story')


def _demand(work: Work, actor: Actor, table_id: str, right: str = 'poker.stories') -> Table:
    """The table, locked, if this person may do that there."""
    _, table = open_table_of(work, table_id)
    demand(actor, right, standing(table, own_seat(table, actor), right))
    return table


def _demand_look(work: Work, actor: Actor, table_id: str, right: str) -> None:
    """The same for those who only look: nothing is locked."""
    table = settle(load(work, table_id), work.now)
    demand_not_closed(table)
    demand(actor, right, standing(table, own_seat(table, actor), right))


def first_open(work: Work, table_id: str) -> int | None:
    """What a table without a story begins with."""
    return next((row.id for row in _rows(work, table_id) if row.status == 'open'), None)


def _announce(work: Work, actor: Actor, table_id: str, picks: int | None = None) -> None:
    """Stories are looked at apart from the table; for the clock of the table they are a sign of life.

    `picks` is laid on a table that waits for a story.
    """
    def make(table: Table, seat: Seat) -> deeds.Deed:
        is_waiting = table.state == State.WAITING and table.story is None and not table.is_paused
        return deeds.MoveOn(picks, 'pick', seat.id) if picks and is_waiting else deeds.KeepOpen()
    act(work, actor, table_id, 'poker.play', make)
    work.record(StoriesChanged(stories_topic(table_id)))


def _rows(work: Work, table_id: str) -> Sequence[PokerStory]:
    return work.session.exec(select(PokerStory).where(PokerStory.table_id == table_id, _IS_KEPT)
                             .order_by(col(PokerStory.rank), col(PokerStory.id))).all()


def _row(work: Work, table_id: str, story_id: int, is_deleted: bool | None = False) -> PokerStory:
    """`is_deleted` None: whether or not it has been deleted."""
    row = work.session.get(PokerStory, story_id)
    if row is None or row.table_id != table_id or is_deleted not in (None, row.is_deleted):
        raise NotFound('This story is not on the table any more.')
    return row


def _name(work: Work, table_id: str) -> str:
    return load(work, table_id).name


def _write(row: PokerStory, draft: StoryDraft) -> None:
    row.key, row.title, row.link = draft.key, draft.title, draft.link
    row.description, row.criteria = draft.description, draft.criteria
    row.imported, row.origin = draft.estimate or row.imported, draft.origin or row.origin


def _update(row: PokerStory, draft: StoryDraft) -> None:
    """From a source that may say less than is known: what it leaves out stays."""
    row.title, row.link = draft.title, draft.link or row.link
    row.description, row.criteria = draft.description or row.description, draft.criteria or row.criteria
    row.imported, row.origin = draft.estimate or row.imported, draft.origin or row.origin


def _view(row: PokerStory) -> StoryView:
    return StoryView(row.id, row.rank, row.key, row.title, row.link, row.description, row.criteria, row.imported,
                     row.status, row.estimate, row.saved_by)
