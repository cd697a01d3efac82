"""What the process writes down: lines with the id of the request that they are about."""
