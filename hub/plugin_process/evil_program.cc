#include "hub/plugin_process/evil_program.h"

#include "hub/plugin_process/embed.h"

LIAISON_EMBED_FILE(evil, LIAISON_EVIL_PATH)

namespace liaison {

absl::string_view EvilProgram() { return Embedded_evil(); }

}  // namespace liaison
