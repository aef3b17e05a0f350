#!/usr/bin/env python3
"""Promise 8: no plugin can stop, delay, read or forge a notice. Here: plugins that crash, hang, lie,
flood or do not fit, each beside one that is right and must not notice.

Source: PLUGINS section 9, rows 9 to 24 and 33 to 39 as far as they are about the hub; what a
sandboxed process can try is hub/plugin_process.
"""
import os
import pathlib
import secrets
import shutil
import signal
import unittest

import harness
import plugin_mission

FALLBACK = '{ on_down_s: 1 on_lag_s: 1 on_quarantine: true notify: "*/duty" }'
PARK = {"on_poison": "PARK_KEY", "fallback": FALLBACK}
# What the manifest, a quota, a limit or the signed header does not allow -> the fault's name.
BAD_EFFECTS = {"CODE": "CAPABILITY", "NOBODY": "EFFECT", "STRANGER": "EFFECT",
               "LADDER": "CAPABILITY", "RUNG": "CAPABILITY", "ENVELOPE": "CAPABILITY",
               "MAILBOX": "CAPABILITY", "EARLY": "CAPABILITY", "MANY": "QUOTA", "VALUE": "QUOTA",
               "KEY": "QUOTA", "NO-KEY": "EFFECT", "TIMERS": "QUOTA", "EFFECT": "PROTOCOL"}
BAD_ANSWERS = {lie: "PROTOCOL" for lie in (
    "SEQ", "STATUS", "MISSING", "TWICE", "EXTRA", "CALL", "FRAME", "CRC", "HALF", "BODY",
    "NONSENSE", "HELLO", "GET", "SCAN")}
BAD_ANSWERS["SILENCE"] = "TIMEOUT"
HUB_LOG_BYTES_MAX = 2 << 20


