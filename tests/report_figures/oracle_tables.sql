-- What the offices that contribute wrote.
CREATE TABLE sheet(office);
CREATE TABLE notice(id INTEGER PRIMARY KEY, office, hash, idx, logged, claimed, kind, form, within);
CREATE TABLE addressee(hash, office);
CREATE TABLE link(office, a, b);
CREATE TABLE position(seq INTEGER PRIMARY KEY, office, row, says);
CREATE TABLE act(hash, mailbox, state, time_ms, idx);
CREATE TABLE cancelled(id INTEGER PRIMARY KEY, at_ms);
