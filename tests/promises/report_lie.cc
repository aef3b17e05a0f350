// report_lie HOME PASSPHRASE_FILE REPORT contribute|draft FROM TO: signs and sends, as the officer
// of this desk could, what he contributed or drafted last with the first FROM in it made TO. Other
// desks must find it out.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

#include "absl/time/time.h"
#include "clients/cli/grpc_connector.h"
#include "clients/core/attachments/attachment_keys.h"
#include "clients/core/desk/desk.h"
#include "clients/core/report_book/report_book.h"
#include "clients/core/report_desk/report_papers.h"
#include "clients/core/report_desk/report_store.h"
#include "proto/base/status_macros.h"
#include "proto/system/posix_file_system.h"
#include "proto/system/system_clock.h"
#include "proto/system/system_random.h"
#include "proto/wire/hash.h"
#include "proto/wire/sodium_crypto.h"

namespace liaison {
namespace {

struct Lie {
  std::string report;
  bool draft = false;
  std::string from;
  std::string to;
};

absl::StatusOr<std::string> FalseBytes(Desk& desk, const Hash& genuine, const Lie& lie) {
  ASSIGN_OR_RETURN(const std::unique_ptr<ReportStore> store, ReportStore::Open(desk.database()));
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes, store->Document(genuine));
  if (!bytes.has_value()) return absl::NotFoundError("the document is not here");
  const size_t place = bytes->find(lie.from);
  if (place == std::string::npos) return absl::NotFoundError("nothing in it to be changed");
  return std::string(*bytes).replace(place, lie.from.size(), lie.to);
}

// The hash that the note names.
absl::StatusOr<Hash> SendFalse(Desk& desk, const ReportState& state, const MailboxId& as,
                               ReportPart part, const std::string& bytes) {
  ASSIGN_OR_RETURN(const SealedAttachment sealed,
                   SealReportDocument(bytes, "false.json", desk.attachments()));
  ASSIGN_OR_RETURN(AttachmentKeys keys, AttachmentKeys::Open(desk.database()));
  RETURN_IF_ERROR(keys.Add(sealed.key));
  const ReportPaper paper{
      .part = part, .digest = Sha256(bytes), .text = "", .attach = {sealed.attach}};
  ASSIGN_OR_RETURN(
      const OutboxItem item,
      desk.outbox().Enqueue(ReportNotice(state.open, paper, desk.mirror().directory(), as, "en")));
  RETURN_IF_ERROR(desk.FlushAll(nullptr).status());
  return item.notice_hash;
}

absl::Status Tell(Desk& desk, Random& random, int64_t now_ms, const Lie& lie) {
  RETURN_IF_ERROR(desk.Sync({}).status());
  ASSIGN_OR_RETURN(const ReportBook book, ReadReportBook(desk.mirror(), now_ms));
  const ReportRecord* const record = book.Find(lie.report);
  if (record == nullptr) return absl::NotFoundError("no such report");
  const ReportState& state = record->state;
  const ReportSigner signer{.mirror = desk.mirror(),
                            .device = desk.signer(),
                            .as = {desk.reader().office, Role::kJwg},
                            .random = random};
  std::string note;
  if (lie.draft) {
    ReportDraft draft = state.Draft()->draft;
    ASSIGN_OR_RETURN(const std::string bytes, FalseBytes(desk, draft.model, lie));
    ASSIGN_OR_RETURN(const Hash text, SendFalse(desk, state, signer.as, ReportPart::kDraft, bytes));
    draft.model = Sha256(bytes);
    draft.size = bytes.size();
    ASSIGN_OR_RETURN(note, SignReportDraft(signer, lie.report, draft, text));
  } else {
    const Hash genuine = state.contributions.at(signer.as.office).content;
    ASSIGN_OR_RETURN(const std::string bytes, FalseBytes(desk, genuine, lie));
    ASSIGN_OR_RETURN(const Hash text, SendFalse(desk, state, signer.as, ReportPart::kSheet, bytes));
    const ReportContribute sheet{.sheet = Sha256(bytes), .size = bytes.size()};
    ASSIGN_OR_RETURN(note, SignContribute(signer, lie.report, sheet, text));
  }
  return desk.CarryNote(note).status();
}

absl::Status Run(const std::string& home, const std::string& passphrase_file, const Lie& lie) {
  SystemClock clock;
  SystemRandom random;
  PosixFileSystem files;
  const Phrasebook phrases = Phrasebook::BuiltIn();
  const FormLibrary forms = FormLibrary::BuiltIn(phrases);
  std::string passphrase;
  std::ifstream in(passphrase_file);
  std::getline(in, passphrase);
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, Desk::Open(home, Secret::CopyOf(passphrase),
                                                                {.clock = clock,
                                                                 .random = random,
                                                                 .files = files,
                                                                 .crypto = SodiumCrypto(),
                                                                 .forms = forms},
                                                                MakeGrpcConnector(clock, random)));
  return Tell(*desk, random, absl::ToUnixMillis(clock.Now()), lie);
}

}  // namespace
}  // namespace liaison

int main(int argc, char** argv) {
  if (argc != 7) return 2;
  const absl::Status told = liaison::Run(argv[1], argv[2],
                                         {.report = argv[3],
                                          .draft = std::string(argv[4]) == "draft",
                                          .from = argv[5],
                                          .to = argv[6]});
  if (!told.ok()) std::cerr << told << "\n";
  return told.ok() ? 0 : 1;
}
