"""Actions of the arms and the head, done standing."""

from __future__ import annotations

from .postures import FRONT, GUARD, HANG, ON_HIP, OUT, STAND, UP, into, there_and_back, to_and_fro
from .stance import Arm
from .timeline import Action, held

WAVE_OUT = Arm(to=(0.62, 0.55, 0.25), elbow=(0.6, -1, 0), palm=(0, 0, 1), fingers=(0.45, 1, 0))
WAVE_IN = Arm(to=(0.40, 0.58, 0.3), elbow=(0.6, -1, 0), palm=(0, 0, 1), fingers=(-0.35, 1, 0))
CLAP = Arm(
    (0.012, -0.02, 0.14), "chest", (0.7, -1, 0), palm=(-1, 0, 0), fingers=(-0.1, 0.75, 1), tip=0.08, curl=2
)
APART = Arm(
    (0.17, -0.02, 0.14), "chest", (0.8, -1, 0), palm=(-1, 0, 0), fingers=(0.1, 0.75, 1), tip=0.08, curl=2
)
POINT = Arm(to=(-0.05, 0.1, 1.2), elbow=(0.6, -1, 0), palm=(0, -1, 0), curl=30)
SALUTE = Arm(
    (0.065, 0.0, -0.02),
    "forehead",
    (1, -0.1, 0.25),
    palm=(0, -0.8, 0.5),
    fingers=(-0.9, 0.45, 0.1),
    tip=0.17,
    curl=2,
)
CROSS_UNDER = Arm(
    (-0.10, -0.05, 0.045), "chest", (0.8, -1, 0.1), palm=(0, -0.2, -1), fingers=(-1, 0.25, -0.2), curl=15
)
CROSS_OVER = Arm(
    (-0.10, -0.06, 0.10), "chest", (0.8, -1, 0.1), palm=(0, -0.2, -1), fingers=(-1, 0.2, -0.4), curl=25
)
BEHIND_HEAD = Arm(
    (0.02, 0.0, -0.03), "nape", (1, 0.2, 0.1), palm=(-0.3, 0, 1), fingers=(-1, 0.4, -0.2), tip=0.13, curl=20
)
BEHIND_BACK = Arm(
    (0.05, -0.03, -0.05), "back", (0.9, 0.2, -1), palm=(0, 0, -1), fingers=(-1, -0.4, 0), curl=25
)
POCKET = Arm((0.03, -0.10, 0.05), "hip", (0.8, 0, -1), palm=(-1, 0, 0), fingers=(-0.15, -1, 0.3), curl=30)
PRAY = Arm(
    (0.014, -0.02, 0.09), "chest", (0.9, -0.6, 0), palm=(-1, 0, 0), fingers=(-0.05, 1, 0.3), tip=0.09, curl=2
)
SHRUG = Arm(
    (0.55, -0.35, 0.42), elbow=(0.1, -1, -0.4), palm=(0.1, 1, 0.1), fingers=(0.8, 0.1, 0.6), shrug=18, curl=5
)
CHIN = Arm(
    (0.0, -0.035, 0.02),
    "chin",
    (0.3, -1, 0.2),
    palm=(-0.2, 0, -1),
    fingers=(-0.3, 1, -0.1),
    tip=0.12,
    curl=55,
)
SUPPORT = Arm(
    (-0.06, -0.12, 0.05), "chest", (0.8, -1, 0.0), palm=(0, 0.2, -1), fingers=(-1, 0.1, 0.1), curl=25
)
FACEPALM = Arm(
    (0.01, -0.03, 0.02),
    "forehead",
    (0.6, -1, 0.4),
    palm=(0, -0.1, -1),
    fingers=(-0.5, 1, 0),
    tip=0.10,
    curl=12,
)
PHONE = Arm(
    (0.035, -0.01, 0.03), "ear", (0.6, -1, 0.3), palm=(-1, 0, 0.1), fingers=(0, 1, -0.25), tip=0.10, curl=45
)
KISS = Arm(
    (0.0, 0.0, 0.02), "mouth", (0.6, -1, 0.2), palm=(0, 0, -1), fingers=(-0.4, 1, -0.1), tip=0.15, curl=8
)
BLOWN = Arm((0.1, -0.05, 0.85), elbow=(0.5, -1, 0), palm=(0, 1, 0), fingers=(0, 0.2, 1), curl=5)
STOP = Arm((0.0, 0.05, 1.0), elbow=(0.6, -1, 0), palm=(0, 0, 1), fingers=(0, 1, 0.1), curl=2)
BICEPS = Arm((0.6, 0.42, 0.05), elbow=(1, -0.15, 0.1), palm=(-1, 0, 0), fingers=(-0.7, 0.7, 0), curl=85)
GESTURES = (
    Arm((0.25, -0.45, 0.5), elbow=(0.5, -1, -0.4), palm=(-0.7, 0.7, 0), fingers=(0, 0.2, 1), curl=12),
    Arm((0.55, -0.25, 0.5), elbow=(0.5, -1, -0.4), palm=(-0.2, 0.9, 0.2), fingers=(0.5, 0.3, 1), curl=8),
    Arm((0.05, -0.3, 0.52), elbow=(0.6, -1, -0.2), palm=(-1, 0, -0.2), fingers=(-0.3, 0.4, 1), curl=20),
    Arm((0.4, 0.05, 0.6), elbow=(0.6, -1, 0.0), palm=(-0.5, 0.4, 0.5), fingers=(0.1, 0.8, 0.6), curl=15),
)
WAG = Arm((0.15, 0.05, 0.75), elbow=(0.5, -1, 0), palm=(-0.7, 0, 0.5), fingers=(0, 1, 0.5), curl=40)
WAG_DOWN = Arm((0.15, -0.15, 0.8), elbow=(0.5, -1, 0), palm=(-0.8, 0, 0), fingers=(-0.1, 0.3, 1), curl=40)
BECKON = Arm((0.15, -0.1, 0.85), elbow=(0.5, -1, 0), palm=(0, 1, 0), fingers=(0, 0.1, 1), curl=5)
BECKONED = Arm((0.15, 0.2, 0.4), elbow=(0.5, -1, 0), palm=(0, 0.2, -1), fingers=(-0.1, 1, -0.2), curl=50)
THUMB = Arm((0.15, -0.15, 0.8), elbow=(0.5, -1, -0.1), palm=(-1, 0, 0), fingers=(-0.2, 0.1, 1), curl=80)

