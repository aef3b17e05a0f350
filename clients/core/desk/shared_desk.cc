#include "clients/core/desk/shared_desk.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/core/desk/home.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr size_t kMaxOfficerBytes = 32;

std::string SeatPath(absl::string_view desk) { return JoinPath(desk, "officer"); }

bool IsOfficerName(absl::string_view name) {
  return !name.empty() && name.size() <= kMaxOfficerBytes &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-';
         });
}

bool HasHome(absl::string_view folder, FileSystem& files) {
  return files.Exists(HomePaths(folder).config).value_or(false);
}

}  // namespace

std::string SeatedOfficer(absl::string_view desk, FileSystem& files) {
  const absl::StatusOr<std::string> name = files.Read(SeatPath(desk), kMaxOfficerBytes + 1);
  const std::string stripped = name.ok() ? std::string(absl::StripAsciiWhitespace(*name)) : "";
  return IsOfficerName(stripped) ? stripped : std::string();
}

absl::StatusOr<std::string> HomeOf(absl::string_view desk, FileSystem& files) {
  if (HasHome(desk, files)) return std::string(desk);
  const std::string officer = SeatedOfficer(desk, files);
  if (!officer.empty()) return JoinPath(desk, officer);
  const absl::StatusOr<std::vector<std::string>> officers = OfficersOf(desk, files);
  if (!officers.ok() || officers->empty()) return std::string(desk);
  return MakeError(absl::StatusCode::kNotFound,
                   "several officers share this desk and nobody sits at it",
                   {.reason = "NO_OFFICER", .subject = std::string(desk), .field = ""});
}

absl::StatusOr<std::vector<std::string>> OfficersOf(absl::string_view desk, FileSystem& files) {
  ASSIGN_OR_RETURN(std::vector<std::string> names, files.List(desk));
  names.erase(std::remove_if(names.begin(), names.end(),
                             [&](const std::string& name) {
                               return !IsOfficerName(name) || !HasHome(JoinPath(desk, name), files);
                             }),
              names.end());
  std::sort(names.begin(), names.end());
  return names;
}

absl::Status SeatOfficer(absl::string_view desk, absl::string_view officer, FileSystem& files) {
  if (!IsOfficerName(officer) || !HasHome(JoinPath(desk, officer), files)) {
    return MakeError(absl::StatusCode::kNotFound, "no officer of that name has a home at this desk",
                     {.reason = "NO_OFFICER", .subject = std::string(officer), .field = "officer"});
  }
  return files.Write(SeatPath(desk), absl::StrCat(officer, "\n"));
}

}  // namespace liaison
