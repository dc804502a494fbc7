"""Why open-to-buy is not what it was on a day."""

from dataclasses import dataclass
from datetime import date

from app.domain.seasons.waterfall import Waterfall


@dataclass(frozen=True)
class Why:
    """`steps` lead from what the plan that is worked on said to what it says; `approved` is what the budget says."""
    since: date
    steps: Waterfall
    approved: int

    @property
    def not_approved(self) -> int:
        """Edits that count only when somebody has approved them."""
        return self.approved - self.steps.after
