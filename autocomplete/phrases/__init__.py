"""A site's own phrases and its history: read in, kept in memory, counted from what is typed."""
