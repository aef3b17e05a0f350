#!/usr/bin/env python3
"""Promise 8: no plugin can stop, delay, read or forge a notice. Here: whatever is killed under load,
plugin, hub or launcher, every notice is accepted once and reacted to once.

Source: PLUGINS section 9, rows 1 to 3. LIAISON_LONG takes 500 kills of the plugin and 50 of the hub
while 50,000 notices pass.
"""
import os
import random
import signal
import time
import unittest

import harness
import plugin_mission

LADDERS = "L-ONE L-TWO L-THREE -"
# The table of PLUGINS section 9.
PAUSE_S = (0.020, 0.200)
LOAD_AHEAD_S = 0.040  # a kill meets the load somewhere within


class KilledPlugins(plugin_mission.PluginTest):
    def kill(self, what):
        if what == "plugin":
            self.kill_plugin("count")
        elif what == "launcher":
            os.kill(self.poll(self.launcher, "the launcher"), signal.SIGKILL)
        else:
            self.hub.kill()
            self.hub.start()

    def survive(self, notices, **kills):
        """`notices` pass while each of `kills` is killed so many times, in a random order."""
        seed = random.SystemRandom().randrange(1 << 32)
        harness.report(f"{notices} notices, kills {kills}, seed {seed}")
        chance = random.Random(seed)
        plan = [what for what, count in kills.items() for _ in range(count)]
        chance.shuffle(plan)
        self.enable("count")
        for number, what in enumerate(plan):
            time.sleep(chance.uniform(*PAUSE_S))
            share = notices // len(plan) + (number < notices % len(plan))
            self.load.begin(f"send {share} {LADDERS}")
            time.sleep(chance.uniform(0, LOAD_AHEAD_S))
            self.kill(what)
            sent = self.load.finish()
        row = self.await_done("count")
        alerts = self.assert_counted()
        harness.report(f"{sent}, alerts {alerts}, records taken {row['events']}, "
                       f"processes {row['starts']}, effect chain {row['effect_chain'][:16]}")
        self.assertEqual(row["events"], notices)
        self.assertEqual(row["quarantine"], 0)
        self.assertGreater(row["starts"], 1)
        self.assert_replays("count")
        self.assert_check_clean()

    def test_a_killed_plugin(self):
        kills = 500 if harness.LONG else 50
        self.survive(100 * kills, plugin=kills)

    def test_a_killed_hub(self):
        kills = 200 if harness.LONG else 6
        self.survive(500 * kills, hub=kills)

    def test_plugin_hub_and_launcher(self):
        if harness.LONG:
            self.survive(50_000, plugin=500, hub=50, launcher=50)
        else:
            self.survive(6_000, plugin=30, hub=4, launcher=4)


if __name__ == "__main__":
    plugin_mission.main()
