"""Instruments, and what is held in the hand."""

from __future__ import annotations

from .postures import ON_HIP, STAND, to_and_fro
from .stance import Arm
from .timeline import Action, held

FRET = Arm(
    (0.5, 0.0, 0.2), "chest", (0.3, -1, -0.1), palm=(-0.1, 0.7, -0.6), fingers=(-0.7, 0.7, -0.3), curl=50
)
STRUM_UP = Arm((0.07, 0.10, 0.10), "belly", (1, 0.1, -0.3), palm=(0, 0, -1), fingers=(-1, 0.1, 0.1), curl=40)
STRUM_DOWN = Arm(
    (0.05, -0.05, 0.10), "belly", (1, 0.1, -0.3), palm=(0, 0, -1), fingers=(-1, -0.4, 0.1), curl=40
)
FIDDLE = Arm(
    (0.24, 0.16, 0.28), "chest", (0.1, -1, 0.2), palm=(-0.2, 1, -0.4), fingers=(-1, 0.5, -0.4), curl=50
)
BOW_NEAR = Arm(
    (-0.08, 0.15, 0.25), "chest", (1, -0.3, 0.1), palm=(0, -1, -0.2), fingers=(-1, 0, 0.2), curl=40
)
BOW_FAR = Arm((0.2, 0.05, 0.3), "chest", (1, -0.5, -0.2), palm=(0, -1, -0.2), fingers=(-0.8, 0, 0.5), curl=40)
CUP_LOW = Arm((0.10, -0.16, 0.2), "chest", (0.6, -1, -0.2), palm=(-1, 0, 0), fingers=(-0.4, 0.2, 1), curl=70)
CUP_HIGH = Arm(
    (0.03, -0.02, 0.05),
    "mouth",
    (0.8, -0.7, 0.3),
    palm=(-0.8, 0, -0.5),
    fingers=(-0.6, 0.6, -0.3),
    tip=0.09,
    curl=70,
)
BITE = Arm(
    (0.0, -0.01, 0.02),
    "mouth",
    (0.6, -1, 0.2),
    palm=(-0.2, 0, -1),
    fingers=(-0.7, 0.5, -0.5),
    tip=0.13,
    curl=60,
)
FLUTE = Arm(
    (0.02, -0.06, 0.1),
    "mouth",
    (0.7, -1, 0.3),
    palm=(-0.6, 0.2, -1),
    fingers=(-0.8, 0.7, 0),
    tip=0.09,
    curl=55,
)


def brush(out: float) -> Arm:
    """A hand with a toothbrush."""
    return Arm(
        (out, -0.01, 0.05),
        "mouth",
        (1, -0.6, 0.2),
        palm=(0, 0, -1),
        fingers=(-1, 0.1, -0.2),
        tip=0.09,
        curl=75,
    )


