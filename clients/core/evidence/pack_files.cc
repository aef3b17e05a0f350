#include "clients/core/evidence/pack_files.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

absl::Status Fail(absl::string_view rule, absl::string_view name, absl::string_view message) {
  return MakeError(absl::StatusCode::kDataLoss, message,
                   {.reason = std::string(rule), .subject = std::string(name), .field = ""});
}

}  // namespace

void AddPackSums(PackFiles& files, const PublicCrypto& crypto) {
  files.erase(kPackSums);
  std::string sums;
  for (const auto& [name, bytes] : files) {
    absl::StrAppend(&sums, ToHex(crypto.Sha256(bytes)), "  ", name, "\n");
  }
  files[kPackSums] = std::move(sums);
}

std::string PackDigest(const PackFiles& files, const PublicCrypto& crypto) {
  const auto sums = files.find(kPackSums);
  return sums == files.end() ? std::string() : ToHex(crypto.Sha256(sums->second));
}

absl::Status CheckPackSums(const PackFiles& files, const PublicCrypto& crypto) {
  const auto sums = files.find(kPackSums);
  if (sums == files.end()) {
    return Fail("MISSING", kPackSums, absl::StrCat("the pack has no file ", kPackSums));
  }
  std::map<std::string, std::string> listed;
  for (absl::string_view line : absl::StrSplit(sums->second, '\n', absl::SkipEmpty())) {
    const std::pair<std::string, std::string> parts =
        absl::StrSplit(line, absl::MaxSplits("  ", 1));
    listed[parts.second] = parts.first;
  }
  for (const auto& [name, bytes] : files) {
    if (name == kPackSums) continue;
    const auto found = listed.find(name);
    if (found == listed.end()) return Fail("UNLISTED", name, absl::StrCat(name, " is not listed"));
    if (found->second != ToHex(crypto.Sha256(bytes))) {
      return Fail("CHANGED", name, absl::StrCat(name, " was changed after the pack was made"));
    }
    listed.erase(found);
  }
  if (listed.empty()) return absl::OkStatus();
  return Fail("MISSING", listed.begin()->first,
              absl::StrCat("the pack lacks ", listed.begin()->first));
}

absl::Status WritePack(const PackFiles& files, absl::string_view folder, FileSystem& file_system) {
  RETURN_IF_ERROR(file_system.MakeDirectories(folder));
  ASSIGN_OR_RETURN(const std::vector<std::string> there, file_system.List(folder));
  if (!there.empty()) {
    return MakeError(absl::StatusCode::kAlreadyExists,
                     "the folder for the pack is not empty; name a new one",
                     {.reason = "FOLDER_IN_USE", .subject = std::string(folder), .field = ""});
  }
  std::set<std::string> inner;
  for (const auto& [name, bytes] : files) {
    const size_t slash = name.rfind('/');
    if (slash == std::string::npos || !inner.insert(name.substr(0, slash)).second) continue;
    RETURN_IF_ERROR(file_system.MakeDirectories(JoinPath(folder, name.substr(0, slash))));
  }
  for (const auto& [name, bytes] : files) {
    RETURN_IF_ERROR(file_system.Create(JoinPath(folder, name), bytes));
  }
  return absl::OkStatus();
}

absl::StatusOr<PackFiles> ReadPackFolder(absl::string_view folder,
                                         const std::vector<std::string>& inner,
                                         const PackLimits& limits, FileSystem& file_system) {
  PackFiles files;
  const auto read_all = [&](const std::string& part,
                            const std::vector<std::string>& names) -> absl::Status {
    for (const std::string& name : names) {
      if (part.empty() && std::find(inner.begin(), inner.end(), name) != inner.end()) continue;
      if (files.size() >= limits.files) return Malformed("pack", "SIZE", "too many files");
      const std::string inside = part.empty() ? name : JoinPath(part, name);
      ASSIGN_OR_RETURN(files[inside],
                       file_system.Read(JoinPath(folder, inside), limits.file_bytes));
    }
    return absl::OkStatus();
  };
  ASSIGN_OR_RETURN(const std::vector<std::string> top, file_system.List(folder));
  RETURN_IF_ERROR(read_all("", top));
  for (const std::string& part : inner) {
    const absl::StatusOr<std::vector<std::string>> names = file_system.List(JoinPath(folder, part));
    if (names.ok()) RETURN_IF_ERROR(read_all(part, *names));
  }
  return files;
}

}  // namespace liaison
