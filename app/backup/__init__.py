"""Everything this workspace holds in one file, and the way back: also from one kind of database to the other."""
