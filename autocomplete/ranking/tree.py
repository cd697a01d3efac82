"""The prediction tree: nodes are token paths, each with its next-token distribution once asked.

The tree outlives a keystroke. Typing on, accepting and deleting only move the root from which it
is read: the node whose prompt is the text in front of the cut.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import replace

from autocomplete.language_model.interface import Distribution, Prompt, Token, agrees
from autocomplete.ranking.boundaries import ends_word

# 370 bytes each, so a session's trees stay near 7 MB: 100 nodes of 200 alternatives, which cover
# a long sentence, or four of 5,000.
MOST_ALTERNATIVES = 20_000
# What is left of an open path's mass for each byte of the remainder that it does not spell yet.
AGREEMENT_PER_BYTE = 0.3
# Texts that were replaced before the model answered hold no alternatives, and a flood is made of
# them.
MOST_ROOTS = 200


class Node:
    """A path of tokens behind a prompt; ``distribution`` is None until the model was asked.

    Then ``alternatives`` pairs its tokens with their probabilities, ``unseen`` is the probability
    (0 to 1) of all that was not shown. A word that stops here is complete with probability
    ``word_end``: that of tokens that begin with white space or punctuation and of end tokens, if
    what was not shown is like what was.

    For each beginning of a token that was asked for, ``begun`` holds the most that what agrees
    with it and was not shown can add up to.
    """

    __slots__ = (
        "alternatives",
        "begun",
        "children",
        "distribution",
        "prompt",
        "unseen",
        "word_end",
    )

    def __init__(self, prompt: Prompt) -> None:
        self.prompt = prompt
        self.distribution: Distribution | None = None
        self.children: dict[tuple[int | None, bytes], Node] = {}
        self.alternatives: list[tuple[Token, float]] = []
        self.begun: dict[bytes, float] = {}
        self.unseen = 1.0
        self.word_end = 0.0

    def child(self, token: Token) -> Node:
        """The node behind one of the alternatives, made when it is first needed."""
        key = (token.id, token.text)
        node = self.children.get(key)
        if node is None:
            prompt = Prompt(self.prompt.text, (*self.prompt.tokens, token))
            node = self.children[key] = Node(prompt)
        return node

    def existing_child(self, token: Token) -> Node | None:
        return self.children.get((token.id, token.text))

    def feed(self, distribution: Distribution) -> None:
        """Store what the model answered; a wider answer replaces a narrower one.

        One for a token's beginning is added to what is known.
        """
        if distribution.begun and self.distribution is not None:
            self._add(self.distribution, distribution)
            return
        self.begun.clear()
        self.distribution = distribution
        self.alternatives = [(token, math.exp(token.logprob)) for token in distribution.tokens]
        seen = complete = distribution.end_probability
        for token, probability in self.alternatives:
            seen += probability
            if ends_word(token.text):
                complete += probability
        self.unseen = max(0.0, 1.0 - seen)
        self.word_end = complete / seen if seen > 0 else 0.0

    def _add(self, known: Distribution, more: Distribution) -> None:
        shown = {(token.id, token.text) for token in known.tokens}
        new = [
            (token, math.exp(token.logprob))
            for token in more.tokens
            if (token.id, token.text) not in shown
        ]
        self.begun[more.begun] = more.hidden
        self.unseen = max(0.0, self.unseen - sum(probability for _, probability in new))
        self.alternatives = sorted([*self.alternatives, *new], key=lambda pair: -pair[1])
        self.distribution = replace(known, tokens=tuple(token for token, _ in self.alternatives))

    def unshown(self, need: bytes) -> tuple[float, float]:
        """Of what was not shown, the most that can agree with ``need``, and what is expected to.

        Both are probabilities (0 to 1) behind this node; the expected one is a guess.
        """
        most = self.unseen
        expected = most * AGREEMENT_PER_BYTE ** len(need)
        for begun, hidden in self.begun.items():
            if need.startswith(begun):
                most = min(most, hidden)
                expected = min(expected, hidden * AGREEMENT_PER_BYTE ** (len(need) - len(begun)))
        return most, expected

    def agreeing(self, need: bytes) -> list[tuple[Token, float]]:
        """The alternatives that start with ``need``, or that ``need`` starts with."""
        if not need:
            return self.alternatives
        return [pair for pair in self.alternatives if agrees(pair[0].text, need)]


class Forest:
    """All trees of one session: finds the node for the text in front of a cut.

    Holds at most ``MOST_ALTERNATIVES`` when a root is read, those of the most recent roots.
    """

    def __init__(self) -> None:
        self._roots: OrderedDict[str, Node] = OrderedDict()

    def root(self, text: str) -> Node:
        """The node for ``text``: known, or spelled by a path of a known tree, or new."""
        node = self._roots.get(text)
        if node is None:
            node = self._descend(text) or Node(Prompt(text))
            self._roots[text] = node
        self._roots.move_to_end(text)
        self._prune()
        return node

    def known(self, text: str) -> Node | None:
        """The node for ``text`` if the model has told what follows it."""
        node = self._roots.get(text) or self._descend(text)
        return None if node is None or node.distribution is None else node

    def _descend(self, text: str) -> Node | None:
        for known in reversed(self._roots):
            if text.startswith(known):
                found = spelled(self._roots[known], text[len(known) :].encode())
                if found is not None:
                    return found
        return None

    def _prune(self) -> None:
        while len(self._roots) > MOST_ROOTS:
            self._roots.popitem(last=False)
        while self._held() > MOST_ALTERNATIVES:
            if len(self._roots) > 1:
                self._roots.popitem(last=False)
                continue
            # Somebody typed and deleted many words at one place.
            next(iter(self._roots.values())).children.clear()
            break

    def _held(self) -> int:
        nodes = {id(node): node for root in self._roots.values() for node in descendants(root)}
        return sum(len(node.alternatives) for node in nodes.values())


def descendants(node: Node) -> list[Node]:
    """The node and all below it that hold a distribution."""
    found = [node]
    for seen in found:
        found.extend(child for child in seen.children.values() if child.distribution)
    return found


def spelled(root: Node, text: bytes) -> Node | None:
    """The most probable path below ``root`` that spells exactly ``text``, or None."""
    best: tuple[float, Node] | None = None
    waiting = [(0.0, root, text)]
    while waiting:
        logprob, node, rest = waiting.pop()
        if node.distribution is None:
            continue
        for token in node.distribution.tokens:
            if not rest.startswith(token.text):
                continue
            total = logprob + token.logprob
            if len(token.text) < len(rest):
                child = node.existing_child(token)
                if child is not None:
                    waiting.append((total, child, rest[len(token.text) :]))
            elif best is None or total > best[0]:
                best = (total, node.child(token))
    return best[1] if best else None
