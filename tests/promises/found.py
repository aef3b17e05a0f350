#!/usr/bin/env python3
"""found.py LIAISON LIAISON_HUB FOLDER: founds the mission that the promise tests copy, by the
shipped programs, as ops/demo/found does, only smaller. Anew each time: keys are not kept.

    FOLDER/hub/  configuration, keys, log      FOLDER/desks/tur-d01/ ...  a home for each device
    FOLDER/founding/  charter, pin, notes      FOLDER/passphrase          of all key stores
"""
import concurrent.futures
import json
import pathlib
import shutil
import sys

import cheap_key_store
import harness

PARTIES = [
    {"office": "tur", "kind": "guarantor"},
    {"office": "irn", "kind": "guarantor"},
    {"office": "jor", "kind": "concerned", "zones": ["south"]},
    {"office": "un", "kind": "observer", "kinds": ["observation", "administrative"]},
]
MISSION = {
    "name": "Promises", "operator": "neutral", "parties": PARTIES,
    "zones": [{"id": "idlib", "established_by": ["irn", "tur"]},
              {"id": "south", "established_by": ["irn", "tur", "jor"]}],
    "precedence_goals": {"flash": 600, "immediate": 1800, "priority": 10800, "routine": 21600},
    "flash_per_hour": 6, "two_person": [], "beacon_interval": 3600, "rapporteur": "tur",
    "ladder_defaults": {},
}
# Office, label, holder, mailboxes. Two desks answer for irn/duty.
DEVICES = [("tur", "d01", "p11", ["duty", "jwg"]), ("irn", "d01", "p11", ["duty"]),
           ("irn", "d04", "p14", ["duty"]), ("irn", "d02", "p12", ["head", "jwg"]),
           ("jor", "d01", "p11", ["duty"]), ("un", "d01", "p11", ["duty"])]


class Founding:
    def __init__(self, folder, mission=None, devices=None):
        self.folder = folder
        self.founding = folder / "founding"
        self.mission = mission or MISSION
        self.offices = [party["office"] for party in self.mission["parties"]]
        self.devices = devices or DEVICES

    def paper(self, name):
        return str(self.founding / name)

    def desk(self, name, *arguments):
        answer = harness.run([harness.Programs.liaison, "--home", str(self.folder / "desks" / name),
                              "--passphrase-file", str(self.folder / "passphrase"), "--json",
                              "--lang", "en", *arguments])
        if answer.code != 0:
            raise SystemExit(f"{name}: {' '.join(arguments)}: {answer}")
        return answer.values[0]

    def keys(self, name):
        return self.folder / "desks" / name / "keys"

    def begin_keys(self, name):
        """Every key store but the first begins as an empty copy of that: scrypt is paid for once."""
        cheap_key_store.begin_store(self.keys(name), self.keys(f"{self.offices[0]}-root"))

    def root(self, office):
        name = f"{office}-root"
        if office != self.offices[0]:
            self.begin_keys(name)
        self.desk(name, "office", "root", "--ns", harness.NS, "--office", office,
                  "--out", self.paper(f"{office}.vkey"))
        if office == self.offices[0]:
            cheap_key_store.cheapen_store(self.keys(name), self.folder / "passphrase")

    def device(self, pin, office, label, holder, mailboxes):
        name = f"{office}-{label}"
        mailbox_words = [word for role in mailboxes for word in ("--mailbox", role)]
        self.begin_keys(name)
        self.desk(name, "key", "request", "--ns", harness.NS, "--charter", pin, "--office", office,
                  "--device", label, "--holder", holder, *mailbox_words, "--tag-seed-file",
                  self.paper("tags.seed"), "--out", self.paper(f"{name}.request"))
        self.desk(f"{office}-root", "office", "certify", "--in", self.paper(f"{name}.request"),
                  "--out", self.paper(f"{name}.cert"))
        self.desk(name, "mission", "join", "--charter", self.paper("charter.note"), "--pin", pin,
                  "--hub", "127.0.0.1:1")
        made = self.desk(name, "key", "prekeys", "--charter", pin, "--out-folder",
                         str(self.founding))
        return [self.paper(file) for file in made["files"]]

    def charter(self):
        roots = [word for office in self.offices for word in ("--root", self.paper(f"{office}.vkey"))]
        (self.founding / "mission.json").write_text(json.dumps(self.mission))
        self.desk("nobody", "mission", "draft", "--ns", harness.NS, "--hub",
                  self.paper("public.txt"), *roots, "--mission", self.paper("mission.json"),
                  "--amend", "3", "--out", self.paper("charter.draft"))
        shutil.copy(self.paper("charter.draft"), self.paper("charter.note"))
        for office in self.offices:
            shown = self.desk(f"{office}-root", "mission", "sign", "--in",
                              self.paper("charter.note"), "--out", self.paper("charter.note"))
        return shown["charter"]

    def found(self):
        for part in ("hub", "desks", "founding"):
            (self.folder / part).mkdir(parents=True, mode=0o700)
        passphrase = self.folder / "passphrase"
        passphrase.touch(0o600)
        passphrase.write_text("seven plain words for the promise tests\n")
        self.desk("nobody", "mission", "tags", "--out", self.paper("tags.seed"))
        hub = harness.Hub(self.folder / "hub")
        hub.configure()
        made = hub.run("init")
        if made.code != 0:
            raise SystemExit(f"liaison-hub init: {made}")
        (self.founding / "public.txt").write_text(made.values[0]["public"])

        self.root(self.offices[0])
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            list(pool.map(self.root, self.offices[1:]))
            pin = self.charter()
            (self.founding / "pin").write_text(pin + "\n")
            prekeys = list(pool.map(lambda device: self.device(pin, *device),
                                    self.devices))
        notes = [self.paper("charter.note")]
        notes += [self.paper(f"{office}-{label}.cert") for office, label, _, _ in self.devices]
        notes += [note for made in prekeys for note in made]
        founded = hub.run("found", *notes)
        if founded.code != 0:
            raise SystemExit(f"liaison-hub found: {founded}")
        print(f"founded: {len(self.offices)} offices, {len(self.devices)} devices, {len(notes)} notes")


if __name__ == "__main__":
    harness.Programs.liaison, harness.Programs.hub = sys.argv[1:3]
    target = pathlib.Path(sys.argv[3])
    shutil.rmtree(target, ignore_errors=True)
    Founding(target).found()
