"""Everything that can be done at a table. Each deed says no or gives the table that follows.

Whether a person may do it is asked before, by the service; here is only asked whether it makes sense now.
"""

from app.domain.poker.deeds.people import (
        Arrive,
        ChangeKind,
        Depart,
        HandOver,
        Leave,
        Nudge,
        RaiseHand,
        Readmit,
        Remove,
        Sit,
        TakeOver,
)
from app.domain.poker.deeds.rounds import (
        CancelReveal,
        CancelRound,
        Lay,
        MoveOn,
        Restart,
        Reveal,
        SetTimer,
        Start,
        TakeBack,
        TakeBackDeed,
        TurnNow,
        demand_undo,
)
from app.domain.poker.deeds.table import Change, Close, KeepOpen

Deed = (Sit | Arrive | Depart | Leave | Remove | Readmit | ChangeKind | HandOver | TakeOver | Start | Lay | TakeBack
        | Reveal | CancelReveal | TurnNow | Restart | CancelRound | MoveOn | TakeBackDeed | SetTimer | KeepOpen
        | RaiseHand | Nudge | Change | Close)

__all__ = [
        'Arrive',
        'CancelReveal',
        'CancelRound',
        'Change',
        'ChangeKind',
        'Close',
        'Deed',
        'Depart',
        'HandOver',
        'KeepOpen',
        'Lay',
        'Leave',
        'MoveOn',
        'Nudge',
        'RaiseHand',
        'Readmit',
        'Remove',
        'Restart',
        'Reveal',
        'SetTimer',
        'Sit',
        'Start',
        'TakeBack',
        'TakeBackDeed',
        'TakeOver',
        'TurnNow',
        'demand_undo',
]
