"""scenarios.py PLUGKIT BUNDLE FOLDER BATCH...: every scenario of the folder, or of patterns with commas between,
by the real plugin in the sandbox of a real hub, in batches of these sizes; its effects must be the same each time.
Prints how many hold."""

import glob
import json
import os
import pathlib
import subprocess
import sys

PLUGKIT, BUNDLE, FOLDER, *BATCHES = sys.argv[1:]


def run(script, batch, *more):
    return subprocess.run([PLUGKIT, "run", BUNDLE, script, "--batch", batch, *more], capture_output=True, text=True)


def fault(script):
    """What does not hold; empty: all does."""
    chains = set()
    for batch in BATCHES:
        done = run(script, batch, "--json")
        if done.returncode != 0 or "quarantine" in done.stderr:
            done = run(script, batch)  # for people
            return f"batches of {batch}:\n{done.stdout}{done.stderr}"
        chains.add(json.loads(done.stdout)["effect_chain"])
    return "" if len(chains) == 1 else f"other effects in other batches: {sorted(chains)}"


patterns = [f"{FOLDER}/[EHM]*.json"] if os.path.isdir(FOLDER) else FOLDER.split(",")
scripts = sorted(pathlib.Path(path) for pattern in patterns for path in glob.glob(pattern))
faults = {script.stem: fault(script) for script in scripts}
for name, text in faults.items():
    if text:
        print(f"{name}, {text}")
failed = sum(map(bool, faults.values()))
print(f"{len(scripts) - failed} of {len(scripts)} scenarios hold under plugkit run")
sys.exit(1 if failed or not scripts else 0)
