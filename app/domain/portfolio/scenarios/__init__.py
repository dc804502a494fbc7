"""Plans beside the live one: their logs, what they differ in, and how they are sent to where items come from."""
