"""The language models that all who type share, and who asks them when."""
