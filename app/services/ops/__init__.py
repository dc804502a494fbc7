"""Operations: the queue of runs, what they say, when they happen, what they leave behind."""
