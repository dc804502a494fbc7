"""A share as people write it: in percent, with a comma or a point."""

from decimal import Decimal

from app.domain.seasons.money import number_in
from app.errors import Rejected
from components.controls import Field


class ShareField(Field):
    def __init__(self, label: str, share: Decimal | None, hint: str = '') -> None:
        super().__init__(f'{label}, %', '' if share is None else f'{(share * 100).normalize():f}', autocomplete='off',
                         hint=hint)

    def share(self) -> Decimal:
        """As a fraction; nothing is nothing. Complains and raises Rejected where it is no number."""
        text = self.value.strip().removesuffix('%').strip().replace(',', '.')
        found = number_in(text or '0')
        if found is None:
            self.complain('Write a number, such as 40 or 12.5.')
            raise Rejected('Write a share as a number, such as 40 or 12.5.')
        return found / 100
