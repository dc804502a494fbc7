"""What a run says, as it says it and afterwards: `LogView` is the whole, the other parts are its own."""

from components.ops.log_view.view import LogView as LogView
from components.ops.log_view.wishes import LogWishes as LogWishes
