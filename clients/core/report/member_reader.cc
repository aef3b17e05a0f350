#include "clients/core/report/member_reader.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/core/report/json_slices.h"
#include "proto/base/error.h"
#include "proto/text/canonical_json.h"
#include "proto/text/values.h"

namespace liaison {
namespace {

constexpr size_t kMaxMembers = 64;  // of one object

}  // namespace

absl::StatusOr<std::string> ReadJsonText(absl::string_view json) {
  const bool is_quoted = json.size() >= 2 && json.front() == '"' && json.back() == '"';
  const absl::string_view inside = is_quoted ? json.substr(1, json.size() - 2) : json;
  const bool is_plain =
      is_quoted && std::all_of(inside.begin(), inside.end(), [](char c) {
        return absl::ascii_isprint(static_cast<unsigned char>(c)) && c != '"' && c != '\\';
      });
  if (is_plain) return std::string(inside);
  ASSIGN_OR_RETURN(const Json value, ParseCanonicalJson(json));
  if (value.string() == nullptr) return Malformed("json", "TYPE", "must be a string");
  return *value.string();
}

MemberReader::MemberReader(absl::string_view reason, absl::string_view object) : reason_(reason) {
  members_.reserve(20);
  const auto add = [this](absl::string_view name, absl::string_view value) -> absl::Status {
    if (members_.size() == kMaxMembers) return Malformed("json", "COUNT", "too many members");
    members_.emplace_back(name, value);
    return absl::OkStatus();
  };
  Take("", ForEachJsonMember(object, add));
}

void MemberReader::Check(bool condition, absl::string_view name, absl::string_view why) {
  if (condition || !ok()) return;
  status_ = Malformed(name, reason_, absl::StrCat(name, ": ", why));
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

const absl::string_view* MemberReader::Find(absl::string_view name) const {
  const auto found = std::find_if(members_.begin(), members_.end(),
                                  [name](const auto& member) { return member.first == name; });
  return found == members_.end() ? nullptr : &found->second;
}

const absl::string_view* MemberReader::Required(absl::string_view name) {
  const absl::string_view* found = ok() ? Find(name) : nullptr;
  Check(found != nullptr, name, "is missing");
  return found;
}

absl::string_view MemberReader::Raw(absl::string_view name) {
  const absl::string_view* found = Required(name);
  return found == nullptr ? absl::string_view("{}") : *found;
}

void MemberReader::Text(absl::string_view name, std::string& out) {
  const absl::string_view* value = Required(name);
  if (value == nullptr) return;
  absl::StatusOr<std::string> text = ReadJsonText(*value);
  Take(name, text.status());
  if (text.ok()) out = *std::move(text);
  Check(!out.empty(), name, "must not be empty");
}

void MemberReader::Number(absl::string_view name, int64_t min, int64_t max, int64_t& out) {
  const absl::string_view* value = Required(name);
  if (value == nullptr) return;
  Check(absl::SimpleAtoi(*value, &out) && out >= min && out <= max, name,
        absl::StrCat("must be an integer from ", min, " to ", max));
}

void MemberReader::Index(absl::string_view name, LeafIndex& out) {
  uint64_t value = 0;
  Count(name, 0, kMaxCount, value);
  out = LeafIndex(value);
}

void MemberReader::Time(absl::string_view name, int64_t& out) { Number(name, 0, kMaxTime_ms, out); }

void MemberReader::Base64(absl::string_view name, Hash& out) {
  std::string text;
  Text(name, text);
  if (!ok()) return;
  const absl::StatusOr<Hash> hash = ParseHash(text);
  Take(name, hash.status());
  if (hash.ok()) out = *hash;
}

void MemberReader::Bool(absl::string_view name, bool& out) {
  const absl::string_view* value = Required(name);
  if (value == nullptr) return;
  Check(*value == "true" || *value == "false", name, "must be true or false");
  out = *value == "true";
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
  const absl::string_view* value = ok() ? Find(name) : nullptr;
  if (value == nullptr) return;
  absl::StatusOr<JsonText> object = JsonText::Parse(*value);
  Take(name, object.status());
  if (object.ok()) out = *std::move(object);
}

void MemberReader::Items(absl::string_view name,
                         absl::FunctionRef<absl::Status(absl::string_view)> read) {
  const absl::string_view* value = Required(name);
  if (value != nullptr) Take(name, ForEachJsonItem(*value, read));
}

size_t MemberReader::CountItems(absl::string_view name) {
  size_t count = 0;
  Items(name, [&count](absl::string_view) {
    ++count;
    return absl::OkStatus();
  });
  return count;
}

void MemberReader::ItemsIfAny(absl::string_view name,
                              absl::FunctionRef<absl::Status(absl::string_view)> read) {
  if (Has(name)) Items(name, read);
}

void MemberReader::Words(absl::string_view name, std::vector<std::string>& out) {
  List(name, out, ReadJsonText);
}

}  // namespace liaison
