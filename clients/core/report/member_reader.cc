#include "clients/core/report/member_reader.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/core/language/human_text.h"
#include "clients/core/report/json_slices.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/canonical_json.h"
#include "proto/text/values.h"

namespace liaison {
namespace {

constexpr absl::string_view kBroken = "not the JSON that this program writes";

bool IsPlain(char c) {
  return absl::ascii_isprint(static_cast<unsigned char>(c)) && c != '"' && c != '\\';
}

}  // namespace

MemberReader::MemberReader(absl::string_view reason, absl::string_view object)
    : reason_(reason), text_(object) {
  Check(Consume('{'), "", kBroken);
  if (ok()) ReadName();
}

bool MemberReader::Consume(char c) {
  if (at_ == text_.size() || text_[at_] != c) return false;
  ++at_;
  return true;
}

// Behind an opening bracket or a comma.
void MemberReader::ReadName() {
  has_member_ = false;
  if (at_ < text_.size() && text_[at_] == '}') return;
  if (const std::optional<absl::string_view> plain = ReadPlainText()) {
    name_ = *plain;
  } else {
    const absl::string_view quoted = ReadAny();
    if (quoted.substr(0, 1) != "\"") return Refuse(kBroken);
    name_ = quoted.substr(1, quoted.size() - 2);
  }
  has_member_ = Consume(':');
  if (!has_member_) Refuse(kBroken);
}

bool MemberReader::Has(absl::string_view name) {
  while (ok() && has_member_) {
    const int order = name_.compare(name);
    if (order >= 0) return order == 0;
    PassOver();
  }
  return false;
}

void MemberReader::PassOver() {
  Check(!refuses_others_, name_, "is not known here");
  ReadAny();
  End("");
}

void MemberReader::Close() {
  while (ok() && has_member_) PassOver();
}

bool MemberReader::Begin(absl::string_view name) {
  const bool has = Has(name);
  Check(has, name, "is missing");
  return has;
}

void MemberReader::End(absl::string_view name) {
  if (!ok()) return Take(name, std::exchange(status_, absl::OkStatus()));
  has_member_ = false;
  if (Consume(',')) return ReadName();
  if (at_ == text_.size() || text_[at_] != '}') Refuse(kBroken);
}

void MemberReader::Check(bool condition, absl::string_view name, absl::string_view why) {
  if (condition || !ok()) return;
  status_ = Malformed(name, reason_, absl::StrCat(name, name.empty() ? "" : ": ", why));
}

void MemberReader::Take(absl::string_view name, const absl::Status& status) {
  if (status.ok() || !ok()) return;
  ErrorDetail part = DetailOf(status).value_or(ErrorDetail());
  if (part.field == "json") part.field.clear();
  std::vector<absl::string_view> path = {name, part.field};
  path.erase(std::remove(path.begin(), path.end(), ""), path.end());
  status_ = MakeError(
      absl::StatusCode::kInvalidArgument,
      absl::StrCat(name, name.empty() ? "" : ": ", status.message()),
      {.reason = std::string(reason_), .subject = part.subject, .field = absl::StrJoin(path, ".")});
}

void MemberReader::SetSubject(const std::string& subject) {
  if (ok()) return;
  const ErrorDetail detail = *DetailOf(status_);
  status_ = MakeError(status_.code(), status_.message(),
                      {.reason = detail.reason, .subject = subject, .field = detail.field});
}

void MemberReader::ReadObject(absl::FunctionRef<void()> read) {
  object_ = at_;
  if (!Consume('{')) return Refuse("must be an object");
  ReadName();
  read();
  Close();
  if (!Consume('}')) Refuse(kBroken);
}

void MemberReader::ReadArray(absl::FunctionRef<void()> read) {
  if (!Consume('[')) return Refuse("must be an array");
  if (Consume(']')) return;
  do {
    read();
  } while (ok() && Consume(','));
  if (!Consume(']')) Refuse(kBroken);
}

std::optional<absl::string_view> MemberReader::ReadPlainText() {
  if (at_ == text_.size() || text_[at_] != '"') return std::nullopt;
  const size_t begin = at_ + 1;
  size_t end = begin;
  while (end < text_.size() && IsPlain(text_[end])) ++end;
  if (end == text_.size() || text_[end] != '"') return std::nullopt;
  at_ = end + 1;
  return text_.substr(begin, end - begin);
}

void MemberReader::ReadText(std::string& out) {
  if (const std::optional<absl::string_view> plain = ReadPlainText()) {
    out.assign(plain->data(), plain->size());
    return;
  }
  // Before anything is made of it: what is no string may be all of the document.
  if (text_.substr(at_, 1) != "\"") return Refuse("must be a string");
  const absl::StatusOr<Json> value = ParseCanonicalJson(ReadAny());
  Take("", value.status());
  if (!ok()) return;
  out = *value->string();
  Take("", CheckHumanText("", out, Lines::kOne));
}

void MemberReader::ReadNumber(int64_t min, int64_t max, int64_t& out) {
  const char* const begin = text_.data() + at_;
  const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), out);
  if (error != std::errc() || out < min || out > max) {
    return Refuse(absl::StrCat("must be an integer from ", min, " to ", max));
  }
  at_ += static_cast<size_t>(end - begin);
}

