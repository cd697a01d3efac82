"""What simulated people type unless a file is named: plain messages, none of them in a preamble."""

from __future__ import annotations

from autocomplete.evaluation.latency import SENTENCES

MESSAGES = (
    *SENTENCES,
    "My parcel has not arrived yet, can you tell me where it is?",
    "We should have dinner together some time next week.",
    "Please send the invoice to my new office.",
    "It has been raining here since early this morning.",
    "Is it possible to pay by card when I pick it up?",
    "The children had a great time at the lake.",
    "I forgot my password and cannot log in any more.",
    "Let me know what you think about the second draft.",
    "There is a problem with the heating in our flat.",
    "How much does it cost to send money abroad?",
    "He asked me whether you still need the old chairs.",
    "Sorry for the late answer, I was on holiday.",
    "Could someone show me how the new printer works?",
    "The doctor told her to rest for a few days.",
)
