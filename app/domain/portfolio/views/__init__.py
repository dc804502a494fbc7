"""What of a plan is looked at: chosen, filtered, folded, kept under a name."""
