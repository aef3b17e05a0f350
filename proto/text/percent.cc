#include "proto/text/percent.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/hash.h"
#include "proto/text/utf8.h"

namespace liaison {
namespace {

bool IsUnreserved(char c) {
  return absl::ascii_isalnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

bool IsSafeFileName(absl::string_view name) {
  if (name.empty() || name.size() > kMaxFileNameBytes || name == "." || name == "..") return false;
  return IsUtf8(name) && std::none_of(name.begin(), name.end(), [](char c) {
           return absl::ascii_iscntrl(c) || c == '/' || c == '\\';
         });
}

}  // namespace

std::string EncodeFileName(absl::string_view name) {
  std::string out;
  for (const char c : name) {
    if (IsUnreserved(c)) {
      out.push_back(c);
    } else {
      absl::StrAppend(&out, "%", absl::AsciiStrToUpper(EncodeHex({&c, 1})));
    }
  }
  return out;
}

absl::StatusOr<std::string> DecodeFileName(absl::string_view text) {
  std::string name;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      name.push_back(text[i]);
      continue;
    }
    const absl::StatusOr<std::string> byte =
        DecodeHex(absl::AsciiStrToLower(text.substr(i + 1, 2)));
    if (!byte.ok() || byte->size() != 1) {
      return Malformed("", "PERCENT", "% must be followed by two hex digits");
    }
    name.append(*byte);
    i += 2;
  }
  // Encoding again refuses lower-case digits, and bytes that are encoded without need or need it.
  if (EncodeFileName(name) != text) {
    return Malformed("", "PERCENT",
                     "encode all bytes but A-Z a-z 0-9 - . _ ~ as % and two capital hex digits");
  }
  if (!IsSafeFileName(name)) {
    return Malformed("", "FILE_NAME",
                     "not a plain file name: UTF-8, at most 255 bytes, no slash, no control "
                     "character");
  }
  return name;
}

}  // namespace liaison
