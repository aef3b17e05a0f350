"""The offices and their hub as processes under virtual time, and the accidents that befall them."""
import datetime
import os
import pathlib
import random
import re
import subprocess
import sys
import threading
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "promises"))
import harness  # noqa: E402

SERIAL = re.compile(r"\b[A-Z]{2,3}-d\d\d-\d{4}-\d{6}\b")
CLOCK_VARIABLE = "LIAISON_SIM_CLOCK"
QUEUED, KILLED = 6, -9
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
PAUSE_s = 0.01  # between two looks at the plugins
# What an officer may start again after a crash without thinking.
RETRIED = ("send", "reply", "ack", "pass-on", "refuse", "resolve", "inbox", "show", "status",
           "trace")


class Build:
    """Where the programs are in a build folder."""

    def __init__(self, folder):
        folder = pathlib.Path(folder).resolve()
        self.bundles = [folder / "bundles" / name for name in ("escalation", "maps", "report")]
        self.shipped = (folder / "clients/cli/liaison", folder / "hub/liaison-hub")
        self.sim = (folder / "tests/sim/liaison-sim", folder / "hub/liaison-hub-sim")
        self.clock = folder / "tests/sim/sim-clock"
        self.resubmit = folder / "tests/sim/sim-resubmit"


class Accidents:
    """Kills the hub or a desk's program at moments that a seed decides."""

    SHARE = 0.3  # of the commands
    MOST_s = 0.25  # into the command; most of them take about that long

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.hubs = self.desks = 0

    def next(self):
        """("hub" or "desk", after so many seconds), or nothing."""
        if self.chance.random() >= self.SHARE:
            return None
        return self.chance.choice(("hub", "desk")), self.chance.uniform(0, self.MOST_s)


