"""All that talks to a language model; nothing else in the project speaks HTTP to one."""
