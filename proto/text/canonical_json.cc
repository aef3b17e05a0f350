#include "proto/text/canonical_json.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/names.h"
#include "proto/text/utf8.h"

namespace liaison {
namespace {

// UTF-16 order differs from the order of UTF-8 bytes in one place: characters above U+FFFF (lead
// bytes F0-F4) are surrogates there and come before U+E000-U+FFFF (lead bytes EE, EF).
uint8_t Utf16Rank(char c) {
  const uint8_t byte = static_cast<uint8_t>(c);
  if (byte < 0xEE) return byte;
  return byte < 0xF0 ? static_cast<uint8_t>(byte + 0x10) : static_cast<uint8_t>(byte - 2);
}

bool IsBeforeInUtf16(absl::string_view a, absl::string_view b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                      [](char x, char y) { return Utf16Rank(x) < Utf16Rank(y); });
}

// Of what stands between the quotes of a string that was checked.
std::string Unescaped(absl::string_view text) {
  if (!absl::StrContains(text, '\\')) return std::string(text);
  return absl::StrReplaceAll(text, {{"\\\"", "\""}, {"\\\\", "\\"}, {"\\n", "\n"}});
}

// Kinds of bytes are function objects, which the compiler looks into where it counts with them.
constexpr auto kIsOfNumber = [](char c) {
  return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'E' || c == 'e';
};

// Whether a string may hold this byte as it is, whatever stands before and behind it. A table,
// since most bytes of all texts are looked at with it.
constexpr std::array<bool, 256> kPlainBytes = [] {
  std::array<bool, 256> plain{};
  for (size_t byte = 0x20; byte < plain.size(); ++byte) plain[byte] = true;
  plain['"'] = plain['\\'] = plain[0x7F] = plain[0xC2] = false;
  return plain;
}();
constexpr auto kIsPlain = [](char c) { return kPlainBytes[static_cast<uint8_t>(c)]; };

template <typename Holds>
size_t CountWhile(absl::string_view text, const Holds& holds) {
  return static_cast<size_t>(std::find_if_not(text.begin(), text.end(), holds) - text.begin());
}

// Recursive descent; the depth limit bounds the stack.
class Checker {
 public:
  explicit Checker(absl::string_view text) : all_(text), rest_(text) {}

  absl::Status CheckAll() {
    const size_t valid = ValidUtf8Prefix(all_);
    if (valid != all_.size()) {
      rest_.remove_prefix(valid);
      return Wrong("UTF8", "no valid UTF-8");
    }
    RETURN_IF_ERROR(CheckValue(0));
    return rest_.empty() ? absl::OkStatus() : WrongToken("the end");
  }

 private:
  absl::Status CheckValue(size_t depth) {
    if (depth > kMaxJsonDepth) return Wrong("DEPTH", "nested too deeply");
    if (rest_.empty()) return WrongToken("a value");
    const char c = rest_.front();
    if (c == '{') return CheckObject(depth);
    if (c == '[') return CheckArray(depth);
    if (c == '-' || absl::ascii_isdigit(static_cast<unsigned char>(c))) return CheckInteger();
    if (c == '"') return TakeString().status();
    if (absl::ConsumePrefix(&rest_, "true")) return absl::OkStatus();
    if (absl::ConsumePrefix(&rest_, "false")) return absl::OkStatus();
    if (absl::StartsWith(rest_, "null")) return Wrong("NULL", "leave out what has no value");
    return WrongToken("a value");
  }

  absl::Status CheckObject(size_t depth) {
    rest_.remove_prefix(1);
    if (absl::ConsumePrefix(&rest_, "}")) return absl::OkStatus();
    std::optional<absl::string_view> last;
    while (true) {
      if (!absl::StartsWith(rest_, "\"")) return WrongToken("a member's name");
      const absl::string_view at_name = rest_;
      ASSIGN_OR_RETURN(const absl::string_view name, TakeString());
      if (last && !AreInOrder(*last, name)) {
        rest_ = at_name;
        return *last == name ? Wrong("DUPLICATE", "a member is there twice")
                             : Wrong("ORDER", "members must be in the order of UTF-16 code units");
      }
      last = name;
      if (!absl::ConsumePrefix(&rest_, ":")) return WrongToken("a colon");
      RETURN_IF_ERROR(CheckValue(depth + 1));
      if (absl::ConsumePrefix(&rest_, "}")) return absl::OkStatus();
      if (!absl::ConsumePrefix(&rest_, ",")) return WrongToken("a comma or }");
    }
  }

