"""The other uses of log-probabilities: scoring, classifying and screening texts."""
