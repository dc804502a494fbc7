"""Rules of merchandise planning: pure functions over whole-number cells; money in minor units, shares as Decimal."""
