"""The poker table: felt, seats and cards, hand, stories, result, and the lobby in front of it."""
