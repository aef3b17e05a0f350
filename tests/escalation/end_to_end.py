#!/usr/bin/env python3
"""The scenarios end to end: liaison-hub-sim with the plugin's own bundle in its sandbox, and officers'
commands over real sockets, by a clock that stands still between two instants.

    end_to_end.py found BUILD MISSION          founds the mission once
    end_to_end.py play BUILD MISSION SCRIPT... each script on a copy of it; how many hold is printed
"""
import concurrent.futures
import functools
import pathlib
import sys
import tempfile

import mission
import steps

AT_ONCE = 2


def play(build, founded, path):
    """What differs from what the script expects; "" if nothing does."""
    with tempfile.TemporaryDirectory(prefix="liaison-escalation-") as folder:
        world = mission.copy_of(build, founded, folder)
        script = {**steps.read_script(path), "folder": str(path.parent)}
        player = steps.Player(world, script)
        try:
            player.play()
            world.hub.stop()
            answer = steps.records(world, path, player)
            return "" if answer.code == 0 else answer.out + answer.err
        except AssertionError as error:
            return str(error)
        finally:
            if world.hub.running is not None:
                world.hub.kill()


def all_hold(play_one, cases, what):
    """Plays each of `cases` (name -> argument), which gives what differs; prints it, and how many hold. The
    exit status."""
    # Processes, since each world has its clock's file in its environment.
    with concurrent.futures.ProcessPoolExecutor(AT_ONCE) as pool:
        differences = []
        for name, difference in zip(cases, pool.map(play_one, cases.values())):
            print(f"{name}: {difference or 'ok'}", flush=True)
            differences.append(difference)
    hold = differences.count("")
    print(f"{hold} of {len(cases)} {what}")
    return 0 if hold == len(cases) else 1


def main():
    if len(sys.argv) < 4 or sys.argv[1] not in ("found", "play"):
        sys.exit(__doc__)
    build, founded = mission.Build(sys.argv[2]), pathlib.Path(sys.argv[3]).resolve()
    if sys.argv[1] == "found":
        return mission.found_mission(build, founded)
    scripts = [pathlib.Path(path).resolve() for path in sys.argv[4:]]
    cases = {script.stem: script for script in scripts}
    sys.exit(all_hold(functools.partial(play, build, founded), cases, "scenarios hold end to end"))


if __name__ == "__main__":
    main()
