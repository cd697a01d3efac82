"""The tuning bench: an operator types with a profile that nobody has saved, and sees why."""
