#!/usr/bin/env python3
"""The operator logs the machine's time zones once; every desk takes them, and the folder stands a check."""
import unittest

import harness


class TimeZones(harness.MissionTest):
    def test_they_enter_the_log_once(self):
        self.mission.start("irn-d01")
        hub = self.mission.hub
        first = hub.run("time-zones")
        self.assertEqual(first.code, 0, first)
        self.assertEqual((first.values[0]["logged"], first.values[0]["zones"]), (True, 7))
        again = hub.run("time-zones").values[0]
        self.assertEqual(again, {**first.values[0], "logged": False})
        other = hub.run("time-zones", "--zone", "UTC", "--zone", "Europe/Berlin").values[0]
        self.assertEqual((other["logged"], other["zones"]), (True, 2))
        self.assertRefused(hub.run("time-zones", "--zone", "Asia/Atlantis"), 3, "ZONE")
        desk = self.mission.desk("irn-d01")
        taken = desk.run("inbox")
        self.assertEqual(taken.code, 0, taken)
        self.assertEqual(hub.stop(), 0)
        self.assertRefused(hub.run("time-zones"), 6, "HUB_NOT_RUNNING")
        self.assertEqual(hub.run("check").code, 0)


if __name__ == "__main__":
    harness.main()
