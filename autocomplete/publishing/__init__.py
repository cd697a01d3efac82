"""Profiles as operators make them: drafts, published versions, and the way back."""