absl::string_view MemberReader::ReadAny() {
  const absl::string_view value = text_.substr(at_, JsonValueBytes(text_.substr(at_)));
  if (value.empty()) Refuse(kBroken);
  at_ += value.size();
  return value;
}

void MemberReader::Text(absl::string_view name, std::string& out) {
  if (!Begin(name)) return;
  ReadText(out);
  if (out.empty()) Refuse("must not be empty");
  End(name);
}

void MemberReader::Word(absl::string_view name, std::string& out, WordRule is_one) {
  if (!Begin(name)) return;
  ReadText(out);
  if (!is_one(out)) Refuse("is no word that can stand here");
  End(name);
}

void MemberReader::Number(absl::string_view name, int64_t min, int64_t max, int64_t& out) {
  if (!Begin(name)) return;
  ReadNumber(min, max, out);
  End(name);
}

void MemberReader::Index(absl::string_view name, LeafIndex& out) {
  uint64_t value = 0;
  Count(name, 0, kMaxCount, value);
  out = LeafIndex(value);
}

void MemberReader::Time(absl::string_view name, int64_t& out) { Number(name, 0, kMaxTime_ms, out); }

void MemberReader::Base64(absl::string_view name, Hash& out) {
  if (!Begin(name)) return;
  const absl::StatusOr<Hash> hash = ParseHash(ReadPlainText().value_or(""));
  Take("", hash.status());
  if (hash.ok()) out = *hash;
  End(name);
}

void MemberReader::Bool(absl::string_view name, bool& out) {
  if (!Begin(name)) return;
  const absl::string_view value = ReadAny();
  if (value != "true" && value != "false") Refuse("must be true or false");
  out = value == "true";
  End(name);
}

void MemberReader::Words(absl::string_view name, std::vector<std::string>& out, WordRule is_one) {
  Items(name, [&] {
    ReadText(out.emplace_back());
    if (!is_one(out.back())) Refuse("has a word that cannot stand here");
    if (out.size() > kMaxListed) Refuse("has more words than there can be");
  });
}

void MemberReader::Object(absl::string_view name, absl::FunctionRef<void()> read) {
  if (!Begin(name)) return;
  ReadObject(read);
  End(name);
}

absl::string_view MemberReader::Value(absl::string_view name) {
  if (!Begin(name)) return "";
  const absl::string_view value = ReadAny();
  End(name);
  return value;
}

void MemberReader::Pairs(absl::string_view name, absl::FunctionRef<void(int64_t, int64_t)> take) {
  Items(name, [&] {
    std::array<int64_t, 2> pair{};
    size_t size = 0;
    ReadArray([&] {
      if (size == pair.size()) return Refuse("must be pairs of integers");
      ReadNumber(-kMaxJsonInteger, kMaxJsonInteger, pair.at(size++));
    });
    if (size != pair.size()) return Refuse("must be pairs of integers");
    take(pair[0], pair[1]);
  });
}

void MemberReader::FreeText(absl::string_view name, std::string& out) {
  if (!Has(name)) return;
  ReadText(out);
  End(name);
}

void MemberReader::TextIfAny(absl::string_view name, std::string& out) {
  if (Has(name)) Text(name, out);
}

void MemberReader::TimeIfAny(absl::string_view name, std::optional<int64_t>& out) {
  if (Has(name)) Time(name, out.emplace());
}

void MemberReader::Base64IfAny(absl::string_view name, std::optional<Hash>& out) {
  if (Has(name)) Base64(name, out.emplace());
}

void MemberReader::Flag(absl::string_view name, bool& out) {
  if (Has(name)) Bool(name, out);
}

void MemberReader::ObjectIfAny(absl::string_view name, JsonText& out) {
  if (!Has(name)) return;
  absl::StatusOr<JsonText> object = JsonText::Parse(ReadAny());
  Take("", object.status());
  if (object.ok()) out = *std::move(object);
  End(name);
}

}  // namespace liaison
