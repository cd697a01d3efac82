"""The prediction tree, its search and the ranking of candidates: pure rules, no I/O, no Django."""
