"""Short inputs for queues, in the notation of the examples: `item('Q-1', dev=5, qa=2)`."""

from decimal import Decimal

from app.domain.sprints.queue.inputs import Candidate, Inputs, Need, Parameters, Room

DEV, QA = 1, 2
BANDS = ('Highest', 'High', 'Medium', 'Low')


def number_of(key):
    """Each letter counts its own hundreds, so that Q-1 and R-1 differ."""
    letters, _, number = key.partition('-')
    return sum(map(ord, letters)) * 1000 + int(number)


def item(key, dev=0, qa=0, *, stakeholder='Ann', band=1, **more):
    """Its rank is its key, unless told."""
    demand = {own: Decimal(str(amount)) for own, amount in ((DEV, dev), (QA, qa)) if amount}
    given = {'size': sum(demand.values(), Decimal(0)), 'rank': f'0|{number_of(key):08}', **more}
    return Candidate(number_of(key), key, f'Story {key}', band, stakeholder, given.pop('demand', demand), **given)


def rooms(dev=None, qa=None, days=10, reserve=0):
    """None is unknown."""
    return {own: Room(name, None if amount is None else Decimal(str(amount)), Decimal(reserve), days, name[:2].upper())
            for own, name, amount in ((DEV, 'Dev', dev), (QA, 'QA', qa))}


def inputs(*candidates, dev=None, qa=None, needs=(), days=10, reserve=0, is_fair=True, **more):
    """`needs` are pairs of keys: ('R-9', 'R-1') says that R-1 waits for R-9."""
    parameters = more.pop('parameters', Parameters(is_fair=is_fair, bands=BANDS))
    return Inputs(tuple(candidates), rooms(dev, qa, days, reserve),
                  tuple(Need(number_of(first), number_of(waiting)) for first, waiting in needs),
                  parameters=parameters, **more)


def keys(result, status='in'):
    return [line.key for line in result.of(status)]


def line(result, key):
    return next(one for one in result.lines if one.key == key)
