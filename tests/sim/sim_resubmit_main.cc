// sim-resubmit: hands an envelope that somebody recorded to the hub, over the line of a certified
// device. The shipped programs send only what they have composed themselves.
//   sim-resubmit HOME PASSPHRASE_FILE HEADER_NOTE SEALED
// Prints "accepted INDEX" or "refused RULE FIELD", as the hub has signed it. Exit status 1:
// neither.
#include <cstdio>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/grpc_connector.h"
#include "clients/cli/passphrase.h"
#include "clients/core/desk/desk.h"
#include "clients/core/forms/form_library.h"
#include "clients/core/language/phrasebook.h"
#include "proto/base/status_macros.h"
#include "proto/system/posix_file_system.h"
#include "proto/system/system_random.h"
#include "proto/text/hub_note.h"
#include "proto/text/note.h"
#include "proto/text/verified_note.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/sim/shared_clock.h"

namespace liaison {
namespace {

constexpr size_t kMaxBytes = 1 << 20;

absl::StatusOr<std::string> Describe(absl::string_view ns, const SubmitAnswer& answer) {
  if (answer.accepted) return absl::StrCat("accepted ", answer.index.value());
  ASSIGN_OR_RETURN(const Note note, ParseNote(answer.refusal, kMaxBytes));
  ASSIGN_OR_RETURN(const Refusal refusal, ParseRefusal(ns, note.text));
  return absl::StrCat("refused ", refusal.rule, " ", refusal.field);
}

absl::StatusOr<std::string> Run(char** words, SharedClock& clock) {
  SystemRandom random;
  PosixFileSystem files;
  const Phrasebook phrases = Phrasebook::BuiltIn();
  const FormLibrary forms = FormLibrary::BuiltIn(phrases);
  const DeskWorld world{
      .clock = clock, .random = random, .files = files, .crypto = SodiumCrypto(), .forms = forms};
  ASSIGN_OR_RETURN(const Secret passphrase, ReadPassphraseFile(words[2]));
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk,
                   Desk::Open(words[1], passphrase, world, MakeGrpcConnector(clock, random)));
  OutgoingRecord recorded{.kind = RecordKind::kEnvelope};
  ASSIGN_OR_RETURN(recorded.note, files.Read(words[3], kMaxBytes));
  ASSIGN_OR_RETURN(recorded.sealed, files.Read(words[4], kMaxBytes));
  ASSIGN_OR_RETURN(HubConnection * hub, desk->hub());
  ASSIGN_OR_RETURN(const SubmitAnswer answer, hub->Submit(recorded));
  return Describe(desk->config().ns, answer);
}

}  // namespace
}  // namespace liaison

int main(int argc, char** argv) {
  const std::unique_ptr<liaison::SharedClock> clock = liaison::SharedClock::OpenForProgram();
  if (clock == nullptr || argc != 5) return 1;
  const absl::StatusOr<std::string> answer = liaison::Run(argv, *clock);
  const std::string text(answer.ok() ? *answer : answer.status().message());
  static_cast<void>(std::fprintf(answer.ok() ? stdout : stderr, "%s\n", text.c_str()));
  return answer.ok() ? 0 : 1;
}
