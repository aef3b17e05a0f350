#include "clients/core/map_document/json_stream.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/text/utf8.h"

namespace liaison {
namespace {

constexpr size_t kMaxWordBytes = 16;
constexpr size_t kMaxNumberBytes = 512;  // some programs write every digit a double has
constexpr size_t kMaxMembers = 4096;     // of one object that is read and not skipped

bool IsNumberByte(int c) {
  return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

void AppendUtf8(uint32_t character, std::string& out) {
  const auto byte = [&out](uint32_t value) { out.push_back(static_cast<char>(value)); };
  if (character < 0x80) {
    byte(character);
  } else if (character < 0x800) {
    byte(0xC0 | character >> 6);
    byte(0x80 | (character & 0x3F));
  } else if (character < 0x10000) {
    byte(0xE0 | character >> 12);
    byte(0x80 | (character >> 6 & 0x3F));
    byte(0x80 | (character & 0x3F));
  } else {
    byte(0xF0 | character >> 18);
    byte(0x80 | (character >> 12 & 0x3F));
    byte(0x80 | (character >> 6 & 0x3F));
    byte(0x80 | (character & 0x3F));
  }
}

}  // namespace

ReadBytes BytesOf(absl::string_view text) {
  return [text](char* buffer, size_t size) mutable -> absl::StatusOr<size_t> {
    const size_t count = std::min(size, text.size());
    if (count > 0) std::memcpy(buffer, text.data(), count);
    text.remove_prefix(count);
    return count;
  };
}

void JsonStream::Fail(absl::string_view rule, absl::string_view message) {
  if (!ok()) return;
  status_ = MakeError(absl::StatusCode::kInvalidArgument,
                      absl::StrCat("line ", line_, ", byte ", offset() + 1, ": ", message),
                      {.reason = std::string(rule), .field = "json"});
}

void JsonStream::FailSyntax(absl::string_view expected) {
  Fail("SYNTAX", absl::StrCat("not JSON: ", expected, " is missing here"));
}

int JsonStream::More() {
  if (!ok()) return -1;
  consumed_ += size_;
  position_ = 0;
  const absl::StatusOr<size_t> count = read_(buffer_.data(), buffer_.size());
  size_ = count.ok() ? *count : 0;
  if (!count.ok()) status_ = count.status();
  if (consumed_ + size_ > max_bytes_) {
    size_ = 0;
    Fail("TOO_BIG", absl::StrCat("more than ", max_bytes_, " bytes"));
  }
  return size_ == 0 ? -1 : static_cast<unsigned char>(buffer_[0]);
}

void JsonStream::SkipSpace() {
  while (true) {
    const int c = Peek();
    if (c == '\n') ++line_;
    if (c != ' ' && c != '\n' && c != '\r' && c != '\t') return;
    ++position_;
  }
}

bool JsonStream::Take(char expected) {
  SkipSpace();
  if (Peek() != static_cast<unsigned char>(expected)) return false;
  ++position_;
  return true;
}

void JsonStream::SkipByteOrderMark() {
  constexpr absl::string_view kMark = "\xEF\xBB\xBF";
  if (Peek() >= 0 && absl::StartsWith({buffer_.data(), size_}, kMark)) position_ += kMark.size();
}

JsonKind JsonStream::Next() {
  SkipSpace();
  const int c = word_.empty() && ok() ? Peek() : -1;
  if (!ok()) return JsonKind::kNone;
  switch (c) {
    case '{':
      return JsonKind::kObject;
    case '[':
      return JsonKind::kArray;
    case '"':
      return JsonKind::kString;
    default:
      break;
  }
  if (IsNumberByte(c)) return JsonKind::kNumber;
  if (word_.empty()) ReadWord(kMaxWordBytes);
  if (word_ == "true" || word_ == "false") return JsonKind::kBool;
  if (word_ == "null") return JsonKind::kNull;
  for (const absl::string_view name : {"nan", "infinity", "inf"}) {
    if (absl::EqualsIgnoreCase(word_, name)) return JsonKind::kNumber;
  }
  FailSyntax("a value");
  return JsonKind::kNone;
}

void JsonStream::ReadWord(size_t max_bytes) {
  word_.clear();
  for (int c = Peek(); IsNumberByte(c) || absl::ascii_isalpha(static_cast<unsigned char>(c));
       c = Peek()) {
    if (word_.size() == max_bytes) return Fail("SYNTAX", "not JSON: a word too long");
    word_.push_back(static_cast<char>(c));
    ++position_;
  }
}

bool JsonStream::Enter() {
  ++position_;
  if (++depth_ > kMaxDepth) Fail("TOO_DEEP", absl::StrCat("nested more than ", kMaxDepth, " deep"));
  return ok();
}

// The items of an object or array that was entered, until `close`.
void JsonStream::Items(char close, absl::FunctionRef<void()> item) {
  if (!Take(close)) {
    do {
      item();
    } while (ok() && Take(','));
    if (ok() && !Take(close)) FailSyntax(close == ']' ? "a comma or ]" : "a comma or }");
  }
  --depth_;
}

void JsonStream::Array(absl::FunctionRef<void()> item) {
  if (Next() != JsonKind::kArray) return FailSyntax("[");
  if (Enter()) Items(']', item);
}

void JsonStream::Object(absl::FunctionRef<void(absl::string_view key)> member) {
  if (Next() != JsonKind::kObject) return FailSyntax("{");
  if (!Enter()) return;
  absl::flat_hash_set<std::string> keys;
  Items('}', [&] {
    std::string key = String();
    if (ok() && !Take(':')) FailSyntax("a colon");
    const auto [place, is_new] = keys.insert(std::move(key));
    if (!is_new) Fail("DUPLICATE", absl::StrCat("member \"", *place, "\" is given twice"));
    if (keys.size() > kMaxMembers) Fail("TOO_BIG", "an object of too many members");
    if (ok()) member(*place);
  });
}

std::string JsonStream::String() {
  std::string text;
  if (Next() != JsonKind::kString) {
    FailSyntax("a string");
    return text;
  }
  for (++position_; ok() && Peek() != '"'; ++position_) {
    const int c = Peek();
    if (c < 0x20) {
      Fail("SYNTAX", "not JSON: a string that does not end, or holds a control character");
    } else if (c == '\\') {
      ReadEscape(text);
    } else {
      text.push_back(static_cast<char>(c));
    }
    if (text.size() > kMaxStringBytes) Fail("TOO_BIG", "a text too long");
  }
  ++position_;
  if (ok() && !IsUtf8(text)) Fail("UTF8", "a text that is not UTF-8");
  return text;
}

// At the backslash; stays at the escape's last byte.
void JsonStream::ReadEscape(std::string& text) {
  constexpr absl::string_view kEscapes = "\"\\/bfnrt";
  constexpr absl::string_view kMeanings = "\"\\/\b\f\n\r\t";
  ++position_;
  const int c = Peek();
  if (c == 'u') {
    uint32_t character = ReadHex();
    if (character >= 0xD800 && character < 0xDC00) {
      ++position_;
      const bool is_pair = Peek() == '\\' && (++position_, Peek() == 'u');
      const uint32_t low = is_pair ? ReadHex() : 0;
      character = low >= 0xDC00 && low < 0xE000
                      ? 0x10000 + ((character - 0xD800) << 10) + low - 0xDC00
                      : 0xD800;
    }
    // A lone surrogate is written as it is, and the check of the whole text refuses it.
    return AppendUtf8(character, text);
  }
  const size_t found = c < 0 ? absl::string_view::npos : kEscapes.find(static_cast<char>(c));
  if (found == absl::string_view::npos) return Fail("SYNTAX", "not JSON: an unknown escape");
  text.push_back(kMeanings[found]);
}

// At the u; stays at the last digit.
uint32_t JsonStream::ReadHex() {
  uint32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    ++position_;
    const int c = Peek();
    if (c < 0 || !absl::ascii_isxdigit(static_cast<unsigned char>(c))) {
      FailSyntax("a digit of \\u");
      return 0;
    }
    const int digit = absl::ascii_isdigit(static_cast<unsigned char>(c))
                          ? c - '0'
                          : absl::ascii_tolower(static_cast<unsigned char>(c)) - 'a' + 10;
    value = value << 4 | static_cast<uint32_t>(digit);
  }
  return value;
}

absl::string_view JsonStream::Number() {
  if (Next() != JsonKind::kNumber) FailSyntax("a number");
  if (word_.empty()) ReadWord(kMaxNumberBytes);
  number_.swap(word_);
  word_.clear();
  return number_;
}

bool JsonStream::Bool() {
  if (Next() != JsonKind::kBool) FailSyntax("true or false");
  const bool value = word_ == "true";
  word_.clear();
  return value;
}

void JsonStream::Skip() {
  switch (Next()) {
    case JsonKind::kObject:
      if (Enter()) {
        Items('}', [this] {
          String();
          if (ok() && !Take(':')) FailSyntax("a colon");
          Skip();
        });
      }
      return;
    case JsonKind::kArray:
      return Array([this] { Skip(); });
    case JsonKind::kString:
      String();
      return;
    case JsonKind::kNumber:
      Number();
      return;
    case JsonKind::kBool:
    case JsonKind::kNull:
      word_.clear();
      return;
    case JsonKind::kNone:
      return;
  }
}

void JsonStream::End() {
  SkipSpace();
  if (ok() && Peek() >= 0) FailSyntax("the end");
}

}  // namespace liaison
