#include "plugins/plugkit/check_report.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/text/canonical_json.h"

namespace liaison {

void CheckReport::Add(absl::string_view name, bool ok, absl::string_view why) {
  ++checks_;
  if (!ok) ++failed_;
  const std::string line =
      json_ ? PrintCanonicalJson(
                  Json::Object{{"check", std::string(name)}, {"ok", ok}, {"why", std::string(why)}})
            : absl::StrCat(ok ? "ok      " : "FAILED  ", name, ": ", why);
  static_cast<void>(std::fprintf(out_, "%s\n", line.c_str()));
  static_cast<void>(std::fflush(out_));
}

void CheckReport::Add(absl::string_view name, const absl::Status& status, absl::string_view why) {
  Add(name, status.ok(), status.ok() ? why : absl::string_view(status.message()));
}

absl::Status CheckReport::Verdict() const {
  if (!failed()) return absl::OkStatus();
  return MakeError(absl::StatusCode::kInvalidArgument,
                   absl::StrCat(failed_, " of ", checks_, " checks failed: see the lines above"),
                   {.reason = "CHECKS_FAILED", .subject = "", .field = ""});
}

}  // namespace liaison
