#include "plugins/plugkit/script_file.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr size_t kScriptBytesMax = size_t{4} << 20;

// "a/b.json" -> "a"; "b.json" -> ".".
std::string FolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : path.substr(0, slash + 1);
}

absl::StatusOr<plugkit::Script> ReadOne(FileSystem& files, const std::string& path) {
  ASSIGN_OR_RETURN(const std::string json, files.Read(path, kScriptBytesMax));
  absl::StatusOr<plugkit::Script> script = ParseScript(json);
  if (!script.ok()) {
    return MakeError(script.status().code(), absl::StrCat(path, ": ", script.status().message()),
                     {.reason = "SCRIPT", .subject = path, .field = ""});
  }
  for (plugkit::Step& step : *script->mutable_steps()) {
    if (!step.has_time_zones() || step.time_zones().file().empty()) continue;
    ASSIGN_OR_RETURN(
        *step.mutable_time_zones()->mutable_json(),
        files.Read(JoinPath(FolderOf(path), step.time_zones().file()), kScriptBytesMax));
    absl::StripTrailingAsciiWhitespace(step.mutable_time_zones()->mutable_json());
  }
  return script;
}

}  // namespace

absl::StatusOr<plugkit::Script> ReadScript(FileSystem& files, const std::string& path) {
  ASSIGN_OR_RETURN(plugkit::Script script, ReadOne(files, path));
  plugkit::Script whole;
  for (const std::string& include : script.include()) {
    const std::string file = JoinPath(FolderOf(path), include);
    ASSIGN_OR_RETURN(const plugkit::Script included, ReadOne(files, file));
    if (included.include_size() + included.expect_size() > 0 || !included.begin().empty()) {
      return Malformed("include", "SCRIPT",
                       absl::StrCat(file, ": what is included holds steps and nothing else"));
    }
    whole.MergeFrom(included);
  }
  script.clear_include();
  whole.MergeFrom(script);
  return whole;
}

}  // namespace liaison
