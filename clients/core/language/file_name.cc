#include "clients/core/language/file_name.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/core/language/human_text.h"

namespace liaison {
namespace {

constexpr size_t kMaxBytes = 200;
constexpr absl::string_view kNotInNames = "/\\:*?\"<>|\n\t";

// Whatever stands behind its first dot, Windows takes these for devices.
bool IsDevice(absl::string_view name) {
  const std::string stem = absl::AsciiStrToLower(name.substr(0, name.find('.')));
  static constexpr std::array<absl::string_view, 4> kDevices = {"con", "prn", "aux", "nul"};
  if (std::find(kDevices.begin(), kDevices.end(), stem) != kDevices.end()) return true;
  return stem.size() == 4 && (absl::StartsWith(stem, "com") || absl::StartsWith(stem, "lpt")) &&
         absl::ascii_isdigit(static_cast<unsigned char>(stem.back()));
}

// Without the beginning of a character at its end.
void CutAt(size_t bytes, std::string& name) {
  if (name.size() <= bytes) return;
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  while (bytes > 0 && continues(name[bytes])) --bytes;
  name.resize(bytes);
}

size_t ExtensionAt(absl::string_view name) {
  const size_t dot = name.rfind('.');
  return dot == absl::string_view::npos || dot == 0 ? name.size() : dot;
}

}  // namespace

std::string SafeFileName(absl::string_view name) {
  std::string safe = SafeDisplay(name, Lines::kOne);
  for (char& c : safe) {
    if (kNotInNames.find(c) != absl::string_view::npos) c = '_';
  }
  if (safe.size() > kMaxBytes) {
    std::string extension = safe.substr(ExtensionAt(safe));
    if (extension.size() > kMaxBytes / 4) extension.clear();
    CutAt(kMaxBytes - extension.size(), safe);
    safe += extension;
  }
  // Windows drops these, and two names would become one.
  while (!safe.empty() && (safe.back() == '.' || safe.back() == ' ')) safe.back() = '_';
  const bool reads_as_more = safe.empty() || safe.front() == '.' || safe.front() == '-' ||
                             safe.front() == '~' || safe.front() == ' ';
  return reads_as_more || IsDevice(safe) ? absl::StrCat("_", safe) : safe;
}

std::vector<std::string> SafeFileNames(absl::Span<const std::string> names) {
  std::vector<std::string> safe;
  std::set<std::string> taken;
  for (const std::string& name : names) {
    const std::string wanted = SafeFileName(name);
    std::string given = wanted;
    for (int number = 2; !taken.insert(FoldForSearch(given)).second; ++number) {
      const size_t at = ExtensionAt(wanted);
      given = absl::StrCat(wanted.substr(0, at), " (", number, ")", wanted.substr(at));
    }
    safe.push_back(std::move(given));
  }
  return safe;
}

}  // namespace liaison
