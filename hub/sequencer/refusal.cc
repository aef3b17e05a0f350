#include "hub/sequencer/refusal.h"

#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/text/hub_note.h"
#include "proto/wire/hash.h"

namespace liaison {

Outcome RefusalSigner::Refuse(absl::string_view note, const absl::Status& status,
                              int64_t time_ms) const {
  Outcome outcome;
  outcome.status = status;
  if (status.code() == absl::StatusCode::kUnavailable) return outcome;
  const ErrorDetail detail = DetailOf(status).value_or(ErrorDetail());
  Refusal refusal{.ns = ns_,
                  .hub = absl::StrCat(ns_, "/log"),
                  .object = Sha256(note),
                  .code = absl::StatusCodeToString(status.code()),
                  .field = detail.field,
                  .rule = detail.reason,
                  .time_ms = time_ms};
  // An unknown line's key comes from the sender, and may be none that our grammar can name.
  if (!ParseRefusal(ns_, PrintRefusal(refusal)).ok()) refusal.field.clear();
  outcome.refusal = hub_.SignNote(PrintRefusal(refusal));
  return outcome;
}

absl::Status OwnTrouble(const absl::Status& status) {
  if (status.ok()) return status;
  return MakeError(absl::StatusCode::kUnavailable,
                   absl::StrCat("the hub has a trouble of its own (", status.message(),
                                "): send the same bytes again later"),
                   {.reason = "HUB_TROUBLE", .subject = ReasonOf(status), .field = ""});
}

}  // namespace liaison
