#include "clients/core/evidence/pack.h"

#include <set>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/core/incoming/check_notice.h"
#include "clients/core/language/file_name.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/note.h"
#include "proto/text/notice.h"
#include "proto/text/record.h"
#include "proto/wire/checkpoint.h"

namespace liaison {
namespace {

absl::StatusOr<std::string> ProofFile(LeafIndex index, const Mirror& mirror) {
  ASSIGN_OR_RETURN(std::vector<Hash> hashes, mirror.InclusionProofOf(index, mirror.head().size()));
  return PrintLogProof(
      {.index = index, .hashes = std::move(hashes), .checkpoint = mirror.head().bytes()});
}

absl::Status CollectTrust(absl::string_view name, const LogPlace& place, const Mirror& mirror,
                          std::set<LeafIndex>& leaves);

LogPlace PlaceOf(LeafIndex index, const Directory& directory) {
  return {.index = index, .time_ms = directory.TimeAt(SizeThrough(index))};
}

// Who signed the public leaf at `index` was entitled to when it was logged.
absl::Status CollectSigners(LeafIndex index, absl::string_view subject, const Mirror& mirror,
                            std::set<LeafIndex>& leaves) {
  const Directory& directory = mirror.directory();
  ASSIGN_OR_RETURN(const std::string bytes, mirror.EntryAt(index));
  ASSIGN_OR_RETURN(const LeafEntry entry, ParseLeafEntry(directory.ns(), bytes));
  ASSIGN_OR_RETURN(const Note note, ParseNote(entry.body, kMaxPublicNoteBytes));
  for (const SignatureLine& line : note.signatures) {
    if (line.name == subject) continue;
    RETURN_IF_ERROR(CollectTrust(line.name, PlaceOf(index, directory), mirror, leaves));
  }
  return absl::OkStatus();
}

// The certificate under which `name` signed at `place`, those it renewed, its issuer's, and so on
// up to a root of the charter, with the revocations of all of them.
absl::Status CollectTrust(absl::string_view name, const LogPlace& place, const Mirror& mirror,
                          std::set<LeafIndex>& leaves) {
  const Directory& directory = mirror.directory();
  if (absl::EndsWith(name, "/root")) return absl::OkStatus();  // stands in the charter
  ASSIGN_OR_RETURN(const CertFact* signer, directory.SignerAt(name, place.index, place.time_ms));
  for (const CertFact* fact : directory.Certificates()) {
    if (fact->certificate.subject != name || fact->index > signer->index) continue;
    if (!leaves.insert(fact->index).second) continue;
    RETURN_IF_ERROR(CollectSigners(fact->index, name, mirror, leaves));
    if (!fact->revoked.has_value() || !leaves.insert(*fact->revoked).second) continue;
    RETURN_IF_ERROR(CollectSigners(*fact->revoked, name, mirror, leaves));
  }
  return absl::OkStatus();
}

// The stock commands are the same in every language; what they do is said in all five.
std::string Readme(const Phrasebook& phrasebook, LeafIndex index, TreeSize size,
                   absl::string_view log_vkey) {
  std::string text;
  for (size_t i = 0; i < kLanguageCount; ++i) {
    const auto language = static_cast<Language>(i);
    absl::StrAppend(&text, StripIsolation(phrasebook.Message(language, "evidence.readme")), "\n\n");
  }
  absl::StrAppend(
      &text,
      "  sha256sum SHA256SUMS            # compare with the digest on paper, first\n"
      "  sha256sum -c --strict SHA256SUMS\n"
      "  head -n -2 notice.note > text; tail -n 1 notice.note | cut -d' ' -f3 | base64 -d |"
      " tail -c 64 > sig\n"
      "  (printf '\\x30\\x2a\\x30\\x05\\x06\\x03\\x2b\\x65\\x70\\x03\\x21\\x00';"
      " grep -h '^key ' trust/CERT.entry | sed 's/.*+//' | base64 -d | tail -c 32) > key\n"
      "  openssl pkeyutl -verify -rawin -pubin -keyform DER -inkey key -in text -sigfile sig\n"
      "  verify_pack '",
      log_vkey,
      "' entry proof.tlog   # 20 lines of Go, golang.org/x/mod\n"
      "  age -d -i device.id sealed.age | tr '\\0' '\\n'\n\n"
      "log position ",
      index.value(), "; revocations after index ", size.value() - 1, " not shown\n");
  return text;
}

}  // namespace

std::string PrintAttachmentSums(const Notice& notice) {
  std::vector<std::string> names;
  for (const NoticeAttachment& attach : notice.attach) names.push_back(attach.name);
  names = SafeFileNames(names);
  std::string sums;
  for (size_t i = 0; i < names.size(); ++i) {
    absl::StrAppend(&sums, ToHex(notice.attach[i].plaintext_sha256), "  ", names[i], "\n");
  }
  return sums;
}

absl::StatusOr<PackFiles> MakePack(const ArchivedNotice& notice, const Mirror& mirror,
                                   const Phrasebook& phrasebook, const PublicCrypto& crypto) {
  if (!notice.why_closed.empty()) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     "this notice was never opened here, so there is nothing to show",
                     {.reason = "NOT_OPENED", .subject = notice.why_closed, .field = ""});
  }
  if (!notice.index.has_value()) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     "it came by bag and is not in the log yet, so nothing is proven",
                     {.reason = "BY_BAG_ONLY", .subject = notice.serial, .field = ""});
  }
  const LeafIndex index = *notice.index;
  if (mirror.empty() || !Contains(mirror.size(), index)) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     "the copy of the log on this desk does not reach this notice; fetch first",
                     {.reason = "NOTHING_PROVEN", .subject = notice.serial, .field = ""});
  }
  PackFiles files;
  files["notice.note"] = notice.notice;
  files["header.note"] = notice.header;
  files["sealed.age"] = notice.sealed;
  ASSIGN_OR_RETURN(files["entry"], mirror.EntryAt(index));
  ASSIGN_OR_RETURN(files["proof.tlog"], ProofFile(index, mirror));
  files["checkpoint"] = mirror.head().bytes();

  std::set<LeafIndex> leaves;
  const LogPlace place{.index = index, .time_ms = notice.time_ms};
  ASSIGN_OR_RETURN(const Note header, ParseNote(notice.header, kMaxHeaderBytes));
  ASSIGN_OR_RETURN(const Note said, ParseNote(notice.notice, kMaxNoticeBytes));
  for (const Note* note : {&header, &said}) {
    for (const SignatureLine& line : note->signatures) {
      RETURN_IF_ERROR(CollectTrust(line.name, place, mirror, leaves));
    }
  }
  ASSIGN_OR_RETURN(const Notice parsed, ParseNotice(mirror.directory().ns(), said.text));
  if (!parsed.attach.empty()) files[kPackAttachments] = PrintAttachmentSums(parsed);
  // Roots, parties and thresholds are those of the charter in force: its amendments are part of the
  // verdict.
  for (const LeafIndex leaf : mirror.directory().Charters()) leaves.insert(leaf);
  for (const LeafIndex leaf : leaves) {
    const std::string stem = absl::StrCat("trust/", leaf.value());
    ASSIGN_OR_RETURN(files[absl::StrCat(stem, ".entry")], mirror.EntryAt(leaf));
    ASSIGN_OR_RETURN(files[absl::StrCat(stem, ".tlog")], ProofFile(leaf, mirror));
  }
  ASSIGN_OR_RETURN(const LeafEntry founding,
                   ParseLeafEntry(mirror.directory().ns(), files["trust/0.entry"]));
  files["charter.note"] = founding.body;
  files["README.txt"] =
      Readme(phrasebook, index, mirror.size(), PrintVKey(mirror.directory().charter().log));
  AddPackSums(files, crypto);
  return files;
}

absl::StatusOr<PackFiles> ReadPack(absl::string_view folder, FileSystem& file_system) {
  return ReadPackFolder(folder, {"trust"}, {}, file_system);
}

}  // namespace liaison
