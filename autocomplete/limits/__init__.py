"""How much clients and sites may use, in this process or shared through Redis."""
