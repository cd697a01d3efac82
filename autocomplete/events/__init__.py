"""What happens on the sockets and the API: recorded in batches, counted by hour and by day."""
