"""What one process measures of itself, for Prometheus."""
