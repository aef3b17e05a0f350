#include "clients/cli/carry_note.h"

#include <memory>

#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/note.h"

namespace liaison {

absl::Status CarryNote(Context& context, Desk& desk, const std::string& note,
                       const std::function<void(int64_t)>& show) {
  const absl::StatusOr<LeafIndex> index = desk.CarryNote(note);
  const bool queued = ReasonOf(index.status()) == "QUEUED";
  if (!index.ok() && !queued) return index.status();
  // The own office stands behind what its own registrar's client submits (attack T-30).
  ASSIGN_OR_RETURN(const Note parsed, ParseNote(note, kMaxPublicNoteBytes));
  RETURN_IF_ERROR(desk.monitor().Confirm(context.world.crypto.Sha256(parsed.text)));
  if (queued) return index.status();
  show(static_cast<int64_t>(index->value()));
  return absl::OkStatus();
}

absl::Status CarryNoteFile(Context& context, const std::string& path) {
  ASSIGN_OR_RETURN(const std::string note, context.ReadFile(path));
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, context.OpenDesk());
  return CarryNote(context, *desk, note, [&](int64_t index) {
    if (context.output.json()) {
      context.output.Value(Json::Object{{"index", index}});
    } else {
      context.output.Line(context.output.Say("office.submitted", {index}), Colour::kGreen);
    }
  });
}

}  // namespace liaison
