"""Work that takes minutes, in a process of its own: it survives restarts and can be cancelled."""
