"""scenarios.py PLUGKIT BUNDLE FOLDER: every scenario of the folder by the real plugin in the sandbox of a
real hub, in batches of one and of 64; prints how many hold."""

import pathlib
import subprocess
import sys

PLUGKIT, BUNDLE, FOLDER = sys.argv[1:]


def run(script, batch):
    return subprocess.run([PLUGKIT, "run", BUNDLE, script, "--batch", batch], capture_output=True, text=True)


failed = []
scripts = sorted(pathlib.Path(FOLDER).glob("[EH]*.json"))
for script in scripts:
    for batch in ("1", "64"):
        done = run(script, batch)
        if done.returncode == 0 and "quarantine" not in done.stderr:
            continue
        failed.append(script.stem)
        print(f"{script.stem}, batches of {batch}:\n{done.stdout}{done.stderr}")
print(f"{len(scripts) - len(set(failed))} of {len(scripts)} scenarios hold under plugkit run")
sys.exit(1 if failed or not scripts else 0)
