"""Confluence: pages are read, and our part of them is written."""
