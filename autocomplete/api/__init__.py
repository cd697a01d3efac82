"""The HTTP API: one question, one answer, for clients without websockets."""
