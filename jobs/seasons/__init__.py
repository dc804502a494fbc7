"""Long tasks of the seasons: imports, exports, the demo, the nightly checks."""
