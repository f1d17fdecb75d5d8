"""CSV into teams, people, recognitions and commitments: what other systems know, thanks and promises of the past.

A file is read twice. The first time nothing is written: what is wrong with the file as a whole (encoding, header) is
refused, and the lines of one act of thanks are counted, wherever they stand. The second time everything that can be
kept is written, in batches that are a transaction each; whatever cannot becomes a `Refusal` with its line. Every fact
of a file has an external id, one that it names or one made of its words, so the same file can come again: after a crash
the second run does the rest, and a third does nothing.
"""

from had_your_back.imports.commitments import import_commitments
from had_your_back.imports.people import import_people, import_teams
from had_your_back.imports.recognitions import import_recognitions
from had_your_back.imports.reports import Options, Progress, Report, UnknownPeople
from had_your_back.imports.sheets import ColumnMapping, Refusal, read_mapping

__all__ = [
    "ColumnMapping",
    "Options",
    "Progress",
    "Refusal",
    "Report",
    "UnknownPeople",
    "import_commitments",
    "import_people",
    "import_recognitions",
    "import_teams",
    "read_mapping",
]
