#!/usr/bin/env python3
"""weeks.py BIN_LIAISON BIN_HUB SIM_LIAISON SIM_HUB SIM_CLOCK: ten weeks of a mission over real
sockets under virtual time, and what the shipped programs say about it afterwards."""
import datetime
import os
import pathlib
import shutil
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "promises"))
import found  # noqa: E402
import harness  # noqa: E402

FOUNDED = datetime.datetime(2017, 5, 5, tzinfo=datetime.timezone.utc)
CLOCK_VARIABLE = "LIAISON_SIM_CLOCK"
WEEK = 7 * 24
SHORT_DAYS = 30  # life of the certificate that ends while we look


class Paths:
    """Set once by main()."""

    shipped = ()
    sim = ()
    clock = ""


def use(programs):
    harness.Programs.liaison, harness.Programs.hub = programs


class SimulatedMission(unittest.TestCase):
    """A mission that the simulated programs have founded, with a clock that a test moves."""

    @classmethod
    def setUpClass(cls):
        use(Paths.sim)
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="liaison-weeks-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        cls.clock = str(cls.folder / "clock")
        os.environ[CLOCK_VARIABLE] = cls.clock
        cls.clock_tool("make", FOUNDED.strftime("%Y-%m-%dT%H:%M:%SZ"))
        (cls.folder / "mission").mkdir()
        cls.founding = found.Founding(cls.folder / "mission")
        cls.founding.found()
        cls.mission = harness.Mission(cls.folder / "mission")
        cls.certify_for_short(cls.founding)

    @classmethod
    def clock_tool(cls, command, *words):
        done = harness.run([Paths.clock, command, cls.clock, *words])
        if done.code != 0:
            raise AssertionError(str(done))
        return done.out.strip()

    @classmethod
    def pass_hours(cls, hours):
        cls.clock_tool("advance", f"{hours}h")

    @classmethod
    def certify_for_short(cls, founding):
        """tur/d09, whose certificate ends after SHORT_DAYS; submitted once the hub runs."""
        name, pin = "tur-d09", cls.mission.pin
        founding.begin_keys(name)
        founding.desk(name, "key", "request", "--ns", harness.NS, "--charter", pin, "--office",
                      "tur", "--device", "d09", "--holder", "p19", "--mailbox", "head", "--days",
                      str(SHORT_DAYS), "--out", founding.paper(f"{name}.request"))
        founding.desk("tur-root", "office", "certify", "--in", founding.paper(f"{name}.request"),
                      "--out", founding.paper(f"{name}.cert"))


