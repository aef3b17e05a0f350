// Reads what it is given with the libraries of text and rules, which plugins link statically too:
// the signed header's signatures, and a charter's mission from CONTROL.
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "plugins/sdk/plugin.h"
#include "proto/rules/directory.h"
#include "proto/text/note.h"

namespace liaison::plugin {
namespace {

constexpr size_t kHeaderBytesMax = 64 * 1024;

class Reader final : public Plugin {
  void OnEvent(const Event& event, State& /*state*/, Effects& effects) override {
    if (event.has_control()) {
      const absl::StatusOr<Mission> mission = ParseMission(event.control().data());
      effects.Put("mission", mission.ok() ? "right" : mission.status().message());
      return;
    }
    const absl::StatusOr<Note> note = ParseNote(event.envelope().header(), kHeaderBytesMax);
    if (!note.ok()) {
      effects.CannotProcess(note.status().message());
      return;
    }
    effects.Put("signatures", absl::StrCat(note->signatures.size()));
  }
};

}  // namespace
}  // namespace liaison::plugin

int main() {
  liaison::plugin::Reader plugin;
  return liaison::plugin::Run(plugin, {.version = "1.0.0"});
}
