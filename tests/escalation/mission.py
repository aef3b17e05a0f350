"""A mission whose programs live by a clock that stands still: founded once with the escalation plugin in
service, copied for each run. Its hub sees every instant in which a timer is due, one after the other."""
import datetime
import os
import pathlib
import shutil
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "promises"))
import found  # noqa: E402
import harness  # noqa: E402

CLOCK = "LIAISON_SIM_CLOCK"
FOUNDED = datetime.datetime(2026, 12, 1, 5, 59, tzinfo=datetime.timezone.utc)
POLL_s = 0.02
PLUGIN = "escalation"

PARTIES = [{"office": "irn", "kind": "guarantor"},
           {"office": "jor", "kind": "concerned", "zones": ["idlib"]},
           {"office": "rus", "kind": "guarantor"}, {"office": "tur", "kind": "guarantor"},
           {"office": "un", "kind": "observer", "kinds": ["administrative"]}]
OFFICES = [party["office"] for party in PARTIES]
CHARTER = {**found.MISSION, "name": "Escalation", "parties": PARTIES,
           "zones": [{"id": zone, "established_by": ["irn", "rus", "tur"]} for zone in ("homs-north", "idlib")]}
ROLES = {"d01": "duty", "d02": "head", "d03": "jwg", "d04": "duty"}
DEVICES = [(office, label, f"p1{label[-1]}", [role]) for office in OFFICES
           for label, role in ROLES.items() if label != "d04" or office == "irn"]


class Build:
    """Where the programs are in a build folder."""

    def __init__(self, folder):
        folder = pathlib.Path(folder).resolve()
        self.liaison, self.hub = folder / "tests/sim/liaison-sim", folder / "hub/liaison-hub-sim"
        self.clock = folder / "tests/sim/sim-clock"
        self.read_records = folder / "tests/escalation/read_records"
        self.bundles = folder / "bundles"

    def use(self):
        harness.Programs.liaison, harness.Programs.hub = str(self.liaison), str(self.hub)


class World:
    """Clock, hub and desks in one folder. Times are milliseconds since 1970."""

    def __init__(self, build, folder):
        self.build, self.folder = build, pathlib.Path(folder)
        self.clock = self.folder / "clock"
        self.now_ms = 0
        self.mission = None
        os.environ[CLOCK] = str(self.clock)
        build.use()

    def set_time(self, time_ms):
        begin = datetime.datetime.fromtimestamp(time_ms // 1000, datetime.timezone.utc)
        self.tool("make", begin.strftime("%Y-%m-%dT%H:%M:%SZ"))
        self.now_ms = time_ms

    def tool(self, command, word):
        done = harness.run([str(self.build.clock), command, str(self.clock), word])
        if done.code != 0:
            raise AssertionError(f"sim-clock {command}: {done}")

    def open(self):
        """Hub and desks of a founded folder, on a port of their own; the hub is not started."""
        self.mission = harness.Mission(self.folder)
        harness.meet_at(self.folder, self.hub.port)

    @property
    def hub(self):
        return self.mission.hub

    def desk(self, name):
        return self.mission.desk(name)

    # Time.

    def plugin(self):
        """As the hub lists it; of several what holds for all of them."""
        plugins = self.hub.plugins()
        states = {plugin["state"] for plugin in plugins}
        due = [plugin["next_due_ms"] for plugin in plugins if "next_due_ms" in plugin]
        return {"state": states.pop() if len(states) == 1 else sorted(states),
                "behind": max(plugin.get("behind", -1) for plugin in plugins),
                "cursor": min(plugin["cursor"] for plugin in plugins),
                "events": [plugin.get("events") for plugin in plugins],
                **({"next_due_ms": min(due)} if due else {})}

    def install(self, name):
        for words in (("install", str(self.build.bundles / name)), ("enable", name)):
            answer = self.hub.run("plugin", *words)
            if answer.code != 0:
                raise AssertionError(f"plugin {words[0]}: {answer}")

    def settle(self, beyond=-1):
        """Until the plugin has taken every record, one behind `beyond` among them, and no timer is overdue;
        what the hub says of the plugin then. Not while the clock is held."""
        before, patience = None, time.monotonic() + harness.PATIENCE_S
        while time.monotonic() < patience:
            plugin = self.plugin()
            quiet = plugin.get("behind") == 0 and plugin["state"] == "live" and plugin["cursor"] > beyond
            if quiet and plugin.get("next_due_ms", self.now_ms + 1) > self.now_ms and plugin == before:
                return plugin
            before = plugin
            time.sleep(POLL_s)
        raise AssertionError(f"the plugin does not come to rest: {before}")

    def hold(self, time_ms, before_due):
        """Timers that are due before that instant fire, each in its own; then it is `time_ms`, and nothing
        happens by itself until release(), but what people do. `before_due` is called before an instant in
        which a timer is due."""
        self.pass_until(time_ms - 1)
        if self.settle().get("next_due_ms") == time_ms:
            before_due()
            self.settle()
        self.jump(time_ms)

    def jump(self, time_ms):
        """Wakes nobody."""
        self.tool("hold", f"{time_ms - self.now_ms}ms")
        self.now_ms = time_ms

    def release(self):
        self.tool("advance", "0ms")

    def pass_until(self, time_ms):
        """The clock goes from one timer to the next, so that each fires when it is due."""
        if self.hub.running is not None:
            plugin = self.settle()
            while plugin.get("next_due_ms", time_ms + 1) <= time_ms:
                self.advance(plugin["next_due_ms"])
                plugin = self.settle(beyond=plugin["cursor"])
        self.advance(time_ms)

    def advance(self, time_ms):
        """In one step, and waits for nothing."""
        if time_ms > self.now_ms:
            self.tool("advance", f"{time_ms - self.now_ms}ms")
            self.now_ms = time_ms


def found_mission(build, folder):
    """Founds it anew, with the plugin in service."""
    shutil.rmtree(folder, ignore_errors=True)
    pathlib.Path(folder).mkdir(parents=True)
    world = World(build, folder)
    world.set_time(int(FOUNDED.timestamp()) * 1000)
    found.Founding(world.folder, CHARTER, DEVICES).found()
    world.open()
    world.hub.start()
    try:
        world.install(PLUGIN)
        world.settle()
    finally:
        world.hub.stop()


def copy_of(build, founded, folder):
    """A world of its own that begins where the founded one ended."""
    shutil.copytree(founded, folder, dirs_exist_ok=True, symlinks=True,
                    ignore=shutil.ignore_patterns("admin.sock", "desk.sock"))
    world = World(build, folder)
    world.open()
    return world
