// The system calls that a plugin has left.
#ifndef LIAISON_HUB_PLUGIN_PROCESS_SECCOMP_FILTER_H_
#define LIAISON_HUB_PLUGIN_PROCESS_SECCOMP_FILTER_H_

#include <linux/filter.h>

#include <vector>

namespace liaison {

// An allow-list for a static single-threaded program; everything else is EPERM, and what no
// program does by mistake ends the process by SIGSYS. The one execveat that starts the plugin is
// known by the address `empty_path`.
// Empty where this machine's processor is unknown to libseccomp or memory is short.
std::vector<sock_filter> BuildSeccompFilter(const char* empty_path);

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_PROCESS_SECCOMP_FILTER_H_
