#include "clients/core/report_pack/pack_text.h"

#include <algorithm>
#include <vector>

#include "clients/core/report_pack/pack_log.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/canonical_json.h"
#include "proto/text/note.h"
#include "proto/text/notice.h"
#include "proto/text/verified_note.h"

namespace liaison {
namespace {

// Whoever signed had a certificate at some time; that the office stands by the text says the
// answer, which names it.
absl::StatusOr<std::vector<VKey>> KeysOf(const Note& note, const PackReplay& replay) {
  std::vector<VKey> keys;
  for (const SignatureLine& line : note.signatures) {
    const auto found = std::find_if(
        replay.certificates_logged.begin(), replay.certificates_logged.end(),
        [&](const Certificate& certificate) {
          return certificate.subject == line.name && certificate.key.key_id == line.key_id;
        });
    if (found == replay.certificates_logged.end()) {
      return MakeError(absl::StatusCode::kUnauthenticated, "a signer without certificate",
                       {.reason = "UNKNOWN_KEY", .subject = line.name, .field = ""});
    }
    keys.push_back(found->key);
  }
  return keys;
}

}  // namespace

absl::Status CheckPackText(absl::string_view ns, absl::string_view notice, const ReportAct& answer,
                           const PackReplay& replay, const PublicCrypto& crypto) {
  ASSIGN_OR_RETURN(const Note note, ParseNote(notice, kMaxNoticeBytes));
  if (crypto.Sha256(note.text) != answer.text) {
    return PackFault("TEXT", answer.office, "this is not the text that the answer names");
  }
  RETURN_IF_ERROR(ParseNotice(ns, note.text).status());
  ASSIGN_OR_RETURN(const std::vector<VKey> keys, KeysOf(note, replay));
  if (Verify(note, keys, crypto).ok()) return absl::OkStatus();
  return PackFault("SIGNATURE", answer.office, "the text's signature does not verify");
}

absl::StatusOr<PackText> ReadPackText(absl::string_view ns, absl::string_view notice) {
  ASSIGN_OR_RETURN(const Note note, ParseNote(notice, kMaxNoticeBytes));
  ASSIGN_OR_RETURN(const Notice said, ParseNotice(ns, note.text));
  ASSIGN_OR_RETURN(const Json form, ParseCanonicalJson(said.form));
  return PackText{.text = form.StringOr("text", ""), .language = said.lang};
}

}  // namespace liaison
