#include "proto/text/reader.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "proto/base/error.h"
#include "proto/text/canonical_json.h"
#include "proto/text/note.h"

namespace liaison {
namespace {

constexpr size_t kMaxShownKeyBytes = 16;

// What stands there instead, for the message: a key is shown, anything else is content and is not.
std::string Shown(absl::string_view rest) {
  if (rest.empty()) return "the end of the text";
  const absl::string_view line = rest.substr(0, rest.find('\n'));
  if (line.empty()) return "a blank line";
  const absl::string_view key = line.substr(0, line.find(' '));
  const bool is_key = key.size() <= kMaxShownKeyBytes &&
                      std::all_of(key.begin(), key.end(),
                                  [](char c) { return absl::ascii_islower(c) || c == '-'; });
  return is_key ? absl::StrCat("'", key, "'") : "something that is no key";
}

}  // namespace

FieldReader::FieldReader(absl::string_view ns, absl::string_view kind, absl::string_view text,
                         size_t max_bytes) {
  if (text.size() > max_bytes) {
    status_ = Malformed("text", "SIZE",
                        absl::StrCat(text.size(), " bytes, more than the limit of ", max_bytes));
    return;
  }
  status_ = CheckNoteText(text);
  if (!status_.ok()) return;
  const std::string first_line = absl::StrCat(ns, "/", kind, "/v1\n");
  rest_ = text;
  if (!absl::ConsumePrefix(&rest_, first_line)) {
    status_ =
        Malformed("text", "TYPE",
                  absl::StrCat("first line must be ", first_line.substr(0, first_line.size() - 1)));
  }
}

bool FieldReader::AtKey(absl::string_view key) const {
  if (!status_.ok() || !absl::StartsWith(rest_, key)) return false;
  const absl::string_view behind = rest_.substr(key.size());
  return absl::StartsWith(behind, " ") || absl::StartsWith(behind, "\n");
}

bool FieldReader::WasRead(absl::string_view key) const {
  return std::find(keys_.begin(), keys_.end(), key) != keys_.end();
}

bool FieldReader::ExpectKey(absl::string_view key) {
  if (!status_.ok()) return false;
  if (AtKey(key)) return true;
  const absl::string_view found = rest_.substr(0, rest_.find_first_of(" \n"));
  ++line_;
  if (WasRead(found)) {
    Refuse(found, "DUPLICATE",
           absl::StrCat("repeated, or not beside its like; '", key, "' belongs here"));
  } else if (absl::StrContains(rest_, absl::StrCat("\n", key, " "))) {
    Refuse(key, "ORDER",
           absl::StrCat("belongs here, but here stands ", Shown(rest_),
                        ", which is unknown or out of order"));
  } else {
    Refuse(key, "MISSING", absl::StrCat("belongs here, but here stands ", Shown(rest_)));
  }
  return false;
}

absl::string_view FieldReader::TakeValue(absl::string_view key) {
  // CheckNoteText saw that every line ends in LF, AtKey that the line starts with the key.
  const size_t end = rest_.find('\n');
  absl::string_view value = rest_.substr(key.size(), end - key.size());
  rest_.remove_prefix(end + 1);
  ++line_;
  if (keys_.empty() || keys_.back() != key) keys_.push_back(key);
  absl::ConsumePrefix(&value, " ");
  if (value.empty()) Refuse(key, "VALUE", "a space and a value are missing behind the key");
  return value;
}

void FieldReader::JsonTail(absl::string_view field, std::string& out) {
  if (!status_.ok()) return;
  if (!absl::ConsumePrefix(&rest_, "\n")) {
    return Refuse(field,
                  WasRead(rest_.substr(0, rest_.find_first_of(" \n"))) ? "DUPLICATE" : "UNKNOWN",
                  absl::StrCat("the last header line is followed by a blank line and one line of "
                               "JSON, but here stands ",
                               Shown(rest_)));
  }
  line_ += 2;
  const absl::string_view line = rest_.substr(0, rest_.find('\n'));
  const absl::Status status = CheckCanonicalJson(line);
  if (!status.ok()) return RefuseValue(field, status);
  if (line.front() != '{') return Refuse(field, "OBJECT", "must be a JSON object");
  out = std::string(line);
  // The line end is missing only where the text stops behind the blank line; that is no JSON.
  rest_.remove_prefix(line.size() + 1);
}

void FieldReader::Check(bool condition, absl::string_view field, absl::string_view rule,
                        absl::string_view message) {
  if (status_.ok() && !condition) {
    status_ = Malformed(field, rule, absl::StrCat("'", field, "': ", message));
  }
}

void FieldReader::ExpectEnd() {
  if (!status_.ok() || rest_.empty()) return;
  const absl::string_view found = rest_.substr(0, rest_.find_first_of(" \n"));
  ++line_;
  if (WasRead(found)) {
    Refuse(found, "DUPLICATE", "repeated, or out of order");
  } else {
    Refuse("text", "UNKNOWN",
           absl::StrCat("the text should end here, but here stands ", Shown(rest_)));
  }
}

void FieldReader::Refuse(absl::string_view field, absl::string_view rule,
                         absl::string_view message) {
  if (status_.ok()) {
    status_ = Malformed(field, rule, absl::StrCat("line ", line_, ", '", field, "': ", message));
  }
}

void FieldReader::RefuseValue(absl::string_view field, const absl::Status& error) {
  Refuse(field, ReasonOf(error), error.message());
}

}  // namespace liaison
