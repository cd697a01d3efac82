"""Who may ask: sites, keys, origins and signed tokens, and what they may ask for."""
