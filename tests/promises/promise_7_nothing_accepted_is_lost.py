#!/usr/bin/env python3
"""Promise 7: nothing accepted is ever lost. Without a hub a notice waits and goes out by itself;
what the hub answered survives `kill -9`, once and in order."""
import collections
import random
import signal
import threading
import time
import unittest

import harness

ROUNDS = 50 if harness.LONG else 5


class NothingAcceptedIsLost(harness.MissionTest):
    def test_without_a_hub_a_notice_waits_and_goes_out_by_itself(self):
        mission = self.mission
        mission.start("tur-d01", "irn-d01")
        sender, reader = mission.desk("tur-d01"), mission.desk("irn-d01")
        sender.must("log", "fetch")
        sending, reading = sender.watch(), reader.watch()
        for watch in (sending, reading):
            self.addCleanup(lambda watch=watch: watch.process.poll() is None and
                            watch.process.kill())
            watch.wait_for(lambda line: "the hub" in line.lower())
        said = len(sending.lines), len(reading.lines)
        self.assertEqual(mission.hub.stop(), 0)
        for watch, after in zip((sending, reading), said):
            watch.wait_for(lambda line: line, after=after)
        queued = sender.send("irn/duty", "written without a line")
        self.assertRefused(queued, 6, "QUEUED")
        self.assertEqual(queued.values[0]["state"], "queued")
        serial = queued.values[0]["serial"]

        mission.hub.start()
        begin = time.monotonic()
        line, _ = reading.wait_for(lambda line: f'"serial":"{serial}"' in line and
                                   '"event":"notice"' in line)
        harness.report(f"delivered {time.monotonic() - begin:.2f} s after the hub was ready again")
        self.assertIn("written without a line", line)
        # The stream is open again, not only caught up: the next one comes over it too.
        second = sender.must_send("irn/duty", "with a line again")["serial"]
        begin = time.monotonic()
        reading.wait_for(lambda line: f'"serial":"{second}"' in line and '"event":"notice"' in line)
        harness.report(f"the next one {time.monotonic() - begin:.2f} s after it was accepted")
        for watch in (sending, reading):
            self.assertEqual(watch.end(signal.SIGTERM), 0, watch.lines)
        self.assertEqual([notice["serial"] for notice in reader.received()], [serial, second])

    def test_an_acknowledgement_waits_too(self):
        mission = self.mission
        mission.start("tur-d01", "irn-d01")
        serial = mission.desk("tur-d01").must_send("irn/duty", "acknowledge this")["serial"]
        reader = mission.desk("irn-d01")
        reader.inbox()
        self.assertEqual(mission.hub.stop(), 0)
        self.assertEqual(reader.run("show", serial).code, 0)  # reading needs no hub
        self.assertRefused(reader.run("ack", serial), 6, "QUEUED")
        mission.hub.start()
        reader.inbox()
        told = mission.desk("tur-d01").inbox()[0]
        self.assertIn("acknowledged", [receipt["state"] for receipt in told["receipts"]])

    def test_what_was_answered_survives_kill_9(self):
        seed = random.SystemRandom().randrange(1 << 32)
        harness.report(f"{ROUNDS} rounds of kill -9, seed {seed}")
        chance = random.Random(seed)
        mission = self.mission
        senders = ("tur-d01", "jor-d01", "un-d01")
        mission.start("irn-d01", *senders)
        for name in senders:
            mission.desk(name).must("log", "fetch")
        load = Load(mission, senders)
        load.start()
        try:
            for _ in range(ROUNDS):
                # The others are on their way, at whatever point, when one has been answered.
                load.wait_for_accepted(chance.randrange(1, 5))
                mission.hub.kill()
                mission.hub.start()
        finally:
            load.stop()
        self.assertEqual(load.faults, [])
        for name in senders:
            mission.desk(name).inbox()  # sends what still waits
        received = mission.desk("irn-d01").received()
        harness.report(f"{len(load.accepted)} answered, {len(load.queued)} queued in between, "
                       f"{len(received)} received")

        times = collections.Counter(notice["serial"] for notice in received)
        self.assertEqual([serial for serial, count in times.items() if count != 1], [])
        where = {notice["serial"]: notice["index"] for notice in received}
        for serial, index in load.accepted.items():
            self.assertEqual(where.get(serial), index, f"{serial} was answered with {index}")
        self.assertEqual(set(load.accepted) | set(load.queued), set(times))
        indices = [notice["index"] for notice in received]
        self.assertEqual(indices, sorted(set(indices)))
        # No gap and no order but the senders': serials rise with the log.
        for name in senders:
            own = [notice["serial"] for notice in received if name.replace("-", "/") in
                   notice["from"]]
            self.assertEqual(own, sorted(own))
            numbers = [int(serial.rsplit("-", 1)[1]) for serial in own]
            self.assertEqual(numbers, list(range(1, len(own) + 1)), name)
        self.assertEqual([notice["findings"] for notice in received if notice["findings"]], [])
        # Every proof leads to one head, and the hub's folder agrees with itself.
        desks = [mission.desk(name) for name in ("irn-d01", *senders)]
        for desk in desks:
            desk.must("log", "fetch")
            desk.must("log", "verify")
        heads = {(desk.head()["size"], desk.head()["root"]) for desk in desks}
        self.assertEqual(len(heads), 1, heads)
        self.assertEqual(mission.hub.stop(), 0)
        checked = mission.hub.run("check")
        self.assertEqual(checked.code, 0, checked)


class Load:
    """Each desk sends one notice after the other, in a thread of its own, until stopped."""

    def __init__(self, mission, names):
        self.accepted, self.queued, self.faults = {}, [], []
        self._stopped = threading.Event()
        self._changed = threading.Condition()
        self._threads = [threading.Thread(target=self._send, args=(mission.desk(name),))
                         for name in names]

    def start(self):
        for thread in self._threads:
            thread.start()

    def stop(self):
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _send(self, desk):
        number = 0
        while not self._stopped.is_set():
            number += 1
            options = ("--label", "observers") if desk.name == "un-d01" else ()
            answer = desk.send("irn/duty", f"{desk.name} {number}", *options)
            with self._changed:
                if answer.code == 0:
                    self.accepted[answer.values[0]["serial"]] = answer.values[0]["index"]
                elif answer.code == 6 and answer.values:
                    self.queued.append(answer.values[0]["serial"])
                else:
                    self.faults.append(f"{desk.name}: {answer}")
                    self._stopped.set()
                self._changed.notify_all()

    def wait_for_accepted(self, count):
        with self._changed:
            wanted = len(self.accepted) + count
            self._changed.wait_for(lambda: len(self.accepted) >= wanted or self.faults,
                                   harness.PATIENCE_S)
            if len(self.accepted) < wanted and not self.faults:
                raise AssertionError("no notice is accepted any more")


if __name__ == "__main__":
    harness.main()
