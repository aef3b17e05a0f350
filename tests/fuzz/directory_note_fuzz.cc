#include "proto/text/directory_note.h"
#include "proto/wire/sodium_crypto.h"
#include "tests/fuzz/harness.h"

namespace liaison {
namespace {

bool TryDirectoryNote(absl::string_view input) {
  const PublicCrypto& crypto = SodiumCrypto();
  return RoundTrips(ParseCharter(kFuzzNs, input, crypto), PrintCharter, input) ||
         RoundTrips(ParseCertificate(kFuzzNs, input, crypto), PrintCertificate, input) ||
         RoundTrips(ParsePrekey(kFuzzNs, input), PrintPrekey, input) ||
         RoundTrips(ParseArchiveRecipient(kFuzzNs, input), PrintArchiveRecipient, input) ||
         RoundTrips(ParseRevocation(kFuzzNs, input), PrintRevocation, input) ||
         RoundTrips(ParseDispute(kFuzzNs, input), PrintDispute, input);
}

const FuzzTarget kDirectoryNoteTarget("directory_note", TryDirectoryNote);

}  // namespace
}  // namespace liaison
