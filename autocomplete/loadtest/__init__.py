"""Many simulated people at once on a running site: what they meet, and what it costs the site."""
