"""Estimate: the lobby, tables, history and decks."""

from pages.poker import decks as decks
from pages.poker import history as history
from pages.poker import lobby as lobby
from pages.poker import table as table
