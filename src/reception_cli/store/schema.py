"""The layout of the index cards. A cache: change it freely, raise VERSION, and every desk builds its own anew."""

VERSION = 1

TABLES = """
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
  refused TEXT, commune TEXT, clerk TEXT NOT NULL, source_ref TEXT, void INTEGER NOT NULL);
CREATE TABLE links(
  line INTEGER NOT NULL, incident INTEGER NOT NULL, handling TEXT, is_first INTEGER NOT NULL,
  PRIMARY KEY(line, incident)) WITHOUT ROWID;
CREATE INDEX links_incident ON links(incident, line);
CREATE TABLE incidents(
  incident INTEGER PRIMARY KEY, opened_on TEXT NOT NULL, status TEXT NOT NULL, kind TEXT, field TEXT,
  competence TEXT, qualified INTEGER, prior TEXT, handling TEXT, result TEXT, closed_on TEXT, due_on TEXT,
  visits INTEGER NOT NULL, people INTEGER NOT NULL, petitions INTEGER NOT NULL,
  first_visit TEXT, last_visit TEXT, clerk TEXT NOT NULL);
CREATE TABLE late(seq INTEGER PRIMARY KEY, day TEXT NOT NULL);
CREATE TABLE marks(mark TEXT PRIMARY KEY, line INTEGER NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(
  text, detail=none, columnsize=0, tokenize="unicode61 remove_diacritics 0 tokenchars '_'");
"""

PUT_ENTRY = "INSERT OR REPLACE INTO entries VALUES(?,?,?,?,?,?)"
PUT_TOUCH = "INSERT OR REPLACE INTO touches VALUES(?,?)"
PUT_LINE = "INSERT OR REPLACE INTO lines VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
PUT_LINK = "INSERT OR REPLACE INTO links VALUES(?,?,?,?)"
PUT_LINK_IF_NEW = "INSERT OR IGNORE INTO links VALUES(?,?,NULL,0)"
PUT_INCIDENT = "INSERT OR REPLACE INTO incidents VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
PUT_MARK = "INSERT OR REPLACE INTO marks VALUES(?,?)"
PUT_WORDS = "INSERT OR REPLACE INTO words(rowid, text) VALUES(?,?)"
DROP_WORDS = "DELETE FROM words WHERE rowid = ?"
PUT_LATE = "INSERT OR REPLACE INTO late VALUES(?,?)"
PUT_META = "INSERT OR REPLACE INTO meta VALUES(?,?)"
PUT_SETTING = "INSERT OR REPLACE INTO settings VALUES(?,?)"
