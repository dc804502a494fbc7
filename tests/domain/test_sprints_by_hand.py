"""The rules once more, written down as slowly and plainly as they are told, beside the quick ones: both must agree."""

from decimal import Decimal

from hypothesis import given, settings

from app.domain.sprints.facts.estimates import number_of
from app.domain.sprints.metrics.analysis import report_of
from app.domain.sprints.metrics.report import COMPLETED, DONE_BEFORE, NOT_COMPLETED, NOT_RELEVANT, REMOVED
from tests.domain.test_sprints_properties import END, NOW, START, boards
from tests.sprints import POINTS_FIELD, SPRINT


def value(own, field, at, read, current):
    """By walking through the whole history; None before there was anything."""
    told = sorted((one for one in own.changes if one.field == field), key=lambda one: (one.at, one.history, one.item))
    if at < min([own.created, *(one.at for one in told[:1])]):
        return None
    found = read(told[0])[0] if told else current
    for one in told:
        if one.at <= at:
            found = read(one)[1]
    return found


def numbers(text):
    return {int(one) for one in text.split(',') if one.strip()}


def status(own, at):
    return value(own, 'status', at, lambda one: (one.was, one.now), own.status)


def points(own, at):
    return value(own, POINTS_FIELD, at, lambda one: (number_of(one.was_text), number_of(one.now_text)),
                 number_of(own.estimates[POINTS_FIELD]))


def is_in(board, own, at):
    parent = board.issues.get(own.parent) if own.is_subtask else None
    follows = parent and not any(one.field == 'sprint' for one in own.changes)
    if follows and at < own.created:
        return False
    of = parent if follows else own
    return SPRINT in (value(of, 'sprint', at, lambda one: (numbers(one.was), numbers(one.now)), set(of.sprints)) or ())


def is_done(board, own, at):
    now = status(own, at)
    return any(now in column.statuses for column in board.columns_at(at).columns if column.kind == 'done')


def moments(board, own):
    every = [own, board.issues.get(own.parent)]
    return sorted({own.created, *(one.created for one in every if one),
                   *(change.at for one in every if one for change in one.changes)})


def class_of(board, own):
    inside = [at for at in moments(board, own) if START < at <= END]
    was_in, ends_in = is_in(board, own, START), is_in(board, own, END)
    if own.is_epic or not (was_in or any(is_in(board, own, at) for at in inside)):
        return NOT_RELEVANT
    running, touched = status(own, START), False
    for one in sorted((one for one in own.changes if one.field == 'status'), key=lambda one: (one.at, one.history)):
        if START < one.at <= END:
            done = {status for column in board.columns_at(one.at).columns if column.kind == 'done'
                    for status in column.statuses}
            touched |= (one.was != one.now or running != one.now) and bool({running, one.now} & done)
            running = one.now
    if is_done(board, own, START) and not touched:
        return DONE_BEFORE
    if not ends_in:
        return REMOVED
    return COMPLETED if is_done(board, own, END) else NOT_COMPLETED


def amounts(board, own):
    """At the start or when first added; at the end or when last removed."""
    inside = [at for at in moments(board, own) if START < at <= END]
    first = START if is_in(board, own, START) else next(at for at in inside if is_in(board, own, at))
    last = END if is_in(board, own, END) else max(
        at for at in inside if not is_in(board, own, at) and is_in(board, own, at - 1))
    return points(own, first), points(own, last)


@settings(max_examples=80, deadline=None)
@given(boards())
def test_the_quick_rules_say_what_the_slow_ones_say(board):
    rows = {row.number: row for row in report_of(board, SPRINT, NOW).rows}
    for number, own in board.issues.items():
        expected = class_of(board, own)
        assert (rows[number].class_ if number in rows else NOT_RELEVANT) == expected
        if number in rows and not own.is_subtask:
            assert (rows[number].initial, rows[number].last) == amounts(board, own)
            assert rows[number].is_added == (expected != DONE_BEFORE and not is_in(board, own, START))


@settings(max_examples=60, deadline=None)
@given(boards())
def test_the_commitment_is_what_was_in_and_mapped_and_open_at_the_start(board):
    expected = sum((points(own, START) or Decimal(0) for own in board.issues.values()
                    if not own.is_epic and not own.is_subtask and is_in(board, own, START)
                    and board.columns_at(START).kind_of(status(own, START) or '') and not is_done(board, own, START)),
                   Decimal(0))
    assert report_of(board, SPRINT, NOW).figures.committed.amount == expected
