"""Who and what there is in the made-up company: clusters, stores, categories, suppliers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Final

SEED: Final = 27
COMPANY: Final = 'Harbour & Mill'


@dataclass(frozen=True)
class Size:
    locations: int
    categories: int


SIZES: Final = {'small': Size(12, 20), 'large': Size(500, 200)}


@dataclass(frozen=True)
class Store:
    code: str
    name: str
    cluster: str  # code
    kind: str
    city: str
    weight: float  # of its sales
    opens_in: int | None = None  # week of the season, from 0; None: it has been there before


@dataclass(frozen=True)
class Kind:
    """A category at the planning level; prices and costs in minor units."""
    code: str
    name: str
    branch: str  # code
    weight: float
    price: int
    supplier: str  # code
    summer: float  # −1 is sold in winter, 1 in summer


@dataclass(frozen=True)
class World:
    clusters: Mapping[str, str]
    branches: Mapping[str, str]
    stores: tuple[Store, ...]
    kinds: tuple[Kind, ...]
    suppliers: Mapping[str, tuple[str, str, int]]  # code → name, currency, lead days


CLUSTERS: Final = {'CLU-HIGH': 'High street', 'CLU-PARK': 'Retail park', 'CLU-WEB': 'Online'}
STREETS: Final = (
    ('HARB', 'Harbour Street', 'CLU-HIGH', 'Bremen', 1.5), ('MILL', 'Mill Lane', 'CLU-HIGH', 'Leeds', 1.0),
    ('STAR', 'Station Arcade', 'CLU-HIGH', 'Utrecht', 1.1), ('MARK', 'Market Square', 'CLU-HIGH', 'Ghent', 1.2),
    ('NORT', 'North Gate', 'CLU-PARK', 'Aarhus', 0.8), ('SOUT', 'South Gate', 'CLU-PARK', 'Lyon', 0.7),
    ('RIVR', 'Riverside', 'CLU-PARK', 'Porto', 0.6), ('ORCH', 'Orchard Park', 'CLU-PARK', 'Graz', 0.7),
    ('QUAY', 'Quay West', 'CLU-PARK', 'Cork', 0.5), ('FAIR', 'Fairfield', 'CLU-PARK', 'Turku', 0.5),
    ('COTE', 'Côte d’Azur', 'CLU-PARK', 'Nice', 0.6), ('WEB', 'Online shop', 'CLU-WEB', '', 2.4))
OPENING: Final = {'QUAY': 7, 'COTE': 11}  # stores that open while the season runs
SUPPLIERS: Final = {'NORD': ('Nordic Mills', 'EUR', 42), 'ANAT': ('Anatolia Textiles', 'EUR', 28),
                    'PACI': ('Pacific Apparel', 'USD', 84), 'LUSA': ('Lusa Footwear', 'EUR', 35),
                    'HIMA': ('Himal Home', 'USD', 70)}
BRANCHES: Final = {'WOMEN': 'Women', 'MEN': 'Men', 'KIDS': 'Kids', 'HOME': 'Home', 'EXTRA': 'Accessories'}
KINDS: Final = (
    ('DRESS', 'Dresses', 'WOMEN', 1.6, 6990, 'ANAT', 0.8), ('LINEN', 'Linen', 'WOMEN', 1.1, 5990, 'LUSA', 0.9),
    ('WDENI', 'Women’s denim', 'WOMEN', 1.2, 7990, 'ANAT', 0.0),
    ('WKNIT', 'Women’s knitwear', 'WOMEN', 1.3, 6490, 'NORD', -0.8),
    ('COATS', 'Coats', 'WOMEN', 1.0, 14990, 'PACI', -0.9), ('SHIRT', 'Shirts', 'MEN', 1.1, 4990, 'PACI', 0.2),
    ('MDENI', 'Men’s denim', 'MEN', 1.0, 7990, 'ANAT', 0.0),
    ('MKNIT', 'Men’s knitwear', 'MEN', 0.9, 6990, 'NORD', -0.8),
    ('OUTER', 'Outerwear', 'MEN', 0.8, 12990, 'PACI', -0.7), ('GIRLS', 'Girls', 'KIDS', 0.7, 2990, 'ANAT', 0.3),
    ('BOYS', 'Boys', 'KIDS', 0.7, 2990, 'ANAT', 0.2), ('BABY', 'Baby', 'KIDS', 0.5, 1990, 'PACI', 0.0),
    ('BEDD', 'Bedding', 'HOME', 0.6, 8990, 'HIMA', -0.2), ('LAMPS', 'Lamps', 'HOME', 0.4, 5490, 'HIMA', -0.5),
    ('RUGS', 'Rugs', 'HOME', 0.4, 11990, 'HIMA', -0.2), ('KITCH', 'Kitchen', 'HOME', 0.5, 2490, 'HIMA', 0.0),
    ('BAGS', 'Bags', 'EXTRA', 0.8, 8990, 'LUSA', 0.1), ('BELTS', 'Belts', 'EXTRA', 0.3, 2990, 'LUSA', 0.0),
    ('SCARF', 'Scarves', 'EXTRA', 0.4, 2490, 'NORD', -0.9), ('SHOES', 'Footwear', 'EXTRA', 1.2, 9990, 'LUSA', 0.2))


def world_of(size: Size) -> World:
    """Larger companies have the same stores and categories over again, under numbers."""
    return World(CLUSTERS, BRANCHES, tuple(_stores(size.locations)), tuple(_kinds(size.categories)), SUPPLIERS)


def _stores(count: int) -> Sequence[Store]:
    return [Store(_numbered(code, at, len(STREETS)), _named(name, at, len(STREETS)), cluster,
                  'online' if cluster == 'CLU-WEB' else 'store', city, weight, OPENING.get(code))
            for at, (code, name, cluster, city, weight) in enumerate(islice(cycle(STREETS), count))]


def _kinds(count: int) -> Sequence[Kind]:
    return [Kind(_numbered(code, at, len(KINDS)), _named(name, at, len(KINDS)), branch, weight, price, supplier, summer)
            for at, (code, name, branch, weight, price, supplier, summer) in enumerate(islice(cycle(KINDS), count))]


def _numbered(code: str, at: int, many: int) -> str:
    return code if at < many else f'{code}{at // many + 1:02}'


def _named(name: str, at: int, many: int) -> str:
    return name if at < many else f'{name} {at // many + 1}'
