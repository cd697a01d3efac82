"""What a site does when something beside it fails, with real processes."""
