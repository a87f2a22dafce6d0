"""The sidebar in other languages; what the backend says is in English."""

from __future__ import annotations

from typing import Any

import bpy

GERMAN = {
    # buttons
    "Add Motion": "Bewegung hinzufügen",
    "Add to Queue": "In die Warteschlange",
    "Allow Online Access": "Online-Zugriff erlauben",
    "Cancel": "Abbrechen",
    "Check": "Prüfen",
    "Choose Folder": "Ordner wählen",
    "Clear Queue": "Warteschlange leeren",
    "Copy Report": "Bericht kopieren",
    "Delete": "Löschen",
    "Delete Avatar from Disk": "Avatar von der Festplatte löschen",
    "Download Weights": "Gewichte laden",
    "Export For": "Exportieren für",
    "Export FBX": "FBX exportieren",
    "Export GLB": "GLB exportieren",
    "Generate": "Erzeugen",
    "Import Again": "Erneut importieren",
    "Import Avatar": "Avatar importieren",
    "Play Motion": "Bewegung abspielen",
    "Open Folder": "Ordner öffnen",
    "Open Log": "Protokoll öffnen",
    "Resume": "Fortsetzen",
    "Rig Mesh": "Mesh riggen",
    "Rig Mesh from File": "Mesh-Datei riggen",
    "Set Up": "Einrichten",
    "Show Larger": "Größer zeigen",
    "Show Preferences": "Einstellungen zeigen",
    "Use Built-in Guide": "Eigenen Juror nehmen",
    "Use Free Body": "Freien Körper nehmen",
    "Use Its Settings": "Einstellungen holen",
    "Vary Seed": "Startwert ändern",
    # fields and choices
    "Automatic": "Automatisch",
    "Body": "Körper",
    "Body File": "Körperdatei",
    "Built-in": "Mitgeliefert",
    "By Name": "Nach Namen",
    "Clothed": "Bekleidet",
    "Device": "Gerät",
    "Draft": "Entwurf",
    "Environment": "Umgebung",
    "File": "Datei",
    "Files": "Dateien",
    "Fingers": "Finger",
    "Folder": "Ordner",
    "Found": "Gesucht",
    "Free Body": "Freier Körper",
    "Guide": "Juror",
    "Guide's Name": "Name des Jurors",
    "History": "Verlauf",
    "Lock Seed": "Startwert festhalten",
    "Looks": "Aussehen",
    "Model": "Modell",
    "Motion (Optional)": "Bewegung (optional)",
    "Motions": "Bewegungen",
    "Normal Map": "Normalenkarte",
    "Options": "Optionen",
    "Page": "Seite",
    "Paper": "Wie im Aufsatz",
    "Plain Grey": "Einfaches Grau",
    "Pose": "Pose",
    "Progress": "Fortschritt",
    "Quality": "Qualität",
    "Recent Prompts": "Letzte Texte",
    "Rig a Mesh": "Ein Mesh riggen",
    "Rigged Mesh": "Mesh",
    "Seed": "Startwert",
    "Standard": "Standard",
    "Standing": "Stehend",
    "Start": "Anfang",
    "T-Pose": "T-Pose",
    "Triangles": "Dreiecke",
    "Weights": "Gewichte",
    "Weights File": "Gewichtsdatei",
    "Wheels": "Pakete",
    # stages
    "Starting": "Beginnt",
    "Cancelling": "Bricht ab",
    "Mesh": "Mesh",
    "Clothes": "Kleidung",
    "Sculpture": "Skulptur",
    "Surface": "Oberfläche",
    "Rig": "Skelett",
    "Motion": "Bewegung",
    # sentences
    "Avatars made in the folder under Options appear here.": (
        "Hier erscheinen Avatare aus dem Ordner unter Optionen."
    ),
    "No news for {} min. If it hangs, press Cancel: what is finished is kept.": (
        "Seit {} min keine Nachricht. Abbrechen behält, was fertig ist."
    ),
    "Select an avatar to see its motions.": "Ein gewählter Avatar zeigt hier seine Bewegungen.",
    "Prompts of earlier avatars appear here": "Hier erscheinen Texte früherer Avatare",
    "The backend is not set up.": "Nicht eingerichtet.",
    "Setting up downloads up to {:g} GB from PyPI and takes {:g} GB in:": (
        "Einrichten lädt bis zu {:g} GB von PyPI und braucht {:g} GB in:"
    ),
    "Setting up takes {:g} GB; the packages come from your folder of wheels. It goes to:": (
        "Einrichten braucht {:g} GB, die Pakete kommen aus Ihrem Ordner. Ziel:"
    ),
    "Unfinished": "Unfertig",
    "Replace {}?": "{} ersetzen?",
    "{} in the Queue": "{} in der Schlange",
    "Guide: {}": "Juror: {}",
    "Seed {}": "Startwert {}",
    "Page (of {})": "Seite (von {})",
    "{} ({} of {})": "{} ({} von {})",
    "{:.0f} s left": "noch {:.0f} s",
    "{} min left": "noch {} min",
    "{} h {} min left": "noch {} h {} min",
    # tooltips
    "At most so many; 0: what the quality has. 8,000 and a normal map suit games": (
        "Höchstens so viele; 0: wie die Qualität es vorsieht. Für Spiele genügen 8.000 und eine Normalenkarte"
    ),
    "Three bones a finger in place of one a hand; bodies of SMPL-X always have them": (
        "Drei Knochen je Finger statt einem je Hand; Körper von SMPL-X haben sie immer"
    ),
    "A picture of the folds and features that the triangles are too large for": (
        "Ein Bild der Falten und Züge, für die die Dreiecke zu groß sind"
    ),
    "Fit a body into the selected meshes, in whatever pose, and import them with bones and weights": (
        "Einen Körper in die gewählten Meshes einpassen und sie mit Knochen und Gewichten importieren"
    ),
    "Choose a file with a person's mesh, made elsewhere, and import it with bones and weights": (
        "Die Datei eines Menschen als Mesh wählen und es mit Knochen und Gewichten importieren"
    ),
    "The pose that the mesh is in": "Die Pose, in der das Mesh ist",
    "The body in words": "Der Körper in Worten",
    "Who it is and what it wears, in words": "Wer es ist und was er trägt, in Worten",
    "What it does, in words, such as: raising both arms. "
    "Several with ; between them, a clip for each. Empty: it stands": (
        "Was er tut, in Worten, etwa: raising both arms. "
        "Mehrere mit ; dazwischen, je eine Animation. Leer: er steht"
    ),
    "Make this motion the active one and play it over and over; the scene then lasts as long as it does": (
        "Diese Bewegung wählen und immer wieder abspielen; die Szene dauert dann so lange wie sie"
    ),
    "Make the motion of the field above for the selected avatar; its looks and other motions stay": (
        "Die Bewegung aus dem Feld oben für den gewählten Avatar machen; Aussehen und andere bleiben"
    ),
    "How much time to spend": "Wie viel Zeit es kosten darf",
    "The same words and seed give the same avatar; a seed that is typed gets locked": (
        "Gleiche Worte und gleicher Startwert ergeben den gleichen Avatar; ein eingetippter wird festgehalten"
    ),
    "Keep the seed; unlocked, each Generate draws a new one and shows it in the field": (
        "Den Startwert behalten; sonst wird für jeden Avatar ein neuer gezogen und gezeigt"
    ),
    "Make an avatar from the words and import it; while one is being made, the next waits for its turn": (
        "Aus den Worten einen Avatar machen und importieren; solange einer entsteht, wartet der nächste"
    ),
    "Stop making this avatar; what is finished of it is kept, and Resume in the history goes on": (
        "Diesen Avatar abbrechen; was fertig ist, bleibt, und Fortsetzen im Verlauf geht dort weiter"
    ),
    "Go on making this avatar where it was cancelled or failed": (
        "Diesen Avatar dort weitermachen, wo er abgebrochen wurde oder gescheitert ist"
    ),
    "Delete this avatar's files from the disk, for good; avatars in a scene stay": (
        "Die Dateien dieses Avatars endgültig löschen; Avatare in einer Szene bleiben"
    ),
}
CONTEXTS = ("*", "Operator")
# Blender has renamed its German between versions.
DICTIONARY = {
    locale: {(context, text): said for text, said in GERMAN.items() for context in CONTEXTS}
    for locale in ("de_DE", "de")
}


def said(text: str, *values: object) -> str:
    """The text in the language of Blender's interface, its braces filled with the values."""
    translated: Any = bpy.app.translations.pgettext_iface(text)
    return translated.format(*values)


def register() -> None:
    bpy.app.translations.register(__package__, DICTIONARY)


def unregister() -> None:
    bpy.app.translations.unregister(__package__)
