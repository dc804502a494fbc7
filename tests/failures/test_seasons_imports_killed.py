"""The program is killed while a file comes into a season: nothing is half there, and it goes on by itself."""

from collections import Counter

import pytest
from sqlalchemy import func
from sqlmodel import select

from app.work import read
from models.buying import SeasonOrder, SeasonOrderLine
from models.seasons import SeasonImport
from tests.failures.test_seasons_killed import planning
from tests.people import ANN
from tests.portfolio_served import attempts_of, over, until
from tests.seasons import CODE, row_of

ORDERS = 4_000
HEAD = b'PO,Line,Store,Dept,Qty,Unit cost,PO date,Expected,Vendor,Status\n'


def file_of(count):
    """Orders that come in confirmed."""
    return HEAD + b''.join(b'P%d,1,HARB,LINEN,1,%d.00,2030-01-08,2030-02-20,Nordic Mills,confirmed\n' % (at, at % 9 + 1)
                           for at in range(count))


def sent(office, content):
    """The import and its run; nothing was read yet."""
    file = office.asks('POST', '/ops/files?name=orders.csv', 201, ANN, content=content)
    told = office.asks('POST', '/imports', 202, ANN, json={
        'file': int(file['id']), 'type': 'orders', 'season': CODE, 'dry_run': True})
    return told['import_id'], int(told['run_id'])


def found(number):
    return read(lambda work: work.session.get(SeasonImport, number))


def there():
    """Orders by state, and lines."""
    return read(lambda work: (Counter(work.session.exec(select(SeasonOrder.state)).all()),
                              work.session.exec(select(func.count()).select_from(SeasonOrderLine)).one()))


@pytest.fixture
def office(database, tmp_path):
    with planning(tmp_path) as (made, season):
        row_of(season, 'range_uploaded')
        yield made


@pytest.mark.parametrize('kind', ['sqlite'])
def test_a_kill_while_a_file_is_read_and_while_it_is_written_leaves_nothing_half(office):
    number, run = sent(office, file_of(ORDERS))
    until(lambda: found(number).state == 'processing')
    office.program.kill()
    assert there() == (Counter(), 0) and not attempts_of(run)[-1].ended_at
    office.again()
    assert over(run).attempts == 2 and found(number).state == 'ready'
    assert found(number).counts['new'] == ORDERS and there() == (Counter(), 0)

    run = int(office.asks('POST', f'/imports/{number}/commit', 202, ANN, json={})['run_id'])
    until(lambda: attempts_of(run) and attempts_of(run)[-1].progress_text == 'Writing')
    office.program.kill()
    assert there() in ((Counter(), 0), (Counter(confirmed=ORDERS), ORDERS)), 'all or nothing'
    is_over, was = bool(attempts_of(run)[-1].ended_at), there()[1]
    last = 'same' if was and not is_over else 'new'
    office.again()
    assert over(run).attempts == (1 if is_over else 2)
    assert there() == (Counter(confirmed=ORDERS), ORDERS)
    assert found(number).state == 'completed' and found(number).counts[last] == ORDERS
