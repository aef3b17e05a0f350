// liaison-evil, inside this program: nothing on a disk could take its place.
#ifndef LIAISON_HUB_PLUGIN_PROCESS_EVIL_PROGRAM_H_
#define LIAISON_HUB_PLUGIN_PROCESS_EVIL_PROGRAM_H_

#include "absl/strings/string_view.h"

namespace liaison {

absl::string_view EvilProgram();

}  // namespace liaison

#endif  // LIAISON_HUB_PLUGIN_PROCESS_EVIL_PROGRAM_H_
