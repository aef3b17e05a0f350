#!/usr/bin/env python3
"""kill -9 around the second rung of E01, in every window between what is due and what a desk has taken in. The
hub is back two seconds later. Each time rung 2 is released once and announced once at its mailbox's desk, and the
rest of the climb is E01's, to the millisecond.

    crash_points.py BUILD MISSION E01.json SYNC_KILLER
"""
import functools
import os
import pathlib
import re
import shutil
import signal
import sys
import tempfile
import time
import unittest.mock

import dry_run
import end_to_end
import harness
import mission
import steps
import valve

READER = "irn-d02"  # rung 2 is the head of the addressee's office
RUNG, DUE, TOLD_BY = 2, "+10m", "+12m"
OUTAGE_ms = 2000
SYNC_KILLER = "LIAISON_SYNC_KILLER"
# What a line says without a notice is far less; a sealed notice with its proofs is more than five times that.
NOTICE_BYTES = 1024


def require(holds, otherwise):
    if not holds:
        raise AssertionError(otherwise)


class Scene:
    """A hub and the desk of rung 2's mailbox; `lives`: each run of its `watch`."""

    def __init__(self, build, founded, folder, script):
        self.world = mission.copy_of(build, founded, folder)
        self.path = script
        self.script = {**steps.read_script(script), "folder": str(script.parent)}
        climb = [step for step in self.script["steps"] if "until" not in step]
        self.player = steps.Player(self.world, {**self.script, "steps": climb})
        self.desk = self.world.desk(READER)
        self.lives, self.valve = [], None

    def at(self, offset):
        return self.player.begin + steps.offset_ms(offset)

    def send(self):
        self.player.play()
        self.world.settle()

    def watch(self):
        self.lives.append(self.desk.watch())
        self.lives[-1].wait_for(lambda line: "Line to the hub is up" in line)

    def announced(self):
        (serial,) = self.player.serials.values()
        return sum('"event":"notice"' in line and f'"serial":"{serial}"' in line
                   for life in self.lives for line in life.lines)

    def held(self):
        """How many of the notice lie at the desk, without asking the hub."""
        (serial,) = self.player.serials.values()
        return sum(value.get("serial") == serial for value in self.desk.must("inbox", "--offline"))

    def records(self):
        """What a hub that is not running has written; read in a copy, since reading repairs."""
        with tempfile.TemporaryDirectory(prefix="liaison-escalation-") as folder:
            copy = pathlib.Path(folder) / "hub"
            shutil.copytree(self.world.hub.folder, copy, ignore=shutil.ignore_patterns("*.sock"))
            answer = steps.records(self.world, self.path, self.player, "--json", config=copy / "hub.toml")
            require(answer.code == 0, answer)
            return dry_run.told([value for value in answer.values if value["kind"] in ("ALERT", "RELEASE")],
                                self.player.begin, dry_run.written)

    def released(self):
        """When rung 2 was: milliseconds since 1970, one for each record."""
        return [record[0] for record in self.records() if record[1] == "RELEASE" and record[4] == RUNG]

    def resume(self):
        """The hub is there again; seconds pass until the desk has announced what it was told."""
        self.world.jump(self.world.now_ms + OUTAGE_ms)
        self.world.hub.start()
        if self.lives[-1].process.poll() is not None:
            self.watch()
        self.world.release()
        while self.announced() == 0:
            require(self.world.now_ms < self.at(TOLD_BY), f"never announced: {self.lives[-1].lines}")
            time.sleep(0.1)
            self.world.pass_until(self.world.now_ms + 1000)

    def end(self):
        """The climb's end; then everything counted."""
        self.player.until("+24h")
        require(self.lives[-1].end(signal.SIGTERM) == 0, self.lives[-1].lines)
        self.desk.inbox()
        require(self.announced() == 1, f"announced {self.announced()} times")
        require(self.held() == 1, f"held {self.held()} times")
        require(self.world.hub.stop() == 0, self.world.hub.log)

    def close(self):
        for life in self.lives:
            if life.process.poll() is None:
                life.end(signal.SIGKILL)
        if self.world.hub.running is not None:
            self.world.hub.kill()
        if self.valve is not None:
            self.valve.close()


def unread_bytes(pid):
    """What lies in a process's sockets, not yet read by it."""
    own = set()
    for file in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        own.update(re.findall(r"socket:\[(\d+)\]", os.readlink(file)))
    rows = [row.split() for table in ("tcp", "tcp6")
            for row in pathlib.Path(f"/proc/net/{table}").read_text().splitlines()[1:]]
    return sum(int(row[4].split(":")[1], 16) for row in rows if row[9] in own)


