"""What holds for every queue, whatever goes in."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as some

from app.domain.sprints.queue.building import build
from app.domain.sprints.queue.inputs import (
    Inputs,
    Need,
    Parameters,
    Pin,
    Room,
    canonical,
    from_plain,
    hash_of,
    to_plain,
)
from app.domain.sprints.queue.result import result_to_plain
from tests.sprints_queue import DEV, QA, item, number_of

AMOUNTS = some.sampled_from(['0', '0.5', '1', '2', '3.5', '5', '8', '13'])
ROOMS = some.sampled_from([None, Decimal(-2), Decimal(0), Decimal('4.5'), Decimal(13), Decimal(40)])


@some.composite
def queues(draw):
    count = draw(some.integers(0, 14))
    keys = [f'Q-{n}' for n in range(1, count + 1)]
    candidates = tuple(item(
        key, draw(AMOUNTS), draw(AMOUNTS), stakeholder=draw(some.sampled_from(['Ann', 'Bo', 'Cy', ''])),
        band=draw(some.integers(1, 4)), in_progress=draw(some.integers(0, 9)) == 0, carried=draw(some.booleans()),
        banned_by='Ben' if draw(some.integers(0, 9)) == 0 else '', is_allowed=draw(some.integers(0, 5)) == 0)
        for key in keys)
    numbers = some.sampled_from([number_of(key) for key in keys] or [0])
    links = tuple(Need(draw(numbers), draw(numbers)) for _ in range(draw(some.integers(0, count))))
    pins = tuple(Pin(draw(numbers), draw(some.sampled_from(['top', 'bottom', 'before'])), draw(numbers))
                 for _ in range(draw(some.integers(0, 3))))
    reserve, days = draw(some.sampled_from([Decimal(0), Decimal(3)])), draw(some.integers(0, 10))
    rooms = {DEV: Room('Dev', draw(ROOMS), reserve, days), QA: Room('QA', draw(ROOMS), Decimal(0), 10)}
    return Inputs(candidates, rooms, links, pins, parameters=Parameters(is_fair=draw(some.booleans())))


def shuffled(inputs, draw):
    return replace(inputs, candidates=tuple(draw(some.permutations(inputs.candidates))),
                   links=tuple(draw(some.permutations(inputs.links))), rooms=dict(reversed(inputs.rooms.items())))


@given(queues(), some.data())
@settings(max_examples=80, deadline=None)
def test_the_same_inputs_in_any_order_make_the_same_queue(inputs, data):
    other = shuffled(inputs, data.draw)
    assert hash_of(other) == hash_of(inputs)
    assert result_to_plain(build(other)) == result_to_plain(build(inputs)) == result_to_plain(build(inputs))
    assert canonical(from_plain(to_plain(inputs))) == canonical(inputs)


@given(queues())
@settings(max_examples=80, deadline=None)
def test_no_discipline_takes_more_than_its_room(inputs):
    for use in build(inputs).uses:
        if use.available is not None and use.used:
            assert use.used <= use.available
        if use.available is not None and use.reserved:
            assert use.used + use.reserved <= use.available + use.reserve


@given(queues())
@settings(max_examples=80, deadline=None)
def test_what_something_waits_for_is_always_decided_and_done_before(inputs):
    found = build(inputs)
    allowed = {one.number for one in inputs.candidates if one.is_allowed}
    turn = {decision.number: decision.seq for decision in found.decisions if decision.code != 'void_pin'}
    lines = {line.number: line for line in found.lines}
    for link in inputs.links:
        waiting, first = lines.get(link.waiting), lines.get(link.first)
        if waiting and waiting.status == 'in' and link.waiting not in allowed:
            assert first.status == 'in' and turn[link.first] < turn[link.waiting]
            if None not in (first.finish, waiting.finish):
                assert first.finish <= waiting.start


@given(queues())
@settings(max_examples=80, deadline=None)
def test_every_candidate_has_one_line_one_decision_and_a_reason(inputs):
    found = build(inputs)
    numbers = sorted(one.number for one in inputs.candidates)
    assert sorted(line.number for line in found.lines) == numbers
    assert sorted(one.number for one in found.decisions if one.code != 'void_pin') == numbers
    assert [line.position for line in found.of('in')] == list(range(1, len(found.of('in')) + 1))
    for line in found.lines:
        assert line.reason and line.sentence and (line.status == 'in') == (not line.way_in)
