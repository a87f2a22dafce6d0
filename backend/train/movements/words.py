"""What people type for an action: English sentences from a verb phrase."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

VOWELS = "aeiou"
DOUBLING = set(
    "bat beg bob chat chop clap cut dab dig dip drag drop drum flap flip get grab grin hit hop hug jab jog "
    "mop nap nod pat plod plot put rap rub run scan scrub shrug shut sit skip slam slap slip snap sob spar "
    "spin squat step stop strum strut swim tap trot win wrap".split()
)
# Who does it, and whose arms they are.
SUBJECTS = (
    ("a person", "their"), ("a man", "his"), ("a woman", "her"), ("he", "his"), ("she", "her"),
    ("someone", "their"), ("a character", "their"),
)  # fmt: skip


def gerund(verb: str) -> str:
    """ "run" -> "running"."""
    if verb == "be":
        return "being"
    if verb in DOUBLING:
        return f"{verb}{verb[-1]}ing"
    if verb.endswith("ie"):
        return f"{verb[:-2]}ying"
    if verb.endswith("e") and not verb.endswith(("ee", "ye", "oe")):
        return f"{verb[:-1]}ing"
    return f"{verb}king" if verb.endswith("c") else f"{verb}ing"


def third(verb: str) -> str:
    """ "carry" -> "carries"."""
    if verb in ("be", "have"):
        return {"be": "is", "have": "has"}[verb]
    if verb.endswith("y") and verb[-2] not in VOWELS:
        return f"{verb[:-1]}ies"
    return f"{verb}es" if verb.endswith(("s", "sh", "ch", "x", "z", "o")) else f"{verb}s"


def doing(phrase: str) -> str:
    """A phrase as what somebody is doing: "raise their arms and look up" -> "raising their arms and looking
    up"; with = before it, it is taken as it is."""
    return phrase.removeprefix("=") if phrase.startswith("=") else _inflect(phrase, gerund)


def _inflect(phrase: str, change: Callable[[str], str]) -> str:
    # Verbs are the first word and any word marked with a plus.
    words = phrase.split()
    return " ".join(
        change(word.removeprefix("+")) if k == 0 or word.startswith("+") else word
        for k, word in enumerate(words)
    )


def whose(text: str, pronoun: str) -> str:
    """Say whose arms: "their" becomes pronoun, and "themself" follows."""
    oneself = {"his": "himself", "her": "herself", "your": "yourself"}.get(pronoun, "themself")
    return re.sub(r"\bthemself\b", oneself, re.sub(r"\btheir\b", pronoun, text))


def captions(phrases: Sequence[str]) -> tuple[str, ...]:
    """Every wording of an action, from its phrases: "wave their left hand", or "=at attention" for what is
    no verb.

    Phrases come first as what is being done, then in sentences."""
    plain, sentences = [], []
    for k, phrase in enumerate(phrases):
        now = doing(phrase)
        plain += [whose(now, "the"), whose(now, "his")]
        for j in range(3):
            subject, pronoun = SUBJECTS[(k * 3 + j) % len(SUBJECTS)]
            noun = phrase.startswith("=") and j == 0
            sentences.append(whose(f"{subject} {now}" if noun else f"{subject} is {now}", pronoun))
        if not phrase.startswith("="):
            subject, pronoun = SUBJECTS[(k * 2 + 1) % len(SUBJECTS)]
            sentences.append(whose(f"{subject} {_inflect(phrase, third)}", pronoun))
            plain.append(whose(_inflect(phrase, str), "your"))
    return tuple(dict.fromkeys(plain + sentences))


def swap_sides(text: str) -> str:
    """Left for right and right for left, whole words only."""
    swapped = {"left": "right", "right": "left"}
    return re.sub(r"\b(left|right)\b", lambda match: swapped[match.group()], text)


def joined(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """Two actions at once, in at least six wordings from phrases of each."""
    result = []
    for k in range(5):
        one, two = whose(doing(upper[k % len(upper)]), "the"), whose(doing(lower[k % len(lower)]), "the")
        result += [f"{one} while {two}", f"{two} and {one}", f"a person is {two} while {one}"]
    return tuple(dict.fromkeys(result))
