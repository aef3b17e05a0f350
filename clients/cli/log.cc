// liaison log head|fetch|verify: the desk's own copy of the log.
#include <memory>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "clients/cli/commands.h"
#include "clients/cli/local_mirror.h"
#include "clients/cli/notice_view.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// "size, first 8 groups": what two officers compare over the telephone (CRYPTO 1.10).
std::string Groups(const Hash& root) { return PrintPin(root); }

void ShowHead(Context& context, const Mirror& mirror) {
  const auto size = static_cast<int64_t>(mirror.size().value());
  const int64_t time_ms = mirror.directory().TimeAt(mirror.size());
  const std::string groups = Groups(mirror.head().root());
  if (context.output.json()) {
    context.output.Value(Json::Object{{"size", size}, {"root", groups}, {"time_ms", time_ms}});
    return;
  }
  context.output.Line(context.output.Say("log.head", {size, FormatUtcMs(time_ms)}));
  context.output.Line(groups, Colour::kBold);
}

// Opening a mirror recomputes all of it from the entries, so this needs no passphrase and no hub.
absl::Status Head(Context& context) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Mirror> mirror, OpenMirror(context));
  RETURN_IF_ERROR(CheckShowable(*mirror));
  ShowHead(context, *mirror);
  return absl::OkStatus();
}

absl::Status Fetch(Context& context) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, context.OpenDesk());
  ASSIGN_OR_RETURN(HubConnection * hub, desk->hub());
  RETURN_IF_ERROR(desk->mirror().Update(*hub));
  // A registrar's desk, which neither sends nor receives, has its notes logged here.
  ASSIGN_OR_RETURN(const std::vector<CarriedOutcome> carried, desk->FlushNotes());
  ShowCarried(context, carried);
  ShowHead(context, desk->mirror());
  return absl::OkStatus();
}

absl::Status VerifyLog(Context& context) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Mirror> mirror, OpenMirror(context));
  RETURN_IF_ERROR(CheckShowable(*mirror));
  if (!context.output.json()) {
    context.output.Line(context.output.Say("log.verified"), Colour::kGreen);
  }
  ShowHead(context, *mirror);
  return absl::OkStatus();
}

}  // namespace

void AddLogCommands(CommandAdder& adder) {
  CommandAdder noun = adder.Noun("log");
  noun.Verb("head", "log.head", Head);
  noun.Verb("fetch", "log.fetch", Fetch);
  noun.Verb("verify", "log.verify", VerifyLog);
}

}  // namespace liaison
