#include "clients/core/report/json_text.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {

JsonText::JsonText(const Json& object) {
  LIAISON_CHECK(object.object() != nullptr);
  if (!object.object()->empty()) text_ = PrintCanonicalJson(object);
}

absl::StatusOr<JsonText> JsonText::Parse(absl::string_view text) {
  RETURN_IF_ERROR(CheckCanonicalJson(text));
  if (text.front() != '{') return Malformed("json", "TYPE", "must be an object");
  JsonText out;
  if (text != "{}") out.text_ = std::string(text);
  return out;
}

JsonText JsonText::Of(std::vector<std::pair<absl::string_view, absl::string_view>> members) {
  std::sort(members.begin(), members.end());
  JsonText out;
  for (const auto& [name, value] : members) {
    absl::StrAppend(&out.text_, out.empty() ? "{\"" : ",\"", name, "\":", value);
  }
  if (!out.empty()) out.text_.push_back('}');
  return out;
}

Json JsonText::Value() const { return empty() ? Json() : *ParseCanonicalJson(text_); }

}  // namespace liaison
