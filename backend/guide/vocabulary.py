"""The words that a guide was taught, and what to say of the others."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

# Words that carry no look; nobody misses them.
EMPTY = frozenset(
    "a an and are as at by for from has have having he her his in into is it its like of off on or over "
    "she some that the their them they this to under up very wearing wears who whose with".split()
)
FILE = "vocabulary.txt"  # beside the weights, written by the training: one word a line
ALIKE = 0.82  # of difflib's ratio, 1 for the same word: sneekers and sneakers, not viking and king
# What stands before a known word describes it; anything else is a thing or a person.
DESCRIBING = ("red", "green", "blue", "brown", "dark", "light", "striped", "long")
NAMING = ("shirt", "jacket", "trousers", "dress", "hat", "boots", "soldier", "wizard")


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, without those of a single letter: "t-shirt" is "shirt"."""
    return [word for word in re.findall(r"[^\W_]+", text.lower()) if len(word) > 1]


def read_vocabulary(weights: Path) -> frozenset[str] | None:
    """The words in the file beside the weights, or None where there is no such file."""
    path = weights.with_name(FILE)
    if not path.is_file():
        return None
    return frozenset(words_of(path.read_text(encoding="utf-8")))


def unknown_words(prompt: str, vocabulary: frozenset[str]) -> list[str]:
    """The words of a prompt that are not in the vocabulary, each once, but for those without a look."""
    return [word for word in dict.fromkeys(words_of(prompt)) if word not in vocabulary | EMPTY]


def alike(word: str, vocabulary: frozenset[str]) -> list[str]:
    """Known words that are spelt like one that is not."""
    return difflib.get_close_matches(word, sorted(vocabulary), n=3, cutoff=ALIKE)


def of_its_kind(word: str, prompt: str, vocabulary: frozenset[str]) -> list[str]:
    """Some known words that can stand where the word stands: what it means cannot be known."""
    words = words_of(prompt)
    after = words[words.index(word) + 1 :][:1]
    describes = bool(after) and after[0] in vocabulary - EMPTY
    return [known for known in (DESCRIBING if describes else NAMING) if known in vocabulary]


def warning(name: str, prompt: str, vocabulary: frozenset[str]) -> str:
    """What to tell of the words that a guide was not taught; empty where it knows them all."""
    unknown, instead = [], []
    for word in unknown_words(prompt, vocabulary):
        if known := alike(word, vocabulary):
            unknown.append(f'"{word}" (did you mean {" or ".join(known)}?)')
        else:
            unknown.append(f'"{word}"')
            instead += of_its_kind(word, prompt, vocabulary)
    if not unknown:
        return ""
    others = f" Words that it knows: {', '.join(dict.fromkeys(instead))}." if instead else ""
    return (
        f"The guide {name} was never taught {', '.join(unknown)}.{others} Real CLIP weights know far more: "
        'see the README, "Adding SMPL and CLIP".'
    )
