"""Tables of the masters: what all seasons of a company share."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import JSON, BigInteger, Column, Field, Numeric, SQLModel, UniqueConstraint

from models.moment import Moment


def _json() -> Any:
    return Column(JSON, nullable=False)


class MasterCompany(SQLModel, table=True):
    """Whose seasons these are. One for each installation; unique keys name it, so that a second could be added."""
    id: int = Field(default=None, primary_key=True)
    name: str
    code: str = Field(unique=True)  # XXXX-XXXX
    domain: str = ''
    tax_id: str = ''
    email: str = ''
    currency: str = 'EUR'
    version: int = 1


class MasterCalendar(SQLModel, table=True):
    """How years are cut into periods; frozen once a season uses it."""
    __table_args__ = (UniqueConstraint('company_id', 'name'),)
    id: int = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key='mastercompany.id', index=True)
    name: str
    preset: str  # gregorian, iso, 4-5-4, 4-4-5, 5-4-4, own
    week_start: int = 0  # 0 is Monday
    version: int = 1


class MasterPeriod(SQLModel, table=True):
    """A week, or a month where the calendar has months only."""
    calendar_id: int = Field(foreign_key='mastercalendar.id', primary_key=True)
    start: date = Field(primary_key=True)
    end: date  # inclusive
    year: int  # fiscal
    number: int  # in the fiscal year, from 1
    month: int  # in the fiscal year, from 1
    quarter: int
    half: int
    ly: date | None = None  # start of the same period of the year before
    ly_restated: date | None = None


class MasterCluster(SQLModel, table=True):
    __table_args__ = (UniqueConstraint('company_id', 'code'), UniqueConstraint('company_id', 'name'))
    id: int = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key='mastercompany.id', index=True)
    code: str  # CLU-…
    name: str
    description: str = ''
    is_active: bool = True
    version: int = 1


class MasterLocation(SQLModel, table=True):
    __table_args__ = (UniqueConstraint('company_id', 'code'),)
    id: int = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key='mastercompany.id', index=True)
    cluster_id: int | None = Field(default=None, foreign_key='mastercluster.id', index=True)
    code: str
    name: str = Field(index=True)
    kind: str = 'store'  # store, warehouse, online
    address: str = ''
    city: str = ''
    region: str = ''
    country: str = ''
    postal_code: str = ''
    is_active: bool = True
    opens: date | None = None
    closes: date | None = None
    is_comparable: bool = True  # like for like
    currency: str = ''
    version: int = 1


class MasterCategory(SQLModel, table=True):
    __table_args__ = (UniqueConstraint('company_id', 'code'),)
    id: int = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key='mastercompany.id', index=True)
    parent_id: int | None = Field(default=None, foreign_key='mastercategory.id', index=True)
    code: str
    name: str
    description: str = ''
    is_active: bool = True
    version: int = 1


class MasterSupplier(SQLModel, table=True):
    __table_args__ = (UniqueConstraint('company_id', 'code'),)
    id: int = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key='mastercompany.id', index=True)
    code: str
    name: str
    currency: str = ''
    lead_days: int = 0
    terms: str = ''
    tolerance: Decimal = Field(default=Decimal(0), sa_column=Column(Numeric(9, 6), nullable=False))  # over-receipt
    is_active: bool = True
    version: int = 1


class MasterRate(SQLModel, table=True):
    """What one unit of a currency costs in another, from a day on."""
    company_id: int = Field(foreign_key='mastercompany.id', primary_key=True)
    source: str = Field(primary_key=True)  # currency
    target: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    rate: Decimal = Field(sa_column=Column(Numeric(18, 8), nullable=False))
    told_by: str = ''


class MasterMark(SQLModel, table=True):
    """How often the masters of a company have changed."""
    company_id: int = Field(foreign_key='mastercompany.id', primary_key=True)
    number: int = Field(default=1, sa_type=BigInteger)


class MasterMapping(SQLModel, table=True):
    """How the columns of somebody's files were understood the last time: header → field, and the choices made."""
    __table_args__ = (UniqueConstraint('company_id', 'kind', 'headers'),)
    id: int = Field(default=None, primary_key=True)
    company_id: int = Field(foreign_key='mastercompany.id', index=True)
    kind: str  # type of file
    headers: str  # hash of the normalised headers
    mapping: dict[str, Any] = Field(sa_column=_json())
    by_name: str = ''
    at: datetime = Field(sa_type=Moment)