ARMS = {
    "stand": Action(
        "stand, stand still, stand upright, stand straight, stand there, =idle, wait, do nothing, =at "
        "rest, =in a neutral pose",
        **held(STAND, lower=True),
    ),
    "t_pose": Action(
        "=in a T-pose, stand in a T-pose, do a t pose, hold both arms straight out to the sides, "
        "stretch their arms out sideways, spread their arms wide, =with the arms stretched to both "
        "sides",
        **held(STAND.but(OUT), upper=True, loose=0.6),
    ),
    "a_pose": Action(
        "=in an A-pose, stand in an A-pose, =with the arms a little away from the body, do an a pose, "
        "hold their arms diagonally down, =with the arms down and away from the sides",
        **held(STAND.but(Arm((0.68, -0.73, 0.03), elbow=(0, 0, -1), curl=8)), loose=0.6),
    ),
    "raise_both_arms": Action(
        "raise both arms, lift both hands up, put their hands up in the air, raise their arms overhead, "
        "hold both arms above their head, reach up with both hands, =with both arms up, stretch their "
        "arms to the sky, =hands up, raise their hands",
        ((0.15, STAND, 0.0), (0.95, STAND.but(UP, nod=-6), 1.0), (1.9, STAND.but(UP, nod=-8), 1.0)),
        upper=True,
    ),
    "raise_left_arm": Action(
        "raise their left arm, lift their left hand, put up their left hand, hold their left arm up, "
        "reach up with their left hand, =with the left arm up, raise one arm, raise a hand",
        ((0.15, STAND, 0.0), (0.9, STAND.but(left=UP), 1.0), (1.9, STAND.but(left=UP, side=-3), 1.0)),
        upper=True,
    ),
    "arms_forward": Action(
        "stretch both arms forward, hold their arms out in front, reach forward with both hands, extend "
        "their arms to the front, =with both arms straight ahead, raise their arms in front of their "
        "chest",
        into(STAND.but(FRONT)),
        upper=True,
    ),
    "spread_arms": Action(
        "raise their arms to the sides, spread their arms, open their arms wide, lift their arms "
        "sideways, stretch their arms out to the sides, open their arms",
        into(STAND.but(OUT)),
        upper=True,
    ),
    "hands_on_hips": Action(
        "put their hands on their hips, stand with their hands on their hips, rest both hands on their "
        "waist, =with the hands on the hips, stand with arms akimbo, =arms akimbo",
        **held(STAND.but(ON_HIP), upper=True),
    ),
    "cross_arms": Action(
        "cross their arms, fold their arms, stand with crossed arms, =with folded arms, cross both arms "
        "in front of their chest, =with arms crossed over the chest, stand with their arms folded",
        **held(STAND.but(left=CROSS_UNDER, right=CROSS_OVER), upper=True, loose=0.6),
    ),
    "hands_behind_head": Action(
        "put their hands behind their head, hold their hands behind their head, =with both hands behind "
        "the head, clasp their hands behind their head, lean back with their hands behind their head, "
        "surrender",
        **held(STAND.but(BEHIND_HEAD, bend=-3), upper=True),
    ),
    "hands_behind_back": Action(
        "hold their hands behind their back, stand with their hands behind their back, stand at ease, "
        "=with both hands behind the back, clasp their hands behind their back, hide their hands behind "
        "their back",
        **held(STAND.but(BEHIND_BACK, bend=-2), upper=True),
    ),
    "hands_in_pockets": Action(
        "put their hands in their pockets, stand with their hands in their pockets, =hands in pockets, "
        "keep both hands in their pockets, stand around casually, lounge about with hands in pockets",
        **held(STAND.but(POCKET, bend=5, height=0.872), upper=True),
    ),
    "wave": Action(
        "wave their left hand, wave with their left arm, wave, wave hello, wave goodbye, greet "
        "somebody, say hi, wave at someone, wave one hand",
        to_and_fro(STAND.but(left=WAVE_OUT, cock=4), STAND.but(left=WAVE_IN, cock=-2), 0.7),
        period=0.7,
        upper=True,
    ),
    "wave_both": Action(
        "wave both hands, wave both arms, wave with both hands above their head, signal with both arms, "
        "wave their arms in the air, call for help with both arms, wave frantically",
        to_and_fro(
            STAND.but(Arm((0.75, 0.85, 0.15), elbow=(1, -0.3, 0)), nod=-4),
            STAND.but(Arm((0.15, 1.05, 0.2), elbow=(1, 0, 0.2)), nod=-4),
            0.8,
        ),
        period=0.8,
        upper=True,
    ),
    "clap": Action(
        "clap, clap their hands, applaud, give applause, clap both hands together, =clapping and cheering",
        to_and_fro(STAND.but(CLAP), STAND.but(APART), 0.45, 0.9),
        period=0.45,
        upper=True,
        loose=0.6,
    ),
    "point": Action(
        "point forward with their left hand, point at something, point ahead, point their left arm "
        "forward, point a finger at someone, show the way, accuse someone by pointing",
        into(STAND.but(left=POINT, twist=-10, look=5), reach=0.7),
        upper=True,
    ),
    "point_side": Action(
        "point to the left, point left with their left arm, stretch their left arm out to the side, "
        "point sideways, hold their left arm out to the left, look to the left and +point there",
        into(
            STAND.but(left=Arm((1.1, 0.12, 0.2), elbow=(0, -1, -0.6), palm=(0, -1, 0), curl=30), look=45),
            reach=0.7,
        ),
        upper=True,
    ),
    "point_up": Action(
        "point up, point at the sky, point upward with their left hand, point to the ceiling, look up "
        "and point, point their left arm up",
        into(STAND.but(left=Arm((0.1, 1.1, 0.6), elbow=(1, -0.5, 0), curl=35), nod=-25, bend=-3), reach=0.7),
        upper=True,
    ),
    "salute": Action(
        "salute, salute with their left hand, give a military salute, stand at attention and +salute, "
        "salute like a soldier, bring their left hand to their forehead in salute",
        into(STAND.but(left=SALUTE, right=Arm((0.1, -1, 0.0)), bend=-1, nod=-3), reach=0.6),
        upper=True,
        loose=0.5,
    ),
    "pray": Action(
        "pray, fold their hands in prayer, press their palms together, hold their hands together in "
        "front of their chest, =in prayer, do a namaste, say a prayer",
        **held(STAND.but(PRAY, nod=20, bend=5), upper=True, loose=0.5),
    ),
    "shrug": Action(
        "shrug, shrug their shoulders, lift their shoulders in doubt, raise both shoulders with open "
        "palms, =confused, say I do not know, =clueless",
        there_and_back(STAND.but(SHRUG, cock=9, nod=-2), reach=0.6),
        upper=True,
    ),
    "nod": Action(
        "nod, nod their head, say yes with their head, nod in agreement, agree, move their head up and down",
        to_and_fro(STAND.but(nod=24), STAND.but(nod=-9), 0.75, 0.5),
        period=0.75,
    ),
    "shake_head": Action(
        "shake their head, say no with their head, shake their head no, disagree, turn their head from "
        "side to side, refuse by shaking their head",
        to_and_fro(STAND.but(look=38), STAND.but(look=-38), 0.9),
        period=0.9,
    ),
    "look_around": Action(
        "look around, look left and right, search for something, look from side to side, watch out in "
        "all directions, scan the surroundings",
        to_and_fro(STAND.but(look=58, twist=14, nod=-3), STAND.but(look=-58, twist=-14, nod=3), 2.4),
        period=2.4,
    ),
    "look_up": Action(
        "look up, look at the sky, stare at the stars, tilt their head back, gaze upward, watch the clouds",
        into(STAND.but(nod=-40, bend=-9)),
    ),
    "look_down": Action(
        "look down, look at the ground, lower their head, stare at their feet, hang their head, bow "
        "their head",
        into(STAND.but(nod=44, bend=9)),
    ),
    "think": Action(
        "think, put their left hand on their chin, ponder, =deep in thought, wonder about something, "
        "rest their chin on their hand, stroke their chin, consider something",
        **held(STAND.but(left=CHIN, right=SUPPORT, nod=9, cock=6, bend=5), upper=True, loose=0.6),
    ),
    "facepalm": Action(
        "facepalm, put their left hand on their face, slap their forehead, cover their face with one "
        "hand, hold their forehead in disbelief, =embarrassed",
        into(STAND.but(left=FACEPALM, nod=22, bend=8), reach=0.6),
        upper=True,
        loose=0.6,
    ),
    "talk": Action(
        "talk, talk with their hands, explain something, gesture while talking, give a speech, chat "
        "with someone, tell a story, discuss something",
        (
            (0.0, STAND.but(left=GESTURES[0], right=GESTURES[1], cock=4, look=6), 1.0),
            (0.6, STAND.but(left=GESTURES[1], right=GESTURES[1], nod=5), 1.0),
            (1.1, STAND.but(left=GESTURES[2], right=GESTURES[3], cock=-4, look=-6), 1.0),
            (1.6, STAND.but(left=GESTURES[3], right=GESTURES[2], nod=-4), 1.0),
        ),
        period=2.1,
        upper=True,
    ),
    "scold": Action(
        "scold someone, argue, wag their left finger, quarrel, shake a finger at someone, shout at "
        "someone, lecture someone",
        to_and_fro(
            STAND.but(left=WAG, right=ON_HIP, lean=4, bend=7, nod=3),
            STAND.but(left=WAG_DOWN, right=ON_HIP, lean=5, bend=9, nod=9),
            0.5,
        ),
        period=0.5,
        upper=True,
    ),
    "phone": Action(
        "talk on the phone, make a phone call, hold a phone to their left ear, answer the phone, call "
        "someone, =on the phone, listen to the phone",
        **held(STAND.but(left=PHONE, cock=9, nod=4), upper=True, loose=0.6),
    ),
    "blow_kiss": Action(
        "blow a kiss, throw a kiss with their left hand, kiss their hand and +wave, send a kiss, blow "
        "kisses, kiss their fingers",
        (
            (0.1, STAND, 0.0),
            (0.6, STAND.but(left=KISS, nod=4), 1.0),
            (0.85, STAND.but(left=KISS, nod=6), 1.0),
            (1.35, STAND.but(left=BLOWN, nod=-6, bend=5), 0.9),
            (1.9, STAND.but(left=BLOWN, nod=-4), 0.7),
        ),
        upper=True,
        loose=0.6,
    ),
    "stop": Action(
        "hold up their left hand to stop someone, gesture stop, signal stop with their left hand, say "
        "stop, hold out their left palm, hold someone back with a hand",
        into(STAND.but(left=STOP), reach=0.6),
        upper=True,
    ),
    "beckon": Action(
        "beckon, beckon someone with their left hand, wave someone over, say come here, call someone "
        "over with a hand, invite someone closer",
        to_and_fro(STAND.but(left=BECKON), STAND.but(left=BECKONED), 0.9),
        period=0.9,
        upper=True,
    ),
    "thumbs_up": Action(
        "give a thumbs up, show a thumbs up with their left hand, give a thumb up, approve with a "
        "thumb, show that it is okay, put their left thumb up",
        into(STAND.but(left=THUMB, nod=4), reach=0.6),
        upper=True,
    ),
    "flex": Action(
        "flex their muscles, flex both biceps, show off their muscles, pose like a bodybuilder, do a "
        "double biceps pose, show how strong they are",
        **held(STAND.but(BICEPS, bend=-5, height=0.87), upper=True, loose=0.7),
    ),
    "stretch_up": Action(
        "stretch, stretch their body, stretch and +yawn, stretch their back, reach high and +stretch "
        "sideways, stretch after waking up",
        to_and_fro(
            STAND.but(Arm((-0.2, 1.3, 0.0), elbow=(1, 0, 0.2)), side=22, bend=-5, nod=-8),
            STAND.but(Arm((-0.2, 1.3, 0.0), elbow=(1, 0, 0.2)), side=-22, bend=-5, nod=-8),
            2.0,
        ),
        period=2.0,
    ),
    "arm_circles": Action(
        "circle their arms, swing their arms in circles, do arm circles, warm up their shoulders, "
        "rotate both arms, windmill their arms",
        (
            (0.0, STAND.but(HANG), 0.5),
            (0.3, STAND.but(FRONT), 0.9),
            (0.6, STAND.but(UP), 1.0),
            (0.9, STAND.but(Arm((0.95, 0.2, -0.35), elbow=(0, -0.5, -1))), 0.9),
        ),
        period=1.2,
        upper=True,
    ),
    "hold_up_fists": Action(
        "hold up their fists, put up their fists, raise both fists in front of their face, =ready to "
        "fight, guard their face with both fists, make fists",
        into(STAND.but(GUARD, nod=6, bend=8), reach=0.6),
        upper=True,
    ),
}
