#include "plugins/plugkit/new_command.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr size_t kIdBytesMax = 32;

// [a-z][a-z0-9-]{0,31}, as in manifest.proto.
bool IsPluginId(const std::string& name) {
  if (name.empty() || name.size() > kIdBytesMax ||
      !absl::ascii_islower(static_cast<unsigned char>(name.front())))
    return false;
  return std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
  });
}

}  // namespace

absl::Status NewCommand(FileSystem& files, const std::string& name, const std::string& folder) {
  if (!IsPluginId(name)) {
    return MakeError(absl::StatusCode::kInvalidArgument,
                     absl::StrCat("\"", name,
                                  "\" cannot name a plugin: a small letter, then at most 31 small "
                                  "letters, digits and hyphens"),
                     {.reason = "PLUGIN_ID", .subject = name, .field = "plugin_id"});
  }
  const NewFiles example = ExampleFiles();
  const std::array<std::pair<const char*, std::string>, 4> texts{{
      {"main.cc", example.main},
      {"manifest.textproto",
       absl::StrReplaceAll(example.manifest, {{"\"example\"", absl::StrCat("\"", name, "\"")}})},
      {"CMakeLists.txt", absl::StrReplaceAll(example.build, {{"@NAME@", name}})},
      {"script.json", example.script},
  }};
  RETURN_IF_ERROR(files.MakeDirectories(folder));
  for (const auto& [file, text] : texts) {
    const std::string path = absl::StrCat(folder, "/", file);
    ASSIGN_OR_RETURN(const bool exists, files.Exists(path));
    if (exists) {
      return MakeError(absl::StatusCode::kAlreadyExists,
                       absl::StrCat(path, " exists already: choose another folder"),
                       {.reason = "FILE_EXISTS", .subject = path});
    }
  }
  for (const auto& [file, text] : texts) {
    RETURN_IF_ERROR(files.Create(absl::StrCat(folder, "/", file), text));
  }
  return absl::OkStatus();
}

}  // namespace liaison