PROPS = {
    "guitar": Action(
        "play the guitar, play guitar, strum a guitar, play an electric guitar, rock on the guitar, "
        "play air guitar, play the bass",
        to_and_fro(
            STAND.but(left=FRET, right=STRUM_UP, nod=12, look=12, bend=6),
            STAND.but(left=FRET, right=STRUM_DOWN, nod=18, look=12, bend=8),
            0.5,
        ),
        period=0.5,
        upper=True,
        loose=0.6,
    ),
    "violin": Action(
        "play the violin, play violin, bow a violin, fiddle, play the fiddle, perform on a violin",
        to_and_fro(
            STAND.but(left=FIDDLE, right=BOW_NEAR, cock=14, look=30, nod=6),
            STAND.but(left=FIDDLE, right=BOW_FAR, cock=14, look=30, nod=6, side=3),
            1.2,
        ),
        period=1.2,
        upper=True,
        loose=0.5,
    ),
    "flute": Action(
        "play the trumpet, play a wind instrument, play the clarinet, blow a horn, play the saxophone, "
        "play the recorder",
        **held(
            STAND.but(
                left=FLUTE,
                right=Arm(
                    (0.02, -0.1, 0.2), "mouth", (0.7, -1, 0.3), (-0.6, 0.2, -1), (-0.8, 0.7, 0), 0.09, 0.0, 55
                ),
                bend=-2,
                nod=-3,
            ),
            upper=True,
            loose=0.6,
        ),
    ),
    "conduct": Action(
        "conduct an orchestra, conduct, direct a choir, wave a baton, lead an orchestra",
        to_and_fro(
            STAND.but(Arm((0.65, 0.3, 0.55), elbow=(0.8, -1, 0), palm=(0, -1, 0.2), curl=35)),
            STAND.but(Arm((0.05, -0.25, 0.6), elbow=(0.8, -1, 0), palm=(0, -1, 0), curl=35), nod=6),
            1.0,
        ),
        period=1.0,
        upper=True,
    ),
    "sing": Action(
        "sing, sing into a microphone, sing a song, hold a microphone, do karaoke, perform on stage as "
        "a singer, rap into a microphone",
        to_and_fro(
            STAND.but(
                left=Arm(
                    (0.02, -0.06, 0.1), "mouth", (0.6, -1, 0.2), (-0.6, 0, -1), (-0.4, 1, 0), 0.09, 0.0, 75
                ),
                right=Arm((0.65, -0.1, 0.4), palm=(0, 1, 0.3)),
                nod=-10,
                cock=5,
            ),
            STAND.but(
                left=Arm(
                    (0.02, -0.06, 0.1), "mouth", (0.6, -1, 0.2), (-0.6, 0, -1), (-0.4, 1, 0), 0.09, 0.0, 75
                ),
                right=Arm((0.4, -0.4, 0.4), palm=(0, 1, 0.3)),
                nod=4,
                cock=-4,
            ),
            1.8,
        ),
        period=1.8,
        upper=True,
    ),
    "take_photo": Action(
        "take a photo, take a picture, photograph something, hold a camera to their eye, shoot a photo "
        "with a camera, take a snapshot",
        **held(
            STAND.but(
                Arm((0.07, -0.02, 0.1), "eye", (0.7, -1, 0), (-0.6, 0, 0.5), (-0.4, 0.9, 0.4), 0.07, 0.0, 40),
                bend=5,
            ),
            upper=True,
            loose=0.6,
        ),
    ),
    "selfie": Action(
        "take a selfie, hold up a phone for a selfie, photograph themself, take a picture of themself, "
        "pose for a selfie",
        **held(
            STAND.but(
                left=Arm(
                    (0.25, 0.35, 0.9), elbow=(0.5, -1, 0), palm=(0, 0.2, -1), fingers=(-0.3, 1, 0), curl=40
                ),
                right=ON_HIP,
                cock=-8,
                nod=-8,
                look=10,
            ),
            upper=True,
        ),
    ),
    "text": Action(
        "text on the phone, look at their phone, type on a smartphone, write a message on the phone, "
        "scroll on a phone, play with their phone",
        **held(
            STAND.but(
                Arm(
                    (0.04, -0.1, 0.2),
                    "chest",
                    (0.5, -1, -0.2),
                    (-0.5, 0.6, -0.6),
                    (-0.5, 0.7, 0.7),
                    0.08,
                    0.0,
                    50,
                ),
                nod=34,
                bend=8,
            ),
            upper=True,
            loose=0.6,
        ),
    ),
    "read": Action(
        "read a book, read, hold a book, read a newspaper, study a book, look into a book, read a letter",
        **held(
            STAND.but(
                Arm(
                    (0.1, -0.1, 0.23),
                    "chest",
                    (0.5, -1, -0.2),
                    (-0.4, 0.7, -0.7),
                    (-0.25, 0.8, 0.7),
                    0.08,
                    0.0,
                    30,
                ),
                nod=28,
                bend=6,
            ),
            upper=True,
            loose=0.6,
        ),
    ),
    "write": Action(
        "write on a wall, write on a blackboard, paint a wall, draw on a board, write with chalk, paint "
        "a picture",
        to_and_fro(
            STAND.but(
                left=Arm(
                    (0.35, 0.3, 0.75), elbow=(0.8, -1, 0), palm=(-0.3, 0, 1), fingers=(-0.3, 1, 0.4), curl=55
                )
            ),
            STAND.but(
                left=Arm(
                    (-0.1, 0.15, 0.8), elbow=(0.8, -1, 0), palm=(-0.3, 0, 1), fingers=(-0.3, 1, 0.4), curl=55
                )
            ),
            1.4,
        ),
        period=1.4,
        upper=True,
    ),
    "drink": Action(
        "drink, drink from a cup, drink a glass of water, take a sip, drink a beer, drink coffee, have "
        "a drink",
        (
            (0.1, STAND.but(left=CUP_LOW), 0.3),
            (0.8, STAND.but(left=CUP_HIGH, nod=-10), 1.0),
            (1.4, STAND.but(left=CUP_HIGH, nod=-20), 1.0),
            (1.95, STAND.but(left=CUP_LOW), 0.4),
        ),
        upper=True,
        loose=0.6,
    ),
    "eat": Action(
        "eat, eat an apple, eat something, bite into a sandwich, have a snack, put food in their mouth, "
        "eat a burger",
        to_and_fro(STAND.but(left=BITE, nod=6), STAND.but(left=CUP_LOW, nod=4), 1.4, 0.4),
        period=1.4,
        upper=True,
        loose=0.6,
    ),
    "brush_teeth": Action(
        "brush their teeth, clean their teeth, scrub their teeth, use a toothbrush, brush teeth with "
        "their left hand, play the harmonica",
        to_and_fro(STAND.but(left=brush(0.03), nod=5), STAND.but(left=brush(0.1), nod=5), 0.35),
        period=0.35,
        upper=True,
        loose=0.5,
    ),
    "comb": Action(
        "comb their hair, brush their hair, scratch their head, wash their hair, run a hand through "
        "their hair, fix their hair",
        to_and_fro(
            STAND.but(
                left=Arm(
                    (0.03, 0.02, 0.06), "crown", (1, 0, 0.3), (-0.3, -1, 0), (-0.8, 0.3, -0.5), 0.1, 0.0, 25
                ),
                cock=-6,
            ),
            STAND.but(
                left=Arm(
                    (0.08, -0.06, -0.06), "crown", (1, 0, 0.2), (-1, -0.4, 0), (-0.3, 0.2, -1), 0.1, 0.0, 25
                ),
                cock=-8,
            ),
            0.8,
        ),
        period=0.8,
        upper=True,
        loose=0.6,
    ),
    "look_far": Action(
        "look into the distance, shade their eyes, look far away, search the horizon, scout with a hand "
        "over the eyes, keep a lookout",
        **held(
            STAND.but(
                left=Arm(
                    (0.03, -0.01, 0.05), "forehead", (1, -0.2, 0.3), (0, -1, 0), (-1, 0.1, 0.1), 0.1, 0.0, 3
                ),
                bend=5,
            ),
            upper=True,
            loose=0.6,
        ),
    ),
    "binoculars": Action(
        "look through binoculars, hold binoculars, watch with binoculars, spy through binoculars, put "
        "on glasses",
        **held(
            STAND.but(
                Arm((0.03, 0.0, 0.06), "eye", (1, -0.6, 0.1), (-0.5, 0, -1), (-0.6, 0.8, 0.1), 0.09, 0.0, 55)
            ),
            upper=True,
            loose=0.6,
        ),
    ),
}
