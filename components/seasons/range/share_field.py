"""A share as people write it: in percent, with a comma or a point."""

from decimal import Decimal, InvalidOperation

from app.errors import Rejected
from components.controls import Field


class ShareField(Field):
    def __init__(self, label: str, share: Decimal | None, hint: str = '') -> None:
        super().__init__(f'{label}, %', '' if share is None else f'{(share * 100).normalize():f}', autocomplete='off',
                         hint=hint)

    def share(self) -> Decimal:
        """As a fraction; nothing is nothing. Complains and raises Rejected where it is no number."""
        text = self.value.strip().removesuffix('%').strip().replace(',', '.')
        try:
            found = Decimal(text or '0') / 100
        except InvalidOperation:
            found = Decimal('NaN')
        if not found.is_finite():
            self.complain('Write a number, such as 40 or 12.5.')
            raise Rejected('Write a share as a number, such as 40 or 12.5.')
        return found