class BadPlugins(plugin_mission.PluginTest):
    def send_beside_count(self, *orders):
        """Whatever another plugin does, `count` reacts to all of it."""
        for order in orders:
            self.load.obey(order)
        self.await_done("count")
        self.assert_counted()

    def await_quarantine(self, name, count):
        self.poll(lambda: len(self.quarantine(name)) == count, f"{count} in quarantine of {name}")
        return self.quarantine(name)

    def await_alert(self, code, plugin, meanwhile=None):
        """As it reached the mailbox tur/duty; until then the load obeys `meanwhile`."""
        def look():
            if meanwhile is not None:
                self.load.obey(meanwhile)
            return [row for row in self.alerts(code) if row["params"].get("plugin") == plugin]
        alert = self.poll(look, f"{code} about {plugin}")[0]
        self.assertEqual(alert["plugin"], "", "the hub itself says so")
        return alert

    def replace(self, name, by, **changes):
        """A version of `name` that is fixed: it does what `by` does."""
        self.must("suspend", name, "--reason", "being-fixed")
        folder = self.bundle(name, version='"2.0.0"', **changes)
        shutil.copy(self.bundles / by / "plugin", folder / "plugin")
        self.must("install", str(folder))
        self.must("enable", name)

    def test_poison_is_set_aside_and_its_like_wait_in_order(self):
        self.enable("count")
        self.enable("poison", **PARK)
        self.send_beside_count("send 200 L-ONE L-TWO", "incident 10 POISON",
                               "incident 3 REFUSE L-THREE L-THREE", "send 200 L-ONE L-TWO")
        poison, refused = self.await_quarantine("poison", 2)
        self.assertEqual(poison["record"], self.index_of("POISON"))
        self.assertEqual((poison["fault"], poison["attempts"], poison["halts"]),
                         ("CRASH", 2, False))
        self.assertEqual((refused["record"], refused["fault"]),
                         (self.index_of("REFUSE"), "POISON"))
        row = self.await_done("poison")
        self.assertEqual(row["events"], 400)
        self.await_alert("PLUGIN_QUARANTINE", "poison")

        self.must("quarantine", "skip", "poison", str(refused["record"]), "--reason", "known")
        self.await_plugin("poison", lambda row: row["events"] == 402, "past what it refused")
        self.replace("poison", "count", alert='{ codes: "TEN" per_minute: 60000 }', **PARK)
        self.must("quarantine", "retry", "poison", str(poison["record"]), "--reason", "fixed")
        self.await_plugin("poison", lambda row: row["events"] == 412, "through what had waited")
        self.assertEqual(self.quarantine("poison"), [])
        # In order: the tenth of the ladder, because of which it alerts, was the last of the ten.
        last = max(row["index"] for row in self.records()[0] if row["ladder"] == "POISON")
        self.assertIn(last, [row["cause"] for row in self.alerts("TEN")
                             if row["plugin"] == "poison"])
        self.assert_check_clean()

    def test_a_plugin_that_is_broken_skips_nothing(self):
        self.enable("count")
        self.enable("broken", **PARK)
        cursor = self.await_state("broken", "live")["cursor"]
        self.send_beside_count("send 100 L-ONE")
        wanted = ("failed",) if harness.LONG else ("backoff", "failed")
        self.await_plugin("broken", lambda row: row["state"] in wanted, "given a rest")
        self.await_alert("PLUGIN_DOWN", "broken")
        row = self.plugin("broken")
        self.assertEqual((row["cursor"], row["events"]), (cursor, 0))
        self.assertEqual(self.quarantine("broken"), [])
        self.send_beside_count("send 100 L-ONE")
        self.replace("broken", "count", alert='{ codes: "TEN" per_minute: 60000 }', **PARK)
        self.assertEqual(self.await_done("broken")["events"], 200)
        self.await_alert("PLUGIN_UP", "broken")
        self.assert_check_clean()

    def test_one_that_hangs_and_one_that_is_slow(self):
        self.enable("count")
        self.enable("hang", **PARK)
        self.enable("slow", **PARK)
        self.send_beside_count("send 100 HANG" + " L-ONE" * 99)
        # Until the hub has looked while it was late, however fast this machine is.
        self.await_alert("PLUGIN_LAG", "slow", meanwhile="send 50 L-ONE")
        self.assertEqual(self.await_quarantine("hang", 1)[0]["fault"], "TIMEOUT")
        sent = len(self.records()[0])
        self.assertEqual(self.await_done("hang")["events"], sent - 1)
        self.assertEqual(self.await_done("slow")["events"], sent)
        self.assert_check_clean()

    def test_floods(self):
        self.enable("count")
        self.enable("flood", **PARK)
        self.send_beside_count("send 40 STDERR LOG STATE" + " L-ONE" * 37)
        self.await_plugin("flood", lambda row: row["behind"] == 0, "through the floods")
        self.await_done("flood")
        if harness.LONG:
            self.send_beside_count("send 1 IDLE")
            self.await_plugin("flood", lambda row: row["last_fault"].startswith("IDLE_BURN"),
                              "caught at spinning")
        logged = sum(map(len, self.hub.running.lines))
        harness.report(f"the hub's log: {logged} bytes")
        self.assertLess(logged, HUB_LOG_BYTES_MAX)
        self.assert_check_clean()

    def tell_lies(self, lies):
        self.enable("count")
        self.enable("liar", subscribe="{ kinds: ENVELOPE kinds: TIMER }", **PARK)
        self.send_beside_count("escalate {0} {1}".format(2 * len(lies), " L-ONE ".join(
            [*lies, ""])).rstrip())
        aside = self.await_quarantine("liar", len(lies))
        ladders = {row["index"]: row["ladder"] for row in self.records()[0]}
        self.assertEqual({ladders[row["record"]]: row["fault"] for row in aside}, lies)
        row = self.await_done("liar")
        # Nothing of what failed was committed, and nothing of what it had right was lost.
        self.assertEqual((row["events"], row["timers"]), (len(lies), 0))
        self.assertEqual([alert for alert in self.records()[1] if alert["plugin"] == "liar"], [])
        self.assert_check_clean()
        return row

    def test_bad_effects(self):
        self.assertTrue(self.tell_lies(BAD_EFFECTS)["misbehaved"])

    def test_bad_answers(self):
        self.tell_lies(BAD_ANSWERS)

    def test_what_does_not_fit_is_not_tried_again(self):
        self.enable("count")
        misfits = ("old", "newer", "schema", "feature")
        for name in misfits:
            self.enable(name, **PARK)
        for name in misfits:
            self.await_state(name, "incompatible")
        self.send_beside_count("send 100 L-ONE")
        for name in misfits:
            self.await_alert("PLUGIN_DOWN", name)
            self.assertEqual(self.plugin(name)["starts"], 1)
            self.assertEqual(self.quarantine(name), [])
        self.assert_check_clean()

    def test_a_changed_bundle_is_not_executed(self):
        self.enable("count")
        self.enable("slow", **PARK)
        self.enable("hang", **PARK)
        self.load.obey("send 10 L-ONE")
        for name in ("slow", "hang"):
            self.await_done(name)
        self.hub.stop()
        for name, file in (("slow", "plugin"), ("hang", "manifest.textproto")):
            path = next((self.hub.data / "plugins" / name).glob(f"*/{file}"))
            data = bytearray(path.read_bytes())
            data[len(data) // 2] ^= 1
            path.write_bytes(data)
        self.hub.start()
        for name in ("slow", "hang"):
            self.await_state(name, "verify-failed")
            self.await_alert("PLUGIN_DOWN", name)
        self.send_beside_count("send 100 L-ONE")
        self.assertEqual(len(self.processes()), 1, "count alone")
        self.assertEqual(self.plugin("slow")["events"], 10)
        self.assert_check_clean()

    def test_a_late_ghost_is_not_heard(self):
        self.enable("count")
        self.load.obey("send 5 L-ONE")
        self.await_done("count")
        ghost = self.await_process()
        os.kill(ghost, signal.SIGSTOP)
        self.load.obey("send 100 L-ONE")
        self.await_plugin("count", lambda row: row["last_fault"].startswith("TIMEOUT"), "late")
        self.await_done("count")
        self.assertNotIn(ghost, self.processes())
        self.assert_counted()
        self.assert_replays("count")
        self.assert_check_clean()

    def test_a_loop_ends(self):
        self.enable("count")
        self.enable("echo-a", **PARK)
        self.enable("echo-b", **PARK)
        self.send_beside_count("send 1 ECHO")
        self.poll(lambda: self.quarantine("echo-a") + self.quarantine("echo-b"), "the loop's end")
        echoes = [row["plugin"] for row in self.alerts("ECHO")]
        self.assertEqual(echoes, ["echo-a", "echo-b"] * 4)
        aside = self.quarantine("echo-a") + self.quarantine("echo-b")
        self.assertEqual([row["fault"] for row in aside], ["CAPABILITY"])
        self.await_alert("PLUGIN_QUARANTINE", aside[0]["plugin"])
        self.assert_check_clean()

    def test_effects_that_differ_are_found(self):
        self.enable("rng")
        self.load.obey("send 50 -")
        self.await_done("rng")
        differs = self.hub.run("plugin", "replay", "verify", "rng")
        self.assertEqual(differs.error.get("reason"), "REPLAY_DIFFERS", differs)
        self.assert_check_clean()

    def test_why(self):
        self.enable("count")
        self.load.obey("send 10 L-ONE")
        self.await_done("count")
        alert = self.alerts("TEN")[0]
        envelope = next(row for row in self.records()[0] if row["index"] == alert["cause"])
        chain = self.must("why", str(alert["index"]))["chain"]
        self.assertEqual([(step["kind"], step["record"]) for step in chain],
                         [("ALERT", alert["index"]), ("ENVELOPE", envelope["index"])])
        self.assertEqual((chain[0]["code"], chain[0]["by"].split()[0]), ("TEN", "count"))
        self.assertEqual((chain[1]["hash"], chain[1]["ladder"]), (envelope["envelope"], "L-ONE 1"))

    @unittest.skipIf(os.geteuid() != 0, "only root reads the memory of a plugin")
    def test_a_plugin_gets_no_body(self):
        canary = secrets.token_hex(32)
        self.load.obey(f"canary {canary}")
        self.enable("count")
        self.send_beside_count("send 64 L-SEEN")
        memory = b"".join(data for _, data in harness.memory_of(self.await_process()))
        self.assertTrue(b"L-SEEN" in memory, "the search finds what the plugin was given")
        self.assertFalse(canary.encode() in memory, "the plugin was given a body")
        self.assert_check_clean()
        data = b"".join(path.read_bytes() for path in pathlib.Path(self.hub.data).rglob("*")
                        if path.is_file())
        self.assertTrue(canary.encode() in data, "the search finds it in the hub's folder")


if __name__ == "__main__":
    plugin_mission.main()
