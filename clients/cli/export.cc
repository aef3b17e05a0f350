// liaison export HANDLE FOLDER: one notice as evidence that a stranger can check.
#include <memory>
#include <string>
#include <utility>

#include "CLI/CLI.hpp"
#include "clients/cli/commands.h"
#include "clients/core/evidence/pack.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

struct ExportOptions {
  std::string handle;
  std::string folder;
};

absl::Status Export(Context& context, const ExportOptions& options) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, context.OpenDesk());
  ASSIGN_OR_RETURN(const ArchivedNotice notice, desk->archive().Find(options.handle));
  ASSIGN_OR_RETURN(const PackFiles files,
                   MakePack(notice, desk->mirror(), context.phrases, context.world.crypto));
  RETURN_IF_ERROR(WritePack(files, options.folder, context.world.files));
  const std::string digest = PackDigest(files, context.world.crypto);
  if (context.output.json()) {
    context.output.Value(Json::Object{{"serial", notice.serial},
                                      {"folder", options.folder},
                                      {"digest", digest},
                                      {"charter", PrintPin(desk->mission().pin)}});
    return absl::OkStatus();
  }
  context.output.Line(context.output.Say("done.exported", {notice.serial, options.folder}),
                      Colour::kGreen);
  context.output.Line(context.output.Say("export.digest"));
  context.output.Line(digest, Colour::kBold);
  return absl::OkStatus();
}

}  // namespace

void AddExportCommand(CommandAdder& adder) {
  const auto options = std::make_shared<ExportOptions>();
  CLI::App& verb = adder.Verb("export", "export",
                              [options](Context& context) { return Export(context, *options); });
  adder.Text(verb, "notice", options->handle, "handle").required();
  adder.Text(verb, "folder", options->folder, "pack_folder").required();
}

}  // namespace liaison
