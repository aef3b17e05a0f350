#include "proto/wire/checkpoint.h"

#include <cstdint>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/names.h"
#include "proto/wire/sodium_crypto.h"

namespace liaison {
namespace {

constexpr size_t kMaxCheckpointBytes = size_t{8} * 1024;  // twice three lines and 16 signatures
constexpr uint64_t kMaxInteger = std::numeric_limits<uint64_t>::max();
constexpr absl::string_view kProofFirstLine = "c2sp.org/tlog-proof@v1\n";
constexpr size_t kMaxProofHashes = 64;  // the height of a tree of 2^64 leaves

// Takes the first line off `rest`, without its LF; false if there is no LF.
bool TakeLine(absl::string_view& rest, absl::string_view& line) {
  const size_t end = rest.find('\n');
  if (end == absl::string_view::npos) return false;
  line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return true;
}

}  // namespace

std::string PrintCheckpointText(const Checkpoint& checkpoint) {
  return absl::StrCat(checkpoint.origin, "\n", checkpoint.size.value(), "\n",
                      ToBase64(checkpoint.root), "\n");
}

absl::StatusOr<Checkpoint> ParseCheckpointText(absl::string_view text) {
  const std::vector<absl::string_view> lines = absl::StrSplit(text, '\n');
  // Three lines; what follows the last LF is empty.
  if (lines.size() != 4 || !lines[3].empty()) {
    return Malformed("checkpoint", "LINES", "a checkpoint has exactly three lines");
  }
  if (!IsName(lines[0])) return Malformed("origin", "NAME", "the origin is not a name");
  Checkpoint checkpoint;
  checkpoint.origin = std::string(lines[0]);
  ASSIGN_OR_RETURN(const uint64_t size, ParseDecimal(lines[1], kMaxInteger));
  checkpoint.size = TreeSize(size);
  ASSIGN_OR_RETURN(checkpoint.root, FixedFromBase64<Hash>(lines[2]));
  return checkpoint;
}

std::string SignCheckpoint(const Checkpoint& checkpoint, const NoteSigner& log) {
  return log.SignNote(PrintCheckpointText(checkpoint));
}

absl::StatusOr<SignedCheckpoint> OpenCheckpoint(absl::string_view bytes, const VKey& log) {
  if (log.type != kTypeEd25519) {
    return Malformed("vkey", "VKEY", "the log's key must be an Ed25519 key of type 1");
  }
  ASSIGN_OR_RETURN(const Note note, ParseNote(bytes, kMaxCheckpointBytes));
  ASSIGN_OR_RETURN(Checkpoint checkpoint, ParseCheckpointText(note.text));
  if (checkpoint.origin != log.name) {
    return Malformed("origin", "ORIGIN", "the checkpoint is of another log");
  }
  // Lines by others (witnesses, an older or newer log key) are ignored, as the format demands.
  const SignatureLine* ours = nullptr;
  for (const SignatureLine& line : note.signatures) {
    if (line.name != log.name || line.key_id != log.key_id) continue;
    if (ours != nullptr) {
      return Malformed("signature", "COUNT", "the log's key signs a checkpoint once");
    }
    ours = &line;
  }
  const absl::Status not_signed =
      MakeError(absl::StatusCode::kDataLoss,
                "the checkpoint is not signed by the log's key: keep it and alarm",
                {"SIGNATURE", log.name, "signature"});
  if (ours == nullptr) return not_signed;
  const absl::StatusOr<Signature> signature = FixedFromBytes<Signature>(ours->signature);
  if (!signature.ok()) return not_signed;
  if (!SodiumCrypto().CheckSignature(log.key, note.text, *signature)) return not_signed;
  SignedCheckpoint opened;
  opened.checkpoint_ = std::move(checkpoint);
  opened.bytes_ = std::string(bytes);
  return opened;
}

std::string PrintLogProof(const LogProof& proof) {
  std::string out(kProofFirstLine);
  absl::StrAppend(&out, "index ", proof.index.value(), "\n");
  for (const Hash& hash : proof.hashes) absl::StrAppend(&out, ToBase64(hash), "\n");
  absl::StrAppend(&out, "\n", proof.checkpoint);
  return out;
}

absl::StatusOr<LogProof> ParseLogProof(absl::string_view bytes) {
  absl::string_view rest = bytes;
  if (!absl::ConsumePrefix(&rest, kProofFirstLine)) {
    return Malformed("proof", "TYPE", "a log proof begins with the line c2sp.org/tlog-proof@v1");
  }
  absl::string_view line;
  if (!TakeLine(rest, line) || !absl::ConsumePrefix(&line, "index ")) {
    return Malformed("index", "LINES", "the second line of a log proof is the index");
  }
  LogProof proof;
  ASSIGN_OR_RETURN(const uint64_t index, ParseDecimal(line, kMaxInteger));
  proof.index = LeafIndex(index);
  while (true) {
    if (!TakeLine(rest, line)) {
      return Malformed("proof", "LINES", "an empty line ends the hashes of a log proof");
    }
    if (line.empty()) break;
    if (proof.hashes.size() == kMaxProofHashes) {
      return Malformed("proof", "COUNT", "a log proof has at most 64 hashes");
    }
    ASSIGN_OR_RETURN(const Hash hash, FixedFromBase64<Hash>(line));
    proof.hashes.push_back(hash);
  }
  if (rest.empty()) return Malformed("checkpoint", "LINES", "the checkpoint is missing");
  proof.checkpoint = std::string(rest);
  return proof;
}

}  // namespace liaison
