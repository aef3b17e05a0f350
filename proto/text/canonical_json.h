// Canonical JSON: RFC 8785, narrowed as CRYPTO 1.3 says: integers below 2^53 only, no null, no
// control character but \n in strings, no duplicate member, bounded depth. Parse accepts exactly
// what Print writes, so one value has one spelling and its hash is its identity.
#ifndef LIAISON_PROTO_TEXT_CANONICAL_JSON_H_
#define LIAISON_PROTO_TEXT_CANONICAL_JSON_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace liaison {

inline constexpr size_t kMaxJsonDepth = 16;
inline constexpr int64_t kMaxJsonInteger = (int64_t{1} << 53) - 1;

class Json {
 public:
  using Array = std::vector<Json>;
  // Keyed by UTF-8; Print orders by UTF-16 code units, as RFC 8785 wants.
  using Object = std::map<std::string, Json>;

  Json() : value_(Object()) {}
  Json(bool value) : value_(value) {}                      // NOLINT(google-explicit-constructor)
  Json(int64_t value) : value_(value) {}                   // NOLINT(google-explicit-constructor)
  Json(int value) : value_(int64_t{value}) {}              // NOLINT(google-explicit-constructor)
  Json(std::string value) : value_(std::move(value)) {}    // NOLINT(google-explicit-constructor)
  Json(const char* value) : value_(std::string(value)) {}  // NOLINT(google-explicit-constructor)
  Json(Array value) : value_(std::move(value)) {}          // NOLINT(google-explicit-constructor)
  Json(Object value) : value_(std::move(value)) {}         // NOLINT(google-explicit-constructor)

  const bool* boolean() const { return std::get_if<bool>(&value_); }
  const int64_t* integer() const { return std::get_if<int64_t>(&value_); }
  const std::string* string() const { return std::get_if<std::string>(&value_); }
  const Array* array() const { return std::get_if<Array>(&value_); }
  const Object* object() const { return std::get_if<Object>(&value_); }
  Object* mutable_object() { return std::get_if<Object>(&value_); }
  // Member of an object, or nullptr (no such member, or not an object).
  const Json* Find(absl::string_view name) const;
  // String or integer member with a default for "absent or of another type".
  std::string StringOr(absl::string_view name, absl::string_view fallback) const;
  int64_t IntegerOr(absl::string_view name, int64_t fallback) const;

  friend bool operator==(const Json&, const Json&) = default;

 private:
  std::variant<bool, int64_t, std::string, Array, Object> value_;
};

// Errors: InvalidArgument, field "json", rule (SYNTAX, NUMBER, NULL, DUPLICATE, ORDER, ESCAPE,
// UTF8, CONTROL, DEPTH, CANONICAL) with the byte offset in the message.
absl::StatusOr<Json> ParseCanonicalJson(absl::string_view text);
// The same without the values. Errors: those of ParseCanonicalJson.
absl::Status CheckCanonicalJson(absl::string_view text);
std::string PrintCanonicalJson(const Json& json);

}  // namespace liaison

#endif  // LIAISON_PROTO_TEXT_CANONICAL_JSON_H_
