"""The purchase orders of a real aid programme as seasons: a half-year of the file, and the masters it speaks of."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

from tests.recorded import folder

NAME = 'SCMS_Delivery_History_Dataset.csv'
CHARGES = 'Freight Cost (USD)', 'Line Item Insurance (USD)'
ON_THE_DAY, EARLY, LATE = 'on the day', 'early', 'late'


def text_of(*rows):
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode()


def day(text):
    return datetime.strptime(text, '%d-%b-%y').date()


def half_of(when):
    return when.year, 1 if when.month <= 6 else 2


def amount(text):
    return Decimal(text).quantize(Decimal('0.01'), ROUND_HALF_UP)


@dataclass(frozen=True)
class Half:
    """The orders that were due in one half of a year, and those of the same half a year before."""
    year: int
    half: int

    @cached_property
    def lines(self):
        """The head of the file and its rows, as they stand there."""
        head, *rest = (folder('retail') / NAME).read_bytes().splitlines(keepends=True)
        return head, [(one, row) for one, row in zip(rest, _dicts(head, rest), strict=True) if row]

    def _due(self, year):
        return [(one, row) for one, row in self.lines[1]
                if half_of(day(row['Scheduled Delivery Date'])) == (year, self.half)]

    @cached_property
    def rows(self):
        return [row for _, row in self._due(self.year)]

    @cached_property
    def former(self):
        return [row for _, row in self._due(self.year - 1)]

    @property
    def content(self):
        """The file, cut to this half."""
        return self.lines[0] + b''.join(one for one, _ in self._due(self.year))

    @property
    def days(self):
        return (f'{self.year}-07-01', f'{self.year}-12-31') if self.half == 2 else (
            f'{self.year}-01-01', f'{self.year}-06-30')

    def clusters(self):
        return text_of(('name',), *sorted({(row['Managed By'],) for row in self._both}))

    def locations(self):
        """A country is managed by its own office where it has one."""
        places = dict(sorted({(row['Country'], row['Managed By']) for row in self._both}))
        return text_of(('code', 'name', 'type', 'cluster'), *(
            (f'SCMS-{at:02}', place, 'store', cluster) for at, (place, cluster) in enumerate(places.items(), 1)))

    def categories(self):
        pairs = sorted({(row['Product Group'], row['Sub Classification']) for row in self._both})
        groups = dict.fromkeys(group for group, _ in pairs)
        return text_of(('code', 'name', 'parent code'), *((group, group, '') for group in groups),
                       *((f'{group}-{name.replace(" ", "")}', name, group) for group, name in pairs))

    def suppliers(self):
        names = sorted({row['Vendor'] for row in self._both})
        return text_of(('code', 'name'), *((f'V{at:02}', name) for at, name in enumerate(names, 1)))

    def last_year(self):
        """What was bought in the same half a year before, by the months of this one."""
        sums = {}
        for row in self.former:
            when = day(row['Scheduled Delivery Date'])
            key = row['Country'], row['Sub Classification'], f'{self.year}-{when.month:02}'
            sums[key] = sums.get(key, 0) + amount(row['Line Item Value'])
        return text_of(('location', 'category', 'month', 'ly_sales'), *((*key, value) for key, value in
                                                                        sorted(sums.items())))

    @property
    def budget(self):
        """Last year's half and five percent."""
        return (sum(amount(row['Line Item Value']) for row in self.former) * Decimal('1.05')).quantize(
            Decimal('0.01'), ROUND_HALF_UP)

    @property
    def priced(self):
        """Rows of orders; what has no price is none."""
        return [row for row in self.rows if Decimal(row['Pack Price'])]

    @property
    def cost(self):
        """With freight and insurance where these are amounts."""
        return sum(amount(row['Pack Price']) * Decimal(row['Line Item Quantity'])
                   + sum(amount(row[name]) for name in CHARGES if row[name].replace('.', '').isdigit())
                   for row in self.priced)

    @property
    def punctuality(self):
        """How many lines came on the day, early and late."""
        found = {ON_THE_DAY: 0, EARLY: 0, LATE: 0}
        for row in self.priced:
            late = (day(row['Delivered to Client Date']) - day(row['Scheduled Delivery Date'])).days
            found[LATE if late > 0 else EARLY if late < 0 else ON_THE_DAY] += 1
        return found

    @property
    def _both(self):
        return [*self.rows, *self.former]


def _dicts(head, lines):
    """None for a line that only continues a cell of the one before."""
    names = next(csv.reader([head.decode('utf-8-sig')]))
    for one in lines:
        cells = next(csv.reader(io.StringIO(one.decode())))
        yield dict(zip(names, cells, strict=True)) if len(cells) == len(names) else None
