"""Profiles as operators make them: drafts, versions, the way back, and telling every process."""
