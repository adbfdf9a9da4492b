"""The layout of the index cards. A cache: change it freely, raise VERSION, and every desk builds its own anew."""

from reception_cli.domain.legal_life import DONE, ORDERED

VERSION = 7


def _amounts(tables: str) -> str:
    """Write in a column for each amount."""
    columns = {
        name: ", ".join(f"{amount} NUMERIC" for amount in amounts)
        for name, amounts in (("ordered", ORDERED), ("done", DONE))
    }
    return tables.format(**columns)


# A link repeats all that a figure asks of a line and an incident, so that figures read nothing else.
# counted: 1 a visit, 2 a petition, 0 neither (struck through or refused); incident: 0 where a line brought none;
# status and the codes around it: none where the incident is struck through; single: the line brought one at most;
# alone: a visit of one live incident that had no other visit; visit: the one that brought this petition;
# handled_on: the day on which this line's matter was first handled, or ended before that.
# hidden: in cards of an earlier day, the incidents and receptions of which more is known since (store/secrecy.py).
# A life is what the law did with a matter: who decided, when, how it ended, what was ordered; done: of it, since.
TABLES = _amounts("""
CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE settings(key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE entries(
  seq INTEGER PRIMARY KEY, pos INTEGER NOT NULL, kind TEXT NOT NULL, subject INTEGER,
  clerk TEXT NOT NULL, batch INTEGER NOT NULL);
CREATE INDEX entries_subject ON entries(subject);
CREATE TABLE touches(subject INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY(subject, seq)) WITHOUT ROWID;
CREATE TABLE lines(
  line INTEGER PRIMARY KEY, type TEXT NOT NULL, day TEXT NOT NULL, at TEXT NOT NULL, people INTEGER NOT NULL,
  petitioners INTEGER, signatories INTEGER, session TEXT, host TEXT, source TEXT, is_group INTEGER NOT NULL,
  refused TEXT, commune TEXT, clerk TEXT NOT NULL, source_ref TEXT, void INTEGER NOT NULL,
  anonymous INTEGER NOT NULL);
CREATE TABLE links(
  line INTEGER NOT NULL, incident INTEGER NOT NULL, counted INTEGER NOT NULL, alone INTEGER NOT NULL,
  day TEXT NOT NULL, people INTEGER NOT NULL, is_group INTEGER NOT NULL, kind TEXT, field TEXT, status TEXT,
  handling TEXT, competence TEXT, is_first INTEGER NOT NULL, single INTEGER NOT NULL, petitioners INTEGER,
  session TEXT, host TEXT, commune TEXT, clerk TEXT NOT NULL, visit INTEGER, handled_on TEXT,
  PRIMARY KEY(line, incident)) WITHOUT ROWID;
CREATE INDEX links_incident ON links(incident, line);
CREATE INDEX links_visit ON links(visit) WHERE visit IS NOT NULL;
CREATE TABLE incidents(
  incident INTEGER PRIMARY KEY, opened_on TEXT NOT NULL, status TEXT NOT NULL, kind TEXT, field TEXT,
  competence TEXT, qualified INTEGER, prior TEXT, handling TEXT, result TEXT, closed_on TEXT, due_on TEXT,
  visits INTEGER NOT NULL, people INTEGER NOT NULL, petitions INTEGER NOT NULL,
  first_visit TEXT, last_visit TEXT, clerk TEXT NOT NULL, due_step TEXT, assignee TEXT, lacks TEXT, handled_on TEXT);
CREATE INDEX incidents_due ON incidents(due_on) WHERE due_on IS NOT NULL;
CREATE INDEX incidents_unclassified ON incidents(incident) WHERE kind IS NULL AND status = 'open';
CREATE INDEX incidents_assigned ON incidents(assignee) WHERE assignee IS NOT NULL;
CREATE INDEX incidents_lacking ON incidents(lacks) WHERE lacks IS NOT NULL;
CREATE TABLE lives(
  incident INTEGER PRIMARY KEY, instance TEXT, accepted_on TEXT, decided_on TEXT, outcome TEXT, late_days INTEGER,
  withdrawn_on TEXT, ended_on TEXT, ending TEXT, executed_on TEXT, {ordered});
CREATE TABLE done(
  incident INTEGER NOT NULL, n INTEGER NOT NULL, day TEXT NOT NULL, {done},
  PRIMARY KEY(incident, n)) WITHOUT ROWID;
CREATE TABLE replies(
  incident INTEGER NOT NULL, n INTEGER NOT NULL, day TEXT NOT NULL, PRIMARY KEY(incident, n)) WITHOUT ROWID;
CREATE TABLE steps(
  incident INTEGER NOT NULL, step TEXT NOT NULL, due_on TEXT, since TEXT NOT NULL,
  PRIMARY KEY(incident, step)) WITHOUT ROWID;
CREATE TABLE counted(
  step TEXT NOT NULL, since TEXT NOT NULL, due_on TEXT NOT NULL, PRIMARY KEY(step, since)) WITHOUT ROWID;
CREATE INDEX steps_due ON steps(due_on) WHERE due_on IS NOT NULL;
CREATE INDEX steps_since ON steps(step, since);
CREATE TABLE duties(
  seq INTEGER PRIMARY KEY, day TEXT NOT NULL, host TEXT NOT NULL, visitors INTEGER NOT NULL, planned INTEGER NOT NULL,
  clerk TEXT NOT NULL, gone INTEGER NOT NULL);
CREATE INDEX duties_day ON duties(day);
CREATE TABLE appointments(
  seq INTEGER PRIMARY KEY, day TEXT NOT NULL, at TEXT NOT NULL, incident INTEGER, clerk TEXT NOT NULL,
  gone INTEGER NOT NULL);
CREATE INDEX appointments_day ON appointments(day);
CREATE TABLE arrivals(
  seq INTEGER PRIMARY KEY, appointment INTEGER NOT NULL, came INTEGER NOT NULL, line INTEGER, clerk TEXT NOT NULL,
  gone INTEGER NOT NULL);
CREATE INDEX arrivals_appointment ON arrivals(appointment);
CREATE TABLE hidden(number INTEGER PRIMARY KEY);
CREATE TABLE late(seq INTEGER PRIMARY KEY, day TEXT NOT NULL);
CREATE TABLE marks(mark TEXT PRIMARY KEY, line INTEGER NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(
  text, detail=none, columnsize=0, tokenize="unicode61 remove_diacritics 0 tokenchars '_'");
""")

