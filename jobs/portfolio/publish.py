"""`portfolio.publish`: sends what was chosen of a scenario to its source, one patch for each item.

Before a patch goes out its entry says which revision it tests. So whoever goes on after a time-out, or after this
process was killed, asks the source first: if the values are there and the revision has moved on, the patch arrived.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.domain.ops.commands import Definition, Parameter
from app.domain.portfolio.capacity import text as capacity_text
from app.domain.portfolio.scenarios.patching import Terms, patch_of
from app.domain.portfolio.scenarios.publishing import (
    ALREADY,
    CHECKING,
    CONFLICT,
    FAILED,
    MOST_ROUNDS,
    PATCHED,
    PENDING,
    REFUSED,
    SKIPPED,
    body_values,
    judge,
    merged,
)
from app.domain.portfolio.sources.reading import AUTH, CONFIG, THROTTLED, UNAVAILABLE, Body, Reader, SourceTrouble
from app.domain.portfolio.sources.reading import CONFLICT as MOVED
from app.domain.portfolio.sources.reading import REFUSED as RULE
from app.errors import Rejected
from app.services.portfolio import sending, tokens
from app.services.portfolio.publication import COMMAND
from app.services.portfolio.sending import Errand, Sending
from app.services.portfolio.sources import Readable
from app.work import read, transact
from jobs.portfolio.opening import opened_source, wait
from jobs.voice import Voice

CHUNK = 50  # items read at once: few enough that what was read is still true when it is used
REST = 10.0  # seconds, where a source does not say for how long it wants to be left alone
PATIENCE = 5  # times that one patch waits
GONE = 'It is no longer at the source. Your change is set aside.'
RESTLESS = 'Others keep changing it. Publish it again in a while.'

DEFINITION = Definition(
    COMMAND, 'Publish a scenario', 'Sends what was chosen of a scenario to its source. Started from the scenario.',
    area='portfolio', parameters=(
        Parameter('scenario', 'whole', 'The scenario.', is_required=True, low=1),
        Parameter('source', 'whole', 'The source its items belong to; 0 where only groups are published.', 0, low=0)),
    secrets=(tokens.GRANTS[tokens.WRITE],), key='scenario:{scenario}', retries=2, timeout=600, priority=3)


@dataclass(frozen=True)
class Desk:
    """What is at hand while items are sent."""
    voice: Voice
    todo: Sending
    writer: Reader
    terms: Terms
    zone: str


def publish(voice: Voice, _parameters: Mapping[str, Any]) -> Mapping[str, int]:
    """How many entries ended how."""
    todo = read(sending.to_send, voice.run_id)
    if todo is None:
        raise Rejected('Nothing was chosen for this run. Publish from the page of a scenario.', 'portfolio.nothing')
    for own in todo.groups:
        name = transact(sending.keep_group, voice.run_id, own)
        voice.speak(f'Group “{name}”: published')
    stopped = _send_all(voice, todo) if todo.errands and todo.source else None
    return _summary(voice, stopped)


def _send_all(voice: Voice, todo: Sending) -> SourceTrouble | None:
    """What stopped it before its end, if something did."""
    source = todo.source
    assert source
    try:
        with opened_source(voice, source, tokens.WRITE, todo.author) as writer:
            desk = Desk(voice, todo, writer, terms_of(todo, source), source.time_zone)
            for begin in range(0, len(todo.errands), CHUNK):
                _send_chunk(desk, todo.errands[begin:begin + CHUNK], begin)
    except SourceTrouble as trouble:
        if trouble.state != AUTH:
            raise
        return trouble
    return None


def terms_of(todo: Sending, source: Readable) -> Terms:
    rewrite = partial(_rewritten, todo) if todo.block == 'read_write' else None
    return Terms(source.base_url, source.time_zone, source.start_field, source.end_field, rewrite)


def _rewritten(todo: Sending, description: str, shares: Mapping[int, Any]) -> str:
    return capacity_text.write(description, todo.live.setting.teams, shares, todo.whole_percents)


def _send_chunk(desk: Desk, errands: Sequence[Errand], begin: int) -> None:
    bodies = {body.number: body for body in desk.writer.fetch_bodies([errand.number for errand in errands])}
    for place, errand in enumerate(errands, begin):
        desk.voice.progress(place, len(desk.todo.errands), 'items')  # whoever sees the run need not see the item
        _send(desk, errand, bodies.get(errand.number))


def _send(desk: Desk, errand: Errand, body: Body | None) -> None:
    """One item, judged anew for as long as it moves between our look and our patch."""
    sent_rev = errand.live_rev if errand.state == CHECKING else None
    for _ in range(1 + MOST_ROUNDS):
        if body is None:
            _end(desk, errand, SKIPPED, GONE)
            return
        wanted = _wanted(desk, errand, body, sent_rev)
        if wanted is None:
            return
        patch = patch_of(body, wanted, errand.base, desk.terms)
        transact(sending.begin, desk.voice.run_id, errand.item_id, body.rev)
        if not patch:
            _keep(desk, errand, body, PATCHED, 'kept here')
            return
        sent_rev = body.rev
        answer = _push(desk, errand, patch)
        if answer is True:
            return
        if isinstance(answer, Body):
            _keep(desk, errand, answer, PATCHED, 'merged' if body.rev != errand.base_rev else '')
            return
        body = next(iter(desk.writer.fetch_bodies([errand.number])), None)
    _end(desk, errand, FAILED, RESTLESS)


def _wanted(desk: Desk, errand: Errand, body: Body, sent_rev: int | None) -> Mapping[str, Any] | None:
    """What has to be sent of it; None where that is settled already."""
    live = _live(desk, errand, body)
    verdicts = {field: judge(field, errand.base.get(field), mine, live[field])
                for field, mine in errand.fields.items()}
    if disputed := [field for field, verdict in verdicts.items() if verdict == CONFLICT]:
        text = f'{" and ".join(disputed).capitalize()} changed at the source meanwhile.'
        transact(sending.note, desk.voice.run_id, errand.item_id, CHECKING)
        transact(sending.keep_seen, desk.voice.run_id, errand.item_id, body, CONFLICT, text,
                 {field: live[field] for field in disputed})
        desk.voice.speak(f'{errand.words}: {text} Nothing was sent; choose on the page of the scenario.', 'warning')
        return None
    if all(verdict == ALREADY for verdict in verdicts.values()):
        has_arrived = sent_rev is not None and body.rev > sent_rev
        transact(sending.note, desk.voice.run_id, errand.item_id, CHECKING)
        _keep(desk, errand, body, PATCHED if has_arrived else SKIPPED,
              'arrived before' if has_arrived else 'already so')
        return None
    return {field: merged(field, errand.base.get(field), mine, live[field]) for field, mine in errand.fields.items()
            if verdicts[field] != ALREADY}


def _live(desk: Desk, errand: Errand, body: Body) -> Mapping[str, Any]:
    """Shares are ours unless they are written into descriptions; then those count that stand there."""
    live = body_values(body, desk.zone)
    if desk.terms.rewrite is None:
        return {**live, 'shares': errand.base.get('shares')}
    shares = dict(capacity_text.read(body.description, desk.todo.live.setting.teams).shares)
    return {**live, 'shares': {str(team): str(percent) for team, percent in shares.items()}}


def _push(desk: Desk, errand: Errand, patch: Sequence[Mapping[str, Any]]) -> Body | bool:
    """The item as it is now; True where its entry is over; False where one has to look again."""
    for _ in range(PATIENCE):
        try:
            return desk.writer.push_patch(errand.number, patch)
        except SourceTrouble as trouble:
            if trouble.state == THROTTLED:
                desk.voice.speak(f'{errand.words}: {trouble}', 'warning')
                wait(desk.voice, trouble.seconds or REST)
                continue
            return _answered(desk, errand, trouble)
    transact(sending.note, desk.voice.run_id, errand.item_id, PENDING)
    raise SourceTrouble('The source wants to be left alone for longer. The rest is still pending.', THROTTLED)


def _answered(desk: Desk, errand: Errand, trouble: SourceTrouble) -> bool:
    """Whether the entry is over with this refusal; those that stop everything are raised again."""
    if trouble.state in (MOVED, UNAVAILABLE):
        desk.voice.speak(f'{errand.words}: {trouble} Looking again.', 'warning')
        return False
    if trouble.state in (RULE, CONFIG):
        _end(desk, errand, REFUSED if trouble.state == RULE else FAILED, str(trouble))
        return True
    transact(sending.note, desk.voice.run_id, errand.item_id, PENDING)
    raise trouble


def _keep(desk: Desk, errand: Errand, body: Body, state: str, message: str) -> None:
    transact(sending.keep_sent, desk.voice.run_id, errand.item_id, body, state, message)
    words = {PATCHED: 'sent', SKIPPED: 'nothing to send'}[state]
    fields = ', '.join(errand.fields)
    desk.voice.speak(f'{errand.words}: {fields} {words}, revision {body.rev}{f" ({message})" if message else ""}')


def _end(desk: Desk, errand: Errand, state: str, message: str) -> None:
    """Over, without having been sent."""
    transact(sending.note, desk.voice.run_id, errand.item_id, CHECKING)
    transact(sending.note, desk.voice.run_id, errand.item_id, state, message)
    desk.voice.speak(f'{errand.words}: {message}', 'warning')


def _summary(voice: Voice, stopped: SourceTrouble | None) -> Mapping[str, int]:
    todo = read(sending.to_send, voice.run_id)
    counts = dict(todo.counts) if todo else {}
    good = counts.get(PATCHED, 0) + counts.get(SKIPPED, 0)
    bad = {state: count for state, count in counts.items() if state not in (PATCHED, SKIPPED)}
    if stopped and not counts.get(PATCHED):
        raise stopped
    if bad:
        told = ', '.join(f'{count} {state}' for state, count in sorted(bad.items()))
        reason = f'{sum(bad.values())} of {sum(counts.values())} not sent: {told}'
        if not good and not stopped:
            raise Rejected(reason, 'portfolio.not_sent')
        voice.partly(f'{reason}. {stopped}' if stopped else reason)
    return counts
