#include "clients/core/report/json_writer.h"

#include <algorithm>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "proto/text/canonical_json.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr size_t kPartBytes = size_t{1} << 16;

bool IsPlain(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c != '"' && c != '\\' && c != '\n'; });
}

}  // namespace

void JsonWriter::BeginValue() {
  if (needs_comma_) buffer_.push_back(',');
  needs_comma_ = true;
}

void JsonWriter::Open(char bracket) {
  BeginValue();
  buffer_.push_back(bracket);
  needs_comma_ = false;
}

void JsonWriter::Close(char bracket) {
  buffer_.push_back(bracket);
  needs_comma_ = true;
  if (buffer_.size() < kPartBytes) return;
  sink_(buffer_);
  buffer_.clear();
}

void JsonWriter::Key(absl::string_view name) {
  BeginValue();
  buffer_.push_back('"');
  buffer_.append(name.data(), name.size());
  buffer_.append("\":");
  needs_comma_ = false;
}

void JsonWriter::Text(absl::string_view value) {
  BeginValue();
  if (!IsPlain(value)) {
    buffer_.append(PrintCanonicalJson(Json(std::string(value))));
    return;
  }
  buffer_.push_back('"');
  buffer_.append(value.data(), value.size());
  buffer_.push_back('"');
}

void JsonWriter::Base64(absl::string_view name, const Hash& value) {
  Key(name);
  absl::Base64Escape(value.view(), &base64_);
  Canonical("\"");
  buffer_.append(base64_);
  buffer_.push_back('"');
}

void JsonWriter::Number(int64_t value) {
  BeginValue();
  absl::StrAppend(&buffer_, value);
}

void JsonWriter::Bool(bool value) { Canonical(value ? "true" : "false"); }

void JsonWriter::Canonical(absl::string_view json) {
  BeginValue();
  buffer_.append(json.data(), json.size());
}

std::string WholeText(size_t guess, absl::FunctionRef<void(JsonWriter::Sink)> print) {
  std::string text;
  text.reserve(guess);
  print([&text](absl::string_view part) { text.append(part.data(), part.size()); });
  return text;
}

Hash HashOfText(absl::FunctionRef<void(JsonWriter::Sink)> print) {
  Sha256Stream stream;
  print([&stream](absl::string_view part) { stream.Update(part); });
  return stream.Finish();
}

bool IsWholeText(absl::string_view expected, absl::FunctionRef<void(JsonWriter::Sink)> print) {
  bool is_same = true;
  print([&](absl::string_view part) {
    is_same = is_same && expected.substr(0, part.size()) == part;
    if (is_same) expected.remove_prefix(part.size());
  });
  return is_same && expected.empty();
}

}  // namespace liaison