  absl::Status CheckArray(size_t depth) {
    rest_.remove_prefix(1);
    if (absl::ConsumePrefix(&rest_, "]")) return absl::OkStatus();
    while (true) {
      RETURN_IF_ERROR(CheckValue(depth + 1));
      if (absl::ConsumePrefix(&rest_, "]")) return absl::OkStatus();
      if (!absl::ConsumePrefix(&rest_, ",")) return WrongToken("a comma or ]");
    }
  }

  absl::Status CheckInteger() {
    absl::string_view digits = rest_.substr(0, CountWhile(rest_, kIsOfNumber));
    const size_t length = digits.size();
    const bool negative = absl::ConsumePrefix(&digits, "-");
    const absl::StatusOr<uint64_t> value = ParseDecimal(digits, uint64_t{kMaxJsonInteger});
    if (!value.ok() || (negative && *value == 0)) {
      return Wrong("NUMBER", "not a plain integer between -(2^53-1) and 2^53-1");
    }
    rest_.remove_prefix(length);
    return absl::OkStatus();
  }

  // At the opening quote: what stands up to the closing one, with its escapes.
  absl::StatusOr<absl::string_view> TakeString() {
    rest_.remove_prefix(1);
    const absl::string_view begin = rest_;
    while (true) {
      rest_.remove_prefix(CountWhile(rest_, kIsPlain));
      if (rest_.empty()) return WrongToken("the closing quote");
      if (rest_.front() == '"') break;
      RETURN_IF_ERROR(rest_.front() == '\\' ? TakeEscape() : TakeOther());
    }
    const absl::string_view text = begin.substr(0, begin.size() - rest_.size());
    rest_.remove_prefix(1);
    return text;
  }

  // Names as they stand between their quotes.
  bool AreInOrder(absl::string_view a, absl::string_view b) const {
    return has_escapes_ ? IsBeforeInUtf16(Unescaped(a), Unescaped(b)) : IsBeforeInUtf16(a, b);
  }

  // At a byte that may be a control character: also DEL and the C1 controls, which UTF-8 writes as
  // C2 80-9F.
  absl::Status TakeOther() {
    if (rest_.front() != '\xC2' || static_cast<uint8_t>(rest_[1]) < 0xA0) {
      return Wrong("CONTROL", "control character; of these only \\n is allowed");
    }
    rest_.remove_prefix(2);
    return absl::OkStatus();
  }

  // At the backslash. Three escapes are left: RFC 8785 writes all other characters as they are,
  // but for control characters, which we refuse.
  absl::Status TakeEscape() {
    const absl::string_view escape = rest_.substr(0, 2);
    if (escape == "\\b" || escape == "\\t" || escape == "\\f" || escape == "\\r" ||
        absl::StartsWith(rest_, "\\u00")) {
      return Wrong("CONTROL", "escaped character is a control character or needs no escape");
    }
    if (escape != "\\\"" && escape != "\\\\" && escape != "\\n") {
      return Wrong("ESCAPE", "only \\\" \\\\ \\n are escaped");
    }
    rest_.remove_prefix(2);
    has_escapes_ = true;
    return absl::OkStatus();
  }

  absl::Status Wrong(absl::string_view rule, absl::string_view message) const {
    return Malformed("json", rule,
                     absl::StrCat("at byte ", all_.size() - rest_.size(), ": ", message));
  }
  absl::Status WrongToken(absl::string_view expected) const {
    if (!rest_.empty() && absl::ascii_isspace(static_cast<unsigned char>(rest_.front()))) {
      return Wrong("CANONICAL", "no white space outside strings");
    }
    return Wrong("SYNTAX", absl::StrCat(expected, " is missing here"));
  }

  const absl::string_view all_;
  absl::string_view rest_;
  bool has_escapes_ = false;  // so far
};

// Builds the values of a text that was checked.
class Builder {
 public:
  explicit Builder(absl::string_view text) : rest_(text) {}

  Json TakeValue() {
    const char c = rest_.front();
    if (c == '{') return TakeObject();
    if (c == '[') return TakeArray();
    if (c == '"') return TakeString();
    if (absl::ConsumePrefix(&rest_, "true")) return true;
    if (absl::ConsumePrefix(&rest_, "false")) return false;
    return TakeInteger();
  }