# The windows. Each ends with a dead hub, and gives when rung 2 is released: then, or not before the hub is back.


def before_the_batch(scene):
    scene.watch()
    scene.world.pass_until(scene.at(DUE) - 1)
    scene.world.jump(scene.at(DUE))
    require(scene.world.plugin()["next_due_ms"] == scene.at(DUE), "the timer is not due")
    scene.world.hub.kill()
    require(scene.released() == [], "released before its time")
    return scene.at(DUE) + OUTAGE_ms


def before_the_stream_delivers(scene):
    stream = scene.valve = valve.Valve(scene.world.hub.port)
    config = scene.desk.home / "config.toml"
    config.write_text(re.sub(r"127\.0\.0\.1:\d+", f"127.0.0.1:{stream.port}", config.read_text()))
    scene.watch()
    scene.world.pass_until(scene.at(DUE) - 1)
    stream.shut()
    scene.world.pass_until(scene.at(DUE))
    stream.wait_for_withheld(NOTICE_BYTES)
    scene.world.hub.kill()
    require(scene.announced() == 0 and scene.held() == 0, "it came through")
    require(scene.released() == [scene.at(DUE)], "not released in its time")
    stream.open()
    return scene.at(DUE)


def before_the_cursor_moves(scene):
    scene.watch()
    watch = scene.lives[-1]
    scene.world.pass_until(scene.at(DUE) - 1)
    watch.process.send_signal(signal.SIGSTOP)
    before = unread_bytes(watch.process.pid)
    scene.world.pass_until(scene.at(DUE))
    patience = time.monotonic() + harness.PATIENCE_S
    while unread_bytes(watch.process.pid) - before < NOTICE_BYTES:
        require(time.monotonic() < patience, "nothing came to the desk's socket")
        time.sleep(mission.POLL_s)
    scene.world.hub.kill()
    watch.end(signal.SIGKILL)
    require(scene.announced() == 0 and scene.held() == 0, "it has been read")
    require(scene.released() == [scene.at(DUE)], "not released in its time")
    return scene.at(DUE)


def during_a_sync(number, killer, scene):
    scene.world.hub.kill()
    armed = scene.world.folder / "armed"
    with unittest.mock.patch.dict(os.environ, {"LD_PRELOAD": killer, SYNC_KILLER: str(armed)}):
        scene.world.hub.start()
    scene.watch()
    scene.world.pass_until(scene.at(DUE) - 1)
    armed.write_text(str(number))
    scene.world.advance(scene.at(DUE))
    status = scene.world.hub.running.process.wait(harness.PATIENCE_S)
    require(status == -signal.SIGKILL, f"the hub ended with {status}")
    scene.world.hub.kill()
    return (scene.released() or [scene.at(DUE) + OUTAGE_ms])[0]


def windows(killer):
    return {"before the batch": before_the_batch,
            "after the batch, before the stream delivers": before_the_stream_delivers,
            "after delivery, before the desk's cursor moves": before_the_cursor_moves,
            **{f"during sync {number} of that instant": functools.partial(during_a_sync, number, killer)
               for number in (1, 2, 3)}}


def play(build, founded, script, window):
    """What differs from E01; "" if nothing does."""
    with tempfile.TemporaryDirectory(prefix="liaison-escalation-") as folder:
        scene = Scene(build, founded, folder, script)
        try:
            scene.send()
            released = window(scene)
            scene.resume()
            scene.end()
            expected = dry_run.told(scene.script["expect"], scene.player.begin, dry_run.written)
            expected = [(released, *record[1:]) if record[1] == "RELEASE" and record[4] == RUNG else record
                        for record in expected]
            came = scene.records()
            return "".join(f"{sign}{record}\n" for sign, records, others in
                           (("- ", expected, came), ("+ ", came, expected))
                           for record in records if records.count(record) != others.count(record))
        except AssertionError as error:
            return str(error)
        finally:
            scene.close()


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    build = mission.Build(sys.argv[1])
    founded, script, killer = (pathlib.Path(path).resolve() for path in sys.argv[2:])
    sys.exit(end_to_end.all_hold(functools.partial(play, build, founded, script), windows(str(killer)),
                                 "windows lose and repeat nothing"))


if __name__ == "__main__":
    main()