class World:
    """`accidents`: None, or what kills. `now`: the virtual time, which only moves on; None: it is
    the machine's."""

    def __init__(self, build, folder, accidents=None):
        self.build, self.folder, self.accidents = build, pathlib.Path(folder), accidents
        self.hub = harness.Hub(self.folder / "hub")
        self.passphrase = self.folder / "passphrase"
        self.pin = ""
        self.now = None
        self.cut = set()  # desks without a line
        self.address = ""

    # Time and programs.

    def virtual(self, now):
        """From here on all programs live at `now`."""
        os.environ[CLOCK_VARIABLE] = str(self.folder / "clock")
        harness.Programs.liaison, harness.Programs.hub = map(str, self.build.sim)
        self.tool("make", now.astimezone().strftime("%Y-%m-%dT%H:%M:%S%z"))
        self.now = now

    def real(self):
        """The shipped programs, which know no other clock than the machine's."""
        self.now = None
        os.environ.pop(CLOCK_VARIABLE, None)
        harness.Programs.liaison, harness.Programs.hub = map(str, self.build.shipped)

    def tool(self, command, word):
        done = harness.run([str(self.build.clock), command, str(self.folder / "clock"), word])
        if done.code != 0:
            raise AssertionError(f"sim-clock {command}: {done}")

    def pass_until(self, time_of_day):
        """Not in one leap: what the hub's plugins have set themselves for happens when it is due."""
        if time_of_day < self.now:
            raise ValueError(f"the data go back from {self.now} to {time_of_day}")
        while (due := self.settle()) is not None and due < time_of_day:
            self.advance_to(due)
        self.advance_to(time_of_day)
        self.settle()

    def advance_to(self, now):
        self.tool("advance", f"{(now - self.now).total_seconds()}s")
        self.now = now

    def settle(self):
        """Waits until the plugins have taken every record and every timer that is due. Returns when
        the next one is; None: there is none, or no hub. Also under the machine's clock."""
        if self.hub.running is None:
            return None
        until = time.monotonic() + harness.PATIENCE_S
        while time.monotonic() < until:
            plugins = self.hub.plugins()
            due_ms = min((plugin["next_due_ms"] for plugin in plugins if "next_due_ms" in plugin), default=None)
            due = None if due_ms is None else EPOCH + datetime.timedelta(milliseconds=due_ms)
            rests = all(plugin["state"] == "live" and plugin["behind"] == 0 for plugin in plugins)
            if rests and (due is None or due > (self.now or datetime.datetime.now(EPOCH.tzinfo))):
                return due
            if rests and self.now is not None:
                # The hub looks at its clock again only when that has moved.
                self.advance_to(self.now + datetime.timedelta(milliseconds=1))
            else:
                time.sleep(PAUSE_s)
        raise AssertionError(f"the plugins do not come to rest: {plugins}")

    def found(self, port, obligations):
        """The ceremony, by ops/demo/found with the programs of this time."""
        programs = self.folder / "programs"
        programs.mkdir(exist_ok=True)
        for name, path in (("liaison", harness.Programs.liaison),
                           ("liaison-hub", harness.Programs.hub),
                           *((bundle.name, bundle) for bundle in self.build.bundles)):
            (programs / name).unlink(missing_ok=True)
            (programs / name).symlink_to(path)
        subprocess.run([HERE / "found", programs, self.folder, str(port), obligations], check=True)

    def open(self):
        """Reads what the founding left behind."""
        self.pin = (self.folder / "founding" / "pin").read_text().strip()
        config = self.hub.config.read_text()
        self.address = re.search(r'address = "(.*)"', config)[1]

    def desks(self):
        """Every device that has a mailbox -> its mailbox."""
        roles = {"d01": "duty", "d02": "head", "d03": "jwg", "d04": "duty"}
        homes = sorted(path.name for path in (self.folder / "desks").iterdir())
        return {home: f"{home.split('-')[0]}/{roles[home.split('-')[1]]}" for home in homes
                if home.split("-")[1] in roles}

    def set_line(self, desk, up):
        """A desk without a line: told an address where nobody listens."""
        (self.cut.discard if up else self.cut.add)(desk)
        answer = self.run(desk, "en", ["mission", "join", "--charter",
                                       str(self.folder / "founding/charter.note"), "--pin",
                                       self.pin, "--hub",
                                       self.address if up else "127.0.0.1:1"])
        if answer.code != 0:
            raise AssertionError(f"{desk}: mission join: {answer}")

    # Commands.

    def arguments(self, desk, lang, words, json=False):
        return [harness.Programs.liaison, "--home", f"desks/{desk}", "--passphrase-file",
                "passphrase", "--lang", lang, *(["--json"] if json else []), *words]

    def run(self, desk, lang, words, json=False):
        """One command of a desk, undisturbed."""
        return self._run(self.arguments(desk, lang, words, json), None)

    def _run(self, arguments, accident):
        with subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, cwd=self.folder) as process:
            fate = threading.Thread(target=self._strike, args=(accident, process))
            fate.start()
            out, err = process.communicate(timeout=harness.PATIENCE_S)
            fate.join()
        return harness.Answer(process.returncode, out.decode(), err.decode())

    def _strike(self, accident, process):
        if accident is None:
            return
        what, after_s = accident
        time.sleep(after_s)  # when a machine dies is not up to what it prints
        if what == "desk":
            if process.poll() is None:
                process.kill()
                self.accidents.desks += 1
        else:
            self.hub.kill()
            self.accidents.hubs += 1
            self.hub.start()

    def _may_be_struck(self, desk, words, wanted):
        return (self.accidents is not None and wanted == 0 and words[0] in RETRIED and
                "--release-by" not in words and desk not in self.cut and
                self.hub.running is not None)

    def perform(self, desk, lang, words, wanted=0, json=False, on_trouble=lambda _: None):
        """One command, and what an officer does when it, or the hub, dies under his hands: he
        looks what became of it, and says it again if nothing did."""
        before = None
        for _ in range(20):
            strikes = self._may_be_struck(desk, words, wanted)
            if strikes and words[0] in ("send", "reply") and before is None:
                before = self.own_serials(desk)
            accident = self.accidents.next() if strikes else None
            answer = self._run(self.arguments(desk, lang, words, json), accident)
            if answer.code == wanted:
                return answer
            if accident is None or answer.code not in (KILLED, QUEUED):
                raise AssertionError(f"{desk}: liaison {' '.join(words)}: {answer}")
            on_trouble(accident[0])
            self.sync(desk)
            if said := self.said(desk, words, before):
                return said
        raise AssertionError(f"{desk}: liaison {' '.join(words)}: twenty accidents in a row")

    def said(self, desk, words, before):
        """The answer to a command that died after it had done its work."""
        if words[0] in ("send", "reply"):
            new = self.own_serials(desk) - before
            return harness.Answer(0, "".join(new) + "\n", "") if new else None
        again = self.run(desk, "en", words, json=True) if words[0] in RETRIED[2:6] else None
        if again is not None and (again.code == 0 or again.error.get("reason") == "SAID_BEFORE"):
            return harness.Answer(0, "", "")
        return None

    def sync(self, desk):
        """Sends what waits, fetches what is new."""
        answer = self.run(desk, "en", ["inbox"], json=True)
        if answer.code != 0:
            raise AssertionError(f"{desk}: inbox: {answer}")
        return answer.values

    def own_serials(self, desk):
        """Of the notices that this device has sent."""
        device = "/" + desk.replace("-", "/")
        answer = self.run(desk, "en", ["inbox", "--offline"], json=True)
        return {notice["serial"] for notice in answer.values
                if notice.get("from", "").endswith(device) and "serial" in notice}