 private:
  Json TakeObject() {
    Json::Object object;
    rest_.remove_prefix(1);
    while (!absl::ConsumePrefix(&rest_, "}")) {
      absl::ConsumePrefix(&rest_, ",");
      std::string name = TakeString();
      rest_.remove_prefix(1);
      // Where the two orders are one, that is its place.
      object.emplace_hint(object.end(), std::move(name), TakeValue());
    }
    return object;
  }

  Json TakeArray() {
    Json::Array array;
    rest_.remove_prefix(1);
    while (!absl::ConsumePrefix(&rest_, "]")) {
      absl::ConsumePrefix(&rest_, ",");
      array.push_back(TakeValue());
    }
    return array;
  }

  int64_t TakeInteger() {
    int64_t value = 0;
    const auto [end, error] = std::from_chars(rest_.begin(), rest_.end(), value);
    LIAISON_CHECK(error == std::errc());
    rest_.remove_prefix(static_cast<size_t>(end - rest_.begin()));
    return value;
  }

  std::string TakeString() {
    rest_.remove_prefix(1);
    size_t size = 0;
    for (; rest_[size] != '"'; ++size) {
      if (rest_[size] == '\\') ++size;
    }
    const absl::string_view text = rest_.substr(0, size);
    rest_.remove_prefix(size + 1);
    return Unescaped(text);
  }

  absl::string_view rest_;
};

void AppendString(absl::string_view text, std::string& out) {
  out.push_back('"');
  for (const char c : text) {
    switch (c) {
      case '"':
        out.append("\\\"");
        break;
      case '\\':
        out.append("\\\\");
        break;
      case '\n':
        out.append("\\n");
        break;
      default:
        out.push_back(c);
    }
  }
  out.push_back('"');
}

void Append(const Json& json, std::string& out);

void AppendObject(const Json::Object& object, std::string& out) {
  std::vector<const Json::Object::value_type*> members;
  members.reserve(object.size());
  for (const auto& member : object) members.push_back(&member);
  std::sort(members.begin(), members.end(),
            [](const auto* a, const auto* b) { return IsBeforeInUtf16(a->first, b->first); });
  out.push_back('{');
  for (const auto* member : members) {
    if (member != members.front()) out.push_back(',');
    AppendString(member->first, out);
    out.push_back(':');
    Append(member->second, out);
  }
  out.push_back('}');
}

void AppendArray(const Json::Array& array, std::string& out) {
  out.push_back('[');
  for (size_t i = 0; i < array.size(); ++i) {
    if (i > 0) out.push_back(',');
    Append(array[i], out);
  }
  out.push_back(']');
}

void Append(const Json& json, std::string& out) {
  if (json.boolean() != nullptr) {
    out.append(*json.boolean() ? "true" : "false");
  } else if (json.integer() != nullptr) {
    absl::StrAppend(&out, *json.integer());
  } else if (json.string() != nullptr) {
    AppendString(*json.string(), out);
  } else if (json.array() != nullptr) {
    AppendArray(*json.array(), out);
  } else {
    AppendObject(*json.object(), out);
  }
}

}  // namespace

const Json* Json::Find(absl::string_view name) const {
  const Object* members = object();
  if (members == nullptr) return nullptr;
  const auto found = members->find(std::string(name));
  return found == members->end() ? nullptr : &found->second;
}

std::string Json::StringOr(absl::string_view name, absl::string_view fallback) const {
  const Json* member = Find(name);
  const bool is_string = member != nullptr && member->string() != nullptr;
  return is_string ? *member->string() : std::string(fallback);
}

int64_t Json::IntegerOr(absl::string_view name, int64_t fallback) const {
  const Json* member = Find(name);
  return member != nullptr && member->integer() != nullptr ? *member->integer() : fallback;
}

absl::Status CheckCanonicalJson(absl::string_view text) { return Checker(text).CheckAll(); }

absl::StatusOr<Json> ParseCanonicalJson(absl::string_view text) {
  RETURN_IF_ERROR(CheckCanonicalJson(text));
  return Builder(text).TakeValue();
}

std::string PrintCanonicalJson(const Json& json) {
  std::string out;
  Append(json, out);
  return out;
}

}  // namespace liaison