class Weeks(SimulatedMission):
    def prekeys(self, desk):
        keys = self.mission.desk(desk).home / "keys"
        return sorted(int(file.stem.removeprefix("prekey-")) for file in keys.glob("prekey-*.age"))

    def opened(self, desk, serial):
        return [notice for notice in self.mission.desk(desk).must("inbox", "--offline")
                if notice.get("serial") == serial and "form" in notice]

    def test_ten_weeks(self):
        hub, desk = self.mission.hub, self.mission.desk
        self.mission.start("tur-d01", "irn-d01", "irn-d02")
        self.assertEqual(hub.run("submit", str(self.mission.folder / "founding/tur-d09.cert")).code, 0)
        self.mission.tell_hub("tur-d09")

        # The first day: all is well. irn/head has the notice waiting, and leaves for ten weeks.
        first = desk("tur-d01").must_send("irn/duty", "first day", "--to", "irn/head")
        self.assertEqual(first["undeliverable"], [])
        self.assertEqual(self.stamped(first), FOUNDED)
        desk("irn-d01").inbox()
        self.assertTrue(self.opened("irn-d01", first["serial"]))
        before = self.prekeys("irn-d01")
        self.assertEqual(before, list(range(1, 9)), "eight weeks ahead")
        self.assertEqual(desk("tur-d09").run("inbox").code, 0)

        self.waits_wake_in_every_process()
        for week in range(1, 11):
            self.pass_hours(WEEK)
            desk("irn-d01").inbox()
            desk("tur-d01").inbox()
            if week == 5:
                self.certificate_has_ended()
                self.assertIn(1, self.prekeys("irn-d01"), "kept for 30 days after its week")
        after = self.prekeys("irn-d01")
        self.assertNotIn(1, after, "destroyed")
        self.assertGreaterEqual(max(after), 18, "published as the weeks went by")
        self.assertTrue(self.opened("irn-d01", first["serial"]), "old notices stay readable")

        # Who stays away longer than his prekeys reach is undeliverable, and the sender hears so.
        late = desk("tur-d01").must_send("irn/head", "tenth week")
        self.assertEqual(late["undeliverable"], ["irn/head"])
        notices = {notice["index"]: notice for notice in desk("irn-d02").received()}
        self.assertEqual(notices[first["index"]]["serial"], first["serial"], "waited ten weeks")
        self.assertEqual(notices[late["index"]]["closed"], "NOT_FOR_THIS_DEVICE")
        back = desk("tur-d01").must_send("irn/head", "welcome back")
        self.assertEqual(back["undeliverable"], [])
        self.assertEqual(desk("irn-d02").received()[-1]["serial"], back["serial"])

        self.assertEqual(hub.stop(), 0)
        self.shipped_programs_take_over(first, back)

    def stamped(self, sent):
        """The hub's time of a notice, without the seconds that the clock was nudged by."""
        time = datetime.datetime.fromtimestamp(sent["time_ms"] / 1000, datetime.timezone.utc)
        return time.replace(minute=0, second=0, microsecond=0)

    def waits_wake_in_every_process(self):
        """A watching desk waits a virtual second before it tries a hub that went away again."""
        watch = self.mission.desk("irn-d01").watch()
        _, up = watch.wait_for(lambda line: "Line to the hub" in line)
        self.mission.hub.stop()
        _, down = watch.wait_for(lambda line: "Line to the hub" in line, after=up + 1)
        self.mission.hub.start()
        self.clock_tool("advance", "2s")
        watch.wait_for(lambda line: "Line to the hub" in line, after=down + 1)
        sent = self.mission.desk("tur-d01").must_send("irn/duty", "is the line back?")
        watch.wait_for(lambda line: sent["serial"] in line)
        self.assertEqual(watch.end(2), 0)

    def certificate_has_ended(self):
        refused = self.mission.desk("tur-d09").run("inbox")
        self.assertEqual(refused.code, 4, refused)
        self.assertEqual(refused.error.get("reason"), "EXPIRED", refused)

    def shipped_programs_take_over(self, first, last):
        """What virtual time left behind ends before now: the shipped programs open it."""
        use(Paths.shipped)
        os.environ.pop(CLOCK_VARIABLE)
        checked = self.mission.hub.run("check")
        self.assertEqual(checked.code, 0, checked)
        self.assertTrue(self.opened("irn-d01", first["serial"]))
        self.assertTrue(self.opened("irn-d02", last["serial"]))


class Shipped(unittest.TestCase):
    def test_knows_no_other_clock(self):
        for programs, expected in ((Paths.sim, True), (Paths.shipped, False)):
            for program in programs:
                code = pathlib.Path(program).read_bytes()
                for word in (CLOCK_VARIABLE.encode(), b"SharedClock"):
                    self.assertEqual(word in code, expected, f"{word} in {program}")


def main(usage):
    if len(sys.argv) < 6:
        sys.exit(usage)
    Paths.shipped, Paths.sim, Paths.clock = sys.argv[1:3], sys.argv[3:5], sys.argv[5]
    os.environ["TZ"] = "UTC"
    unittest.main(argv=[sys.argv[0], *sys.argv[6:]], verbosity=2)


if __name__ == "__main__":
    main(__doc__)
