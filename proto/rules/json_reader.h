// Reads the JSON tail of a note whose members are fixed. Latches its first refusal, as FieldReader
// (proto/text/reader.h) does for lines, so that a format reads as the list of its members.
//
//   JsonReader in("rules", json, "");
//   in.Number("repeat", 0, kMaxRepeat, policy.repeat);
//   return in.Finish(std::move(policy));
#ifndef LIAISON_PROTO_RULES_JSON_READER_H_
#define LIAISON_PROTO_RULES_JSON_READER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/canonical_json.h"

namespace liaison {

// The canonical JSON of a note's tail. Errors: InvalidArgument with this field and the rule of
// ParseCanonicalJson.
absl::StatusOr<Json> ParseJsonTail(absl::string_view field, absl::string_view json);

// Errors it latches: InvalidArgument with the note's field and rule TYPE, MISSING, UNKNOWN_MEMBER,
// RANGE, CHOICE, COUNT, or that of a value's parser; the subject is the path of the member.
class JsonReader {
 public:
  // `json` outlives it. `path` is where it stands in the whole, "rungs 2"; empty: it is the whole.
  JsonReader(absl::string_view field, const Json& json, absl::string_view path);

  bool Has(absl::string_view member) const { return json_.Find(member) != nullptr; }
  // Members that must be there; one that may be absent is asked for with Has before.
  void Text(absl::string_view member, std::string& out);  // not empty
  void Number(absl::string_view member, int64_t min, int64_t max, int64_t& out);
  void Boolean(absl::string_view member, bool& out);
  // One of `words`, by its place.
  void Choice(absl::string_view member, const std::vector<absl::string_view>& words, size_t& out);
  // A string through a parser of a value.
  template <typename T, typename Parse>
  void Value(absl::string_view member, T& out, const Parse& parse) {
    std::string text;
    Text(member, text);
    if (status_.ok()) Take(member, parse(text), out);
  }
  // Each item of an array of `min` to `max` items, with its path.
  void Items(absl::string_view member, size_t min, size_t max,
             absl::FunctionRef<absl::Status(const Json& item, const std::string& path)> read);
  // An array of strings, each through a parser of a value.
  template <typename T, typename Parse>
  void Values(absl::string_view member, size_t min, size_t max, std::vector<T>& out,
              const Parse& parse) {
    Items(member, min, max, [&](const Json& item, const std::string&) -> absl::Status {
      if (item.string() == nullptr) return Malformed("", "TYPE", "must be a string");
      ASSIGN_OR_RETURN(T value, parse(*item.string()));
      out.push_back(std::move(value));
      return absl::OkStatus();
    });
  }
  // An array of integers.
  void Numbers(absl::string_view member, size_t min_items, size_t max_items, int64_t min,
               int64_t max, std::vector<int64_t>& out);
  // A member that is an object.
  void Object(absl::string_view member,
              absl::FunctionRef<absl::Status(const Json& object, const std::string& path)> read);

  void Check(bool condition, absl::string_view rule, absl::string_view member,
             absl::string_view why);
  bool ok() const { return status_.ok(); }

  // `value`, if nothing was refused and no member is left over.
  template <typename T>
  absl::StatusOr<T> Finish(T value) {
    const absl::Status status = Finish();
    if (!status.ok()) return status;
    return value;
  }
  absl::Status Finish();

 private:
  template <typename T>
  void Take(absl::string_view member, absl::StatusOr<T> parsed, T& out) {
    if (parsed.ok()) {
      out = *std::move(parsed);
    } else {
      Refuse(parsed.status(), member);
    }
  }
  void ReadNumber(const Json& value, absl::string_view member, int64_t min, int64_t max,
                  int64_t& out);
  const Json* Required(absl::string_view member);
  void Refuse(const absl::Status& error, absl::string_view member);
  std::string PathOf(absl::string_view member) const;

  const std::string field_;
  const Json& json_;
  const std::string path_;
  std::vector<std::string> read_;
  absl::Status status_;
};

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_JSON_READER_H_
