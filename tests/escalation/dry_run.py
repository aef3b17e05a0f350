#!/usr/bin/env python3
"""A dry run equals reality: what `liaison ladder simulate` says before the notice is sent is what the hub then
writes. Each script sends one notice, and nobody answers.

    dry_run.py BUILD MISSION SCRIPT...
"""
import json
import pathlib
import sys
import tempfile

import mission
import steps

HORIZON = "24h"


def told(values, begin_ms, of_event):
    """(ms, kind, code, mailboxes, rung, loop, reason) of each, in order."""
    return sorted((of_event(value, begin_ms) for value in values), key=str)


def simulated(value, _):
    return (value["time_ms"], value["event"].upper(), value.get("code", ""), tuple(value["mailboxes"]),
            value.get("rung", 0), value.get("loop", 0), value["reason"])


def written(value, begin_ms):
    params = value.get("params", {})
    return (begin_ms + steps.offset_ms(value["at"]), value["kind"], value.get("code", ""),
            tuple(value["mailboxes"]), int(params.get("rung", value.get("rung", 0))),
            int(params.get("loop", value.get("loop", 0))), params.get("reason", value.get("reason")))


def compare(build, founded, path):
    with tempfile.TemporaryDirectory(prefix="liaison-escalation-") as folder:
        world = mission.copy_of(build, founded, folder)
        script = {**steps.read_script(path), "folder": str(path.parent)}
        player = DryPlayer(world, script)
        try:
            player.play()
            world.hub.stop()
            lines = steps.records(world, path, player, "--json").out.splitlines()
        finally:
            if world.hub.running is not None:
                world.hub.kill()
        real = [value for value in map(json.loads, lines) if value["kind"] in ("ALERT", "RELEASE")]
        said, came = told(player.said, 0, simulated), told(real, player.begin, written)
        print(f"{path.stem}: {len(came)} records, {'as simulated' if said == came else 'not as simulated'}")
        for sign, lines in (("- ", set(said) - set(came)), ("+ ", set(came) - set(said))):
            for line in sorted(lines, key=str):
                print(f"{sign}{line}")
        return said == came


class DryPlayer(steps.Player):
    """Asks before it sends: the addressee's desk, which sees the rosters of its office."""

    said = ()

    def envelope(self, step):
        desk = self.desk(step["to"][0])
        desk.inbox()
        at = self.script["begin"]
        self.said = desk.must("ladder", "simulate", step["ladder"].split(" ")[0], "--to", *step["to"], "--as",
                              step["as"], "--precedence", step["precedence"], "--at", at, "--horizon", HORIZON)
        super().envelope(step)


def main():
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    build, founded = mission.Build(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    scripts = [pathlib.Path(path).resolve() for path in sys.argv[3:]]
    equal = [compare(build, founded, script) for script in scripts]
    print(f"{equal.count(True)} of {len(scripts)} dry runs equal reality")
    sys.exit(0 if all(equal) else 1)


if __name__ == "__main__":
    main()
