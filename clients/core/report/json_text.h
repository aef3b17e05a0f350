// A JSON object kept as its canonical text: a tenth of what a tree of values takes, and a report
// holds a hundred thousand of them.
#ifndef LIAISON_CLIENTS_CORE_REPORT_JSON_TEXT_H_
#define LIAISON_CLIENTS_CORE_REPORT_JSON_TEXT_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "proto/text/canonical_json.h"

namespace liaison {

class JsonText {
 public:
  JsonText() = default;
  // An object.
  JsonText(const Json& object);  // NOLINT(google-explicit-constructor)
  // NOLINTNEXTLINE(google-explicit-constructor)
  JsonText(Json::Object object) : JsonText(Json(std::move(object))) {}
  // Errors: InvalidArgument: those of ParseCanonicalJson; TYPE (no object).
  static absl::StatusOr<JsonText> Parse(absl::string_view text);
  // Of names in ASCII, each once, and canonical values.
  static JsonText Of(std::vector<std::pair<absl::string_view, absl::string_view>> members);

  bool empty() const { return text_.empty(); }  // {}
  absl::string_view text() const {              // canonical
    return empty() ? absl::string_view("{}") : absl::string_view(text_);
  }
  Json Value() const;
  friend bool operator==(const JsonText&, const JsonText&) = default;

 private:
  std::string text_;  // empty: {}
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_JSON_TEXT_H_
