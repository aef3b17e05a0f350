#include "proto/base/file_system.h"

#include "absl/strings/str_cat.h"

namespace liaison {

std::string JoinPath(absl::string_view directory, absl::string_view name) {
  if (directory.empty()) return std::string(name);
  return absl::StrCat(directory, directory.back() == '/' ? "" : "/", name);
}

}  // namespace liaison
