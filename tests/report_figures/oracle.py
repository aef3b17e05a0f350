#!/usr/bin/env python3
"""The figures of made-up missions by SQL over the JSON of their notices, held against the engine's.

  oracle.py report_missions_PROGRAM [COUNT]

Another hand's reading of REPORTS section A, with its own extraction; nothing of the engine is in it.
"""
import collections
import json
import pathlib
import sqlite3
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
REFERENCES = """
SELECT ref.src, ref.verb, ref.target FROM ref
JOIN r b ON b.id = ref.src JOIN r t ON t.id = ref.target
WHERE ref.verb IN ('corrects', 'supersedes', 'cancels') AND t.office = b.office
  AND t.exercise = b.exercise
ORDER BY b.idx, ref.nth"""
# Nothing can be done to a notice that takes others back.
IN_FORCE = "SELECT 1 FROM r t JOIN r p ON p.id = t.place WHERE t.id = ? AND p.fate <> 'withdrawal'"
# Families that must have been reached, or they would be compared with nothing.
FAMILIES = """v.reg v.province v.kind v.day v.side v.events v.events_unknown v.late v.boundary
v.designated v.killed v.injured v.killed_unknown v.replaced v.withdrawn v.exercise e.agreed e.disputed
e.single_source e.distinct_low e.distinct_high a.carried_in a.asked a.completed a.refused a.open_end
a.cleared_in_full a.blocked_ever k.n k.in_time k.late k.open_overdue k.open_not_due k.passed_on
k.resolved k.p50_ms k.p90_ms k.resolved_p50_ms p.observed_ms p.declared_ms p.unreported_ms""".split()


def load(db, mission):
    frame = mission["frame"]
    db.execute("CREATE TABLE frame AS SELECT ? AS start_ms, ? AS end_ms, ? AS cut, ? AS cut_ms, ? AS late_ms",
               [frame[name] for name in ("start_ms", "end_ms", "cut", "cut_ms", "late_ms")])
    db.executescript((HERE / "oracle_tables.sql").read_text())
    for sheet in mission["sheets"]:
        office = sheet["office"]
        db.execute("INSERT INTO sheet VALUES(?)", [office])
        for link in sheet["links"]:
            db.execute("INSERT INTO link VALUES(?,?,?)", [office, link["a"], link["b"]])
        for position in sheet["positions"]:
            db.execute("INSERT INTO position(office, row, says) VALUES(?,?,?)",
                       [office, position["row"], position["position"]])
        for act in sheet["acts"]:
            db.execute("INSERT INTO act VALUES(?,?,?,?,?)",
                       [act[name] for name in ("notice", "mailbox", "state", "time_ms", "index")])
    offices = {sheet["office"] for sheet in mission["sheets"]}
    for notice in mission["notices"]:
        if notice["office"] not in offices:
            continue
        db.execute("INSERT INTO notice(office, hash, idx, logged, claimed, kind, form, within)"
                   " VALUES(?,?,?,?,?,?,?,?)",
                   [notice[name] for name in ("office", "hash", "index", "logged_ms", "time_s", "kind")]
                   + [json.dumps(notice["form"]), notice.get("ack_within_s")])
        for office in notice["to"]:
            db.execute("INSERT INTO addressee VALUES(?,?)", [notice["hash"], office])


def replay(db):
    """Reference by reference in log order."""
    for source, verb, target in db.execute(REFERENCES).fetchall():
        if not db.execute(IN_FORCE, [target]).fetchone():
            continue
        if verb == "cancels":
            db.execute("INSERT OR IGNORE INTO cancelled SELECT ?, logged FROM notice WHERE id = ?",
                       [target, source])
            db.execute("UPDATE r SET fate = 'withdrawn' WHERE fate = 'live' AND id ="
                       " (SELECT place FROM r WHERE id = ?)", [target])
            continue
        db.execute("UPDATE r SET fate = 'replaced' WHERE id <> ?1 AND id ="
                   " (SELECT place FROM r WHERE id = ?2)", [source, target])
        db.execute("UPDATE r SET place = ?1 WHERE place = (SELECT place FROM r WHERE id = ?2)",
                   [source, target])


def figures_of(mission):
    db = sqlite3.connect(":memory:")
    load(db, mission)
    db.executescript((HERE / "oracle_rows.sql").read_text())
    replay(db)
    db.executescript((HERE / "oracle_views.sql").read_text())
    figures = {}
    for sql in (HERE / "oracle_figures.sql").read_text().split(";\n"):
        figures.update((id, str(value)) for id, value in db.execute(sql) if str(value) != "0")
    return figures


def main():
    program, count = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "80"
    out = subprocess.run([program, count], check=True, capture_output=True, text=True).stdout
    reached = collections.Counter()
    wrong = 0
    for line in out.splitlines():
        mission = json.loads(line)
        engine = {id: value for id, value in mission["figures"].items() if value not in ("0", "none")}
        ours = figures_of(mission)
        reached.update(".".join(id.split(".")[:2]) for id in ours)
        for id in sorted(engine.keys() | ours.keys()):
            if engine.get(id) != ours.get(id):
                wrong += 1
                print(f"mission {mission['seed']}: {id}: engine {engine.get(id)}, SQL {ours.get(id)}")
    print(f"figures compared with SQL: {sum(reached.values())}, wrong: {wrong}")
    missed = [family for family in FAMILIES if reached[family] < 5]
    if missed:
        print("hardly reached:", *missed)
    sys.exit(1 if wrong or missed else 0)


if __name__ == "__main__":
    main()
