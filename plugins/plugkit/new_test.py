"""new_test.py PLUGKIT BUILD: what `plugkit new` writes builds against the build folder and against an
installed SDK, by somebody who has neither of our compiler settings, and is a plugin."""

import os
import socket
import subprocess
import sys
import tempfile

FAILED = []


def check(right, what):
    if not right:
        FAILED.append(what)


def run(*command):
    """The exit code and all that the command said."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def check_plugin(program):
    code, header = run("readelf", "--program-headers", program)
    check(code == 0 and "INTERP" not in header, "it is linked statically:\n" + header)
    ours, link = socket.socketpair()
    with ours, link:
        child = subprocess.Popen(["sh", "-c", f'exec "$0" 3<&{link.fileno()} {link.fileno()}<&-', program],
                                 pass_fds=[link.fileno()], stderr=subprocess.PIPE)
        link.close()
        ours.shutdown(socket.SHUT_WR)
        _, complaint = child.communicate()
    check((child.returncode, complaint) == (1, b"liaison plugin: the hub has gone\n"),
          f"it serves a link: {child.returncode} {complaint}")


def check_build(plugkit, folder, package):
    code, said = run(plugkit, "new", "watch", "--folder", folder)
    check(code == 0, said)
    build = os.path.join(folder, "build")
    for command in (["cmake", "-G", "Ninja", "-S", folder, "-B", build, f"-Dliaison-plugin_DIR={package}"],
                    ["cmake", "--build", build]):
        code, said = run(*command)
        if code != 0:
            check(False, said)
            return
    bundle = os.path.join(build, "bundles", "watch")
    check(sorted(os.listdir(bundle)) == ["manifest.textproto", "plugin"], "the bundle has two files")
    with open(os.path.join(bundle, "manifest.textproto"), encoding="utf-8") as file:
        check('plugin_id: "watch"' in file.read(), "the manifest names the plugin")
    check_plugin(os.path.join(bundle, "plugin"))
    code, said = run(plugkit, "run", bundle, os.path.join(folder, "script.json"))
    check(code == 0, "its script passes:\n" + said)


def check_refusals(plugkit, folder):
    check(run(plugkit, "new", "watch", "--folder", folder)[0] == 5, "nothing is written over")
    os.mkdir(folder + "-half")
    with open(folder + "-half/CMakeLists.txt", "w", encoding="utf-8"):
        pass
    check(run(plugkit, "new", "watch", "--folder", folder + "-half")[0] == 5, "nor half of it")
    check(os.listdir(folder + "-half") == ["CMakeLists.txt"], "nor is anything put beside it")
    for name in ("Watch", "9", "", "a" * 33, "a_b", "../a"):
        check(run(plugkit, "new", name, "--folder", folder + "-no")[0] == 1, f"refuses the name {name!r}")
    check(not os.path.exists(folder + "-no"), "a refused name leaves nothing")
    check(run(plugkit)[0] == 2, "no command is a mistake")
    code, said = run(plugkit, "--help")
    check(code == 0 and said.index("Examples:") < said.index("Options:"), "help begins with examples")


def main():
    plugkit, build = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        check_build(plugkit, os.path.join(folder, "watch"), os.path.join(build, "plugins/sdk"))
        check_refusals(plugkit, os.path.join(folder, "watch"))
        code, said = run("cmake", "--install", build, "--component", "plugin-sdk", "--prefix",
                         os.path.join(folder, "usr"))
        check(code == 0, said)
        packages = [place for place, _, files in os.walk(os.path.join(folder, "usr"))
                    if "liaison-plugin-config.cmake" in files]
        check_build(plugkit, os.path.join(folder, "outside"), packages[0])
    for what in FAILED:
        print("FAILED:", what)
    return 1 if FAILED else 0


if __name__ == "__main__":
    sys.exit(main())
