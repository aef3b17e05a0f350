#include "plugins/plugkit/run_command.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "hub/plugin_host/manifest.h"
#include "hub/plugin_process/real_plugin_processes.h"
#include "plugins/plugkit/compare.h"
#include "plugins/plugkit/script_file.h"
#include "plugins/plugkit/stage.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

void Print(std::FILE* out, const std::string& line) {
  static_cast<void>(std::fprintf(out, "%s\n", line.c_str()));
}

std::string PlayedJson(const Difference& difference, const Played& played) {
  const auto append = [](std::string* to, const plugkit::Record& record) {
    to->append(RecordJson(record));
  };
  return absl::StrCat("{\"ok\":", difference.any ? "false" : "true", ",\"records\":[",
                      absl::StrJoin(played.records, ",", append), "],\"effect_chain\":\"",
                      played.effect_chain(), "\"}");
}

}  // namespace

absl::StatusOr<Bundle> ReadBundle(FileSystem& files, const std::string& folder) {
  Bundle bundle;
  ASSIGN_OR_RETURN(bundle.manifest,
                   files.Read(JoinPath(folder, "manifest.textproto"), kManifestBytesMax));
  ASSIGN_OR_RETURN(bundle.binary, files.Read(JoinPath(folder, "plugin"), kBinaryBytesMax));
  return bundle;
}

absl::Status RunCommand(const PlugkitWorld& world, const RunOptions& options, std::FILE* out) {
  ASSIGN_OR_RETURN(const Bundle bundle, ReadBundle(world.files, options.bundle));
  ASSIGN_OR_RETURN(const plugkit::Script script, ReadScript(world.files, options.script));
  RealPluginProcesses real(world.clock);
  TappedProcesses processes(real);
  processes.Begin({.batch_events_max = options.batch_events_max});
  Stage stage(processes, world.clock, script);
  absl::Status status = stage.Enable(bundle);
  if (status.ok()) status = stage.Play(script);
  for (const std::string& report : stage.reports()) Print(stderr, absl::StrCat("# ", report));
  RETURN_IF_ERROR(status);
  ASSIGN_OR_RETURN(const Played played, stage.Look());
  const Difference difference = Compare(script, played.records);
  Print(out, options.json ? PlayedJson(difference, played) : absl::StrJoin(difference.lines, "\n"));
  if (!difference.any) return absl::OkStatus();
  return MakeError(absl::StatusCode::kInvalidArgument,
                   "other records came out than the script expects: - is missing, + is too much",
                   {.reason = "UNEXPECTED", .subject = options.script, .field = ""});
}

}  // namespace liaison
