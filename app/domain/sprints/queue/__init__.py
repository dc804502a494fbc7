"""The work queue of a sprint: values in, an ordered list with a reason for every place out; nothing random in it."""
