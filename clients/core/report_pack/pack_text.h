// What an answer says beside the model: the signed notice whose text the answer names. Source:
// REPORTS section B.
#ifndef LIAISON_CLIENTS_CORE_REPORT_PACK_PACK_TEXT_H_
#define LIAISON_CLIENTS_CORE_REPORT_PACK_PACK_TEXT_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/core/report_pack/pack_replay.h"
#include "proto/rules/report_state.h"
#include "proto/text/crypto.h"

namespace liaison {

// The notice is the one that `answer` names, and its author's signature verifies. What kind of
// letter it is, and whose, is for the office that names it. Errors: DataLoss TEXT, SIGNATURE with
// the office as subject; Unauthenticated UNKNOWN_KEY; those of the grammar.
absl::Status CheckPackText(absl::string_view ns, absl::string_view notice, const ReportAct& answer,
                           const PackReplay& replay, const PublicCrypto& crypto);

struct PackText {
  std::string text;
  std::string language;  // "tr"
};
// Of a notice that CheckPackText let pass. Errors: those of the grammar.
absl::StatusOr<PackText> ReadPackText(absl::string_view ns, absl::string_view notice);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_PACK_PACK_TEXT_H_
