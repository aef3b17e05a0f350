#include "proto/text/canonical_json.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
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

// Recursive descent; the depth limit bounds the stack.
class Parser {
 public:
  explicit Parser(absl::string_view text) : all_(text), rest_(text) {}

  absl::StatusOr<Json> ParseAll() {
    const size_t valid = ValidUtf8Prefix(all_);
    if (valid != all_.size()) {
      rest_.remove_prefix(valid);
      return Wrong("UTF8", "no valid UTF-8");
    }
    ASSIGN_OR_RETURN(Json json, ParseValue(0));
    if (!rest_.empty()) return WrongToken("the end");
    return json;
  }

 private:
  absl::StatusOr<Json> ParseValue(size_t depth) {
    if (depth > kMaxJsonDepth) return Wrong("DEPTH", "nested too deeply");
    if (rest_.empty()) return WrongToken("a value");
    const char c = rest_.front();
    if (c == '{') return ParseObject(depth);
    if (c == '[') return ParseArray(depth);
    if (c == '-' || absl::ascii_isdigit(c)) return ParseInteger();
    if (c == '"') {
      ASSIGN_OR_RETURN(std::string text, ParseString());
      return Json(std::move(text));
    }
    if (absl::ConsumePrefix(&rest_, "true")) return Json(true);
    if (absl::ConsumePrefix(&rest_, "false")) return Json(false);
    if (absl::StartsWith(rest_, "null")) return Wrong("NULL", "leave out what has no value");
    return WrongToken("a value");
  }

  absl::StatusOr<Json> ParseObject(size_t depth) {
    Json::Object object;
    rest_.remove_prefix(1);
    if (absl::ConsumePrefix(&rest_, "}")) return Json(std::move(object));
    std::string last;
    while (true) {
      if (!absl::StartsWith(rest_, "\"")) return WrongToken("a member's name");
      const absl::string_view at_name = rest_;
      ASSIGN_OR_RETURN(std::string name, ParseString());
      if (!object.empty() && !IsBeforeInUtf16(last, name)) {
        rest_ = at_name;
        return last == name ? Wrong("DUPLICATE", "a member is there twice")
                            : Wrong("ORDER", "members must be in the order of UTF-16 code units");
      }
      if (!absl::ConsumePrefix(&rest_, ":")) return WrongToken("a colon");
      ASSIGN_OR_RETURN(Json value, ParseValue(depth + 1));
      object.emplace(name, std::move(value));
      last = std::move(name);
      if (absl::ConsumePrefix(&rest_, "}")) return Json(std::move(object));
      if (!absl::ConsumePrefix(&rest_, ",")) return WrongToken("a comma or }");
    }
  }

  absl::StatusOr<Json> ParseArray(size_t depth) {
    Json::Array array;
    rest_.remove_prefix(1);
    if (absl::ConsumePrefix(&rest_, "]")) return Json(std::move(array));
    while (true) {
      ASSIGN_OR_RETURN(Json value, ParseValue(depth + 1));
      array.push_back(std::move(value));
      if (absl::ConsumePrefix(&rest_, "]")) return Json(std::move(array));
      if (!absl::ConsumePrefix(&rest_, ",")) return WrongToken("a comma or ]");
    }
  }

  absl::StatusOr<Json> ParseInteger() {
    const size_t length = std::min(rest_.find_first_not_of("+-.0123456789Ee"), rest_.size());
    absl::string_view digits = rest_.substr(0, length);
    const bool negative = absl::ConsumePrefix(&digits, "-");
    const absl::StatusOr<uint64_t> value = ParseDecimal(digits, uint64_t{kMaxJsonInteger});
    if (!value.ok() || (negative && *value == 0)) {
      return Wrong("NUMBER", "not a plain integer between -(2^53-1) and 2^53-1");
    }
    rest_.remove_prefix(length);
    const int64_t magnitude = static_cast<int64_t>(*value);
    return Json(negative ? -magnitude : magnitude);
  }

  // At the opening quote.
  absl::StatusOr<std::string> ParseString() {
    std::string text;
    rest_.remove_prefix(1);
    while (!absl::ConsumePrefix(&rest_, "\"")) {
      if (rest_.empty()) return WrongToken("the closing quote");
      if (rest_.front() == '\\') {
        RETURN_IF_ERROR(ParseEscape(text));
        continue;
      }
      // Also DEL and the C1 controls, which UTF-8 writes as C2 80-9F.
      const bool is_c1 =
          rest_.size() >= 2 && rest_[0] == '\xC2' && static_cast<uint8_t>(rest_[1]) < 0xA0;
      if (is_c1 || absl::ascii_iscntrl(static_cast<unsigned char>(rest_.front()))) {
        return Wrong("CONTROL", "control character; of these only \\n is allowed");
      }
      text.push_back(rest_.front());
      rest_.remove_prefix(1);
    }
    return text;
  }

  // At the backslash. Three escapes are left: RFC 8785 writes all other characters as they are,
  // but for control characters, which we refuse.
  absl::Status ParseEscape(std::string& text) {
    const absl::string_view escape = rest_.substr(0, 2);
    if (escape == "\\b" || escape == "\\t" || escape == "\\f" || escape == "\\r" ||
        absl::StartsWith(rest_, "\\u00")) {
      return Wrong("CONTROL", "escaped character is a control character or needs no escape");
    }
    if (escape != "\\\"" && escape != "\\\\" && escape != "\\n") {
      return Wrong("ESCAPE", "only \\\" \\\\ \\n are escaped");
    }
    text.push_back(escape[1] == 'n' ? '\n' : escape[1]);
    rest_.remove_prefix(2);
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

absl::StatusOr<Json> ParseCanonicalJson(absl::string_view text) { return Parser(text).ParseAll(); }

std::string PrintCanonicalJson(const Json& json) {
  std::string out;
  Append(json, out);
  return out;
}

}  // namespace liaison
