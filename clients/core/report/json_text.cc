#include "clients/core/report/json_text.h"

#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {

JsonText::JsonText(const Json& object) {
  LIAISON_CHECK(object.object() != nullptr);
  if (!object.object()->empty()) text_ = PrintCanonicalJson(object);
}

absl::StatusOr<JsonText> JsonText::Parse(absl::string_view text) {
  ASSIGN_OR_RETURN(const Json json, ParseCanonicalJson(text));
  if (json.object() == nullptr) return Malformed("json", "TYPE", "must be an object");
  JsonText out;
  if (!json.object()->empty()) out.text_ = std::string(text);
  return out;
}

Json JsonText::Value() const { return empty() ? Json() : *ParseCanonicalJson(text_); }

}  // namespace liaison
