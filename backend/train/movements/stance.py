"""Describe one key pose as an animator would: where the hands and feet are, how the trunk and head bend."""

from __future__ import annotations

import dataclasses

Vector = tuple[float, float, float]


@dataclasses.dataclass(frozen=True)
class Arm:
    """Where a hand is. Vectors are (outward from the body, up, to the front), for both sides alike.

    to: the wrist from the shoulder, in arm lengths, or from the place `at` (see limbs.PLACES), in metres;
    with at="ground" from the point on the ground under the body, with at="hang" from the shoulder but upright
    even where the trunk leans. elbow: where the elbow points. palm, fingers: where they face; None leaves
    the hand in line with the forearm. tip: metres from the wrist to the point of the hand that is at the
    target. shrug, curl: degrees by which the shoulder lifts and the fingers bend.
    """

    to: Vector = (0.17, -0.965, 0.09)
    at: str = "shoulder"
    elbow: Vector = (0.27, -0.9, -0.55)
    palm: Vector | None = None
    fingers: Vector | None = None
    tip: float = 0.0
    shrug: float = 0.0
    curl: float = 18.0


@dataclasses.dataclass(frozen=True)
class Foot:
    """A foot on (or over) the ground: at (outward, up, to the front), metres, where the flat foot's ankle
    would be over the ground; heel: degrees by which the heel is raised over the ball, negative for raised
    toes; out: degrees by which the toes, and knee: by which the knee point outward."""

    at: Vector = (0.115, 0.0, 0.0)
    heel: float = 0.0
    out: float = 9.0
    knee: float = 9.0


@dataclasses.dataclass(frozen=True)
class Leg:
    """A leg in the air, in degrees: hip flexion (forward) and abduction (outward), knee bend, outward turn of
    the thigh about itself, and how far the foot is pointed."""

    flex: float = 0.0
    abduct: float = 0.0
    knee: float = 0.0
    turn: float = 0.0
    point: float = 15.0


@dataclasses.dataclass(frozen=True)
class Stance:
    """A key pose. Lengths in metres, angles in degrees; left and right are the person's.

    shift: pelvis to the left and to the front of the point between the default feet; height: of the pelvis,
    lowered further where the feet do not reach; lean (forward), turn (left), tilt (left) of the pelvis; bend
    (forward), twist (left), side (left) of the spine; nod (down), look (left), cock (left) of the head;
    face: heading of the whole person; lift: of the lowest point over the ground.
    """

    left: Arm = Arm()
    right: Arm = Arm()
    left_foot: Foot | Leg = Foot()
    right_foot: Foot | Leg = Foot()
    shift: tuple[float, float] = (0.0, 0.0)
    height: float = 0.882
    lean: float = 0.0
    turn: float = 0.0
    tilt: float = 0.0
    bend: float = 2.0
    twist: float = 0.0
    side: float = 0.0
    nod: float = 0.0
    look: float = 0.0
    cock: float = 0.0
    face: float = 0.0
    lift: float = 0.0

    def but(self, arms: Arm | None = None, feet: Foot | Leg | None = None, **changes: object) -> Stance:
        """This stance with changes; arms and feet set both sides."""
        both: dict[str, object] = {}
        if arms is not None:
            both |= {"left": arms, "right": arms}
        if feet is not None:
            both |= {"left_foot": feet, "right_foot": feet}
        return dataclasses.replace(self, **(both | changes))  # type: ignore[arg-type]

    def mirrored(self) -> Stance:
        """The same stance seen in a mirror."""
        return dataclasses.replace(
            self,
            left=self.right,
            right=self.left,
            left_foot=self.right_foot,
            right_foot=self.left_foot,
            shift=(-self.shift[0], self.shift[1]),
            turn=-self.turn,
            tilt=-self.tilt,
            twist=-self.twist,
            side=-self.side,
            look=-self.look,
            cock=-self.cock,
            face=-self.face,
        )
