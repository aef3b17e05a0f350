// The line reader and writer that all grammars share: `key SP value LF`, keys in a fixed order. The
// reader latches its first refusal, so that a grammar reads as the list of its lines; a Status is
// asked for once, at the end. Source: CRYPTO 1.1.
//
//   FieldReader in(ns, "prekey", text, kMaxPublicNoteBytes);
//   in.Required("serial", prekey.serial, Integer<uint64_t>(1, kMaxCount));
//   return in.Finish(std::move(prekey));
#ifndef LIAISON_PROTO_TEXT_READER_H_
#define LIAISON_PROTO_TEXT_READER_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "proto/text/values.h"

namespace liaison {

// A parser of a value is anything that takes a string_view and gives StatusOr<T>; the field's key
// and line number are added to its error here. Borrows: the text.
//
// Rules it refuses with: SIZE, TYPE and the text rules (CheckNoteText); MISSING (no such line),
// ORDER (line or list item out of order), DUPLICATE, UNKNOWN (a line more than the grammar has),
// VALUE (no value), and those of the value parsers.
class FieldReader {
 public:
  // Checks size, text rules, and that the first line is `ns`/`kind`/v1.
  FieldReader(absl::string_view ns, absl::string_view kind, absl::string_view text,
              size_t max_bytes);

  // The line that must come now.
  template <typename T, typename Parse>
  void Required(absl::string_view key, T& out, const Parse& parse) {
    if (ExpectKey(key)) ParseInto(key, TakeValue(key), out, parse);
  }
  // As Required, but the value "-" means none.
  template <typename T, typename Parse>
  void OrDash(absl::string_view key, std::optional<T>& out, const Parse& parse) {
    if (!ExpectKey(key)) return;
    const absl::string_view value = TakeValue(key);
    if (value != kDash) ParseInto(key, value, out.emplace(), parse);
  }
  // A line that may be absent.
  template <typename T, typename Parse>
  void Optional(absl::string_view key, std::optional<T>& out, const Parse& parse) {
    if (AtKey(key)) ParseInto(key, TakeValue(key), out.emplace(), parse);
  }
  // Any number of lines, in strictly ascending order of `projection`.
  template <typename T, typename Parse, typename Projection = std::identity>
  void Sorted(absl::string_view key, std::vector<T>& out, const Parse& parse,
              const Projection& projection = {}) {
    while (AtKey(key)) {
      T item;
      ParseInto(key, TakeValue(key), item, parse);
      if (!status_.ok()) return;
      if (!out.empty() && !IsBefore(out.back(), item, projection)) {
        return Refuse(key, IsBefore(item, out.back(), projection) ? "ORDER" : "DUPLICATE",
                      "these lines must be sorted, each only once");
      }
      out.push_back(std::move(item));
    }
  }
  // A blank line and one line of canonical JSON, an object; it ends the text. `field` names it in
  // errors. Gives the line without its LF.
  void JsonTail(absl::string_view field, std::string& out);

  // A rule that spans fields. Only the first refusal counts.
  void Check(bool condition, absl::string_view field, absl::string_view rule,
             absl::string_view message);
  // So that checks that rely on what was read can be left out.
  bool ok() const { return status_.ok(); }

  // `value`, if all lines were read and nothing was refused.
  template <typename T>
  absl::StatusOr<T> Finish(T value) {
    ExpectEnd();
    if (!status_.ok()) return status_;
    return value;
  }

 private:
  template <typename T, typename Parse>
  void ParseInto(absl::string_view key, absl::string_view value, T& out, const Parse& parse) {
    if (!status_.ok()) return;
    auto parsed = parse(value);
    if (parsed.ok()) {
      out = *std::move(parsed);
    } else {
      RefuseValue(key, parsed.status());
    }
  }
  template <typename T, typename Projection>
  static bool IsBefore(const T& a, const T& b, const Projection& projection) {
    return std::invoke(projection, a) < std::invoke(projection, b);
  }
  bool AtKey(absl::string_view key) const;
  bool ExpectKey(absl::string_view key);
  absl::string_view TakeValue(absl::string_view key);
  void ExpectEnd();
  void Refuse(absl::string_view field, absl::string_view rule, absl::string_view message);
  void RefuseValue(absl::string_view field, const absl::Status& error);
  bool WasRead(absl::string_view key) const;

  absl::string_view rest_;
  size_t line_ = 1;                      // number of the line read last
  std::vector<absl::string_view> keys_;  // read so far
  absl::Status status_;
};

// The inverse: prints lines, sorts and checks nothing.
class FieldWriter {
 public:
  FieldWriter(absl::string_view ns, absl::string_view kind)
      : out_(absl::StrCat(ns, "/", kind, "/v1\n")) {}

  // One line; the parts of its value are printed by TextOf (values.h) with spaces between.
  template <typename... Parts>
  FieldWriter& Line(absl::string_view key, const Parts&... parts) {
    absl::StrAppend(&out_, key);
    (absl::StrAppend(&out_, " ", TextOf(parts)), ...);
    out_.push_back('\n');
    return *this;
  }
  // A line if there is a value.
  template <typename T>
  FieldWriter& Optional(absl::string_view key, const std::optional<T>& value) {
    return value.has_value() ? Line(key, *value) : *this;
  }
  template <typename T>
  FieldWriter& Repeated(absl::string_view key, const std::vector<T>& values) {
    for (const T& value : values) Line(key, value);
    return *this;
  }
  FieldWriter& JsonTail(absl::string_view json) {
    absl::StrAppend(&out_, "\n", json, "\n");
    return *this;
  }
  std::string Take() { return std::move(out_); }

 private:
  std::string out_;
};

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_READER_H_
