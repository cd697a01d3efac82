"""The live session: frames in, ranked suggestions out, the latest input wins."""
