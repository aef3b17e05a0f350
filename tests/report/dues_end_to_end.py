#!/usr/bin/env python3
"""R23 end to end, with the plugins report and escalation on liaison-hub-sim and officers' commands: a contribution
that does not come climbs ladder L-REPORT to the office's head, and climbs no more once it has come.

    dues_end_to_end.py BUILD MISSION        MISSION: as tests/escalation/end_to_end.py has founded it
"""
import json
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tests" / "escalation"))
import mission  # noqa: E402
import steps  # noqa: E402

SCRIPT = HERE / "dues_end_to_end.json"
REPORT = "JWG-2026-11"


def play(world, player):
    world.install("report")
    answer = world.hub.run("time-zones", "--zone", "Asia/Damascus")
    if answer.code != 0:
        raise AssertionError(str(answer))
    rules = json.loads((ROOT / "ops/config/policies/l_report.json").read_text(encoding="utf-8"))
    player.policy({"kind": "ladder", "id": "L-REPORT", "rules": rules})
    desk = world.desk
    desk("tur-d03").must("report", "open", REPORT, "--from", "2026-11-01", "--to", "2026-11-30",
                         "--contribute-by", "2026-12-01 12:00")
    world.settle()
    for offset, office in ((60, "rus"), (61, "tur"), (13 * 60, "irn")):
        world.pass_until(player.begin + offset * 60000)
        desk(f"{office}-d03").must("report", "contribute", REPORT)
        world.settle()
    world.pass_until(player.begin + 60 * 3600000)


def check_head(world):
    """What the head of the office that was late computes of it himself."""
    head = world.desk("irn-d02")
    missed = next(value for value in head.inbox() if value.get("code") == "DEADLINE_MISSED")
    incident = head.must("incident", "explain", missed["alert"][:8])[0]
    codes = [record["alert"]["code"] for record in incident["records"] if "alert" in record]
    told = (incident["phase"], incident["missing"], incident["next"], codes)
    if told != ("resolved", [], [], ["NOTIFY", "DONE", "STAND_DOWN"]):
        raise AssertionError(f"the head's own replay: {told}")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    build, founded = mission.Build(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    with tempfile.TemporaryDirectory(prefix="liaison-report-") as folder:
        world = mission.copy_of(build, founded, folder)
        player = steps.Player(world, json.loads(SCRIPT.read_text(encoding="utf-8")))
        world.set_time(player.begin)
        world.hub.start()
        try:
            play(world, player)
            check_head(world)
        finally:
            world.hub.stop()
        answer = steps.records(world, SCRIPT, player)
    if answer.code != 0:
        sys.exit(f"other records than expected:\n{answer.out}{answer.err}")
    print("R23 holds end to end: climbed to the head, stopped by the contribution")


if __name__ == "__main__":
    main()
