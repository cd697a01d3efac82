"""Measures suggestions: simulated typing, figures and the baselines they stand beside."""
