"""AIrsenal as a pack of commands: how its programs are called, where they work, what came out."""