PUT_ENTRY = "INSERT OR REPLACE INTO entries VALUES(?,?,?,?,?,?)"
PUT_TOUCH = "INSERT OR REPLACE INTO touches VALUES(?,?)"
PUT_LINE = "INSERT OR REPLACE INTO lines VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
PUT_LINK = "INSERT OR REPLACE INTO links VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
PUT_LINK_IF_NEW = "INSERT OR IGNORE INTO links VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
PUT_INCIDENT = "INSERT OR REPLACE INTO incidents VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
_LISTED = "WHERE incident IN (SELECT value FROM json_each(?1))"
DROP_LIVES = tuple(f"DELETE FROM {table} {_LISTED}" for table in ("lives", "done", "replies"))
PUT_LIFE = f"INSERT INTO lives VALUES({','.join('?' * (10 + len(ORDERED)))})"
PUT_DONE = f"INSERT INTO done VALUES({','.join('?' * (3 + len(DONE)))})"
PUT_REPLY = "INSERT INTO replies VALUES(?,?,?)"
DROP_STEPS = f"DELETE FROM steps {_LISTED}"
PUT_STEP = "INSERT OR IGNORE INTO steps VALUES(?,?,?,?)"
PUT_MARK = "INSERT OR REPLACE INTO marks VALUES(?,?)"
PUT_WORDS = "INSERT OR REPLACE INTO words(rowid, text) VALUES(?,?)"
DROP_WORDS = "DELETE FROM words WHERE rowid = ?"
TIDY_WORDS = "INSERT INTO words(words) VALUES('optimize')"  # one look-up instead of one in each segment
# How many bytes of words are held before they are written as a segment: while a large register is read, and ever else.
MANY_WORDS, FEW_WORDS = (f"INSERT INTO words(words, rank) VALUES('hashsize', {size})" for size in (1 << 23, 1 << 20))
PUT_LATE = "INSERT OR REPLACE INTO late VALUES(?,?)"
PUT_META = "INSERT OR REPLACE INTO meta VALUES(?,?)"
PUT_SETTING = "INSERT OR REPLACE INTO settings VALUES(?,?)"
