"""Figures beside their budgets. Nothing here fails: a slow machine is no bug."""
