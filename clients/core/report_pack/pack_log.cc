#include "clients/core/report_pack/pack_log.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/note.h"
#include "proto/text/verified_note.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/leaf.h"
#include "proto/wire/merkle.h"

namespace liaison {
namespace {

absl::StatusOr<absl::string_view> FileOf(const PackFiles& files, const std::string& name) {
  const auto found = files.find(name);
  if (found == files.end()) {
    return PackFault("MISSING", name, absl::StrCat("the pack has no file ", name));
  }
  return absl::string_view(found->second);
}

// "NS" of an entry that begins "NS/public/v1".
absl::StatusOr<std::string> NameSpaceOf(absl::string_view entry) {
  const size_t end = entry.find("/public/v1\n");
  if (end != absl::string_view::npos) return std::string(entry.substr(0, end));
  return PackFault("CHARTER", PackEntryName(LeafIndex(0)), "the log does not begin with a charter");
}

// nullopt: no log/<index>.entry.
std::optional<LeafIndex> EntryIndexOf(absl::string_view name) {
  uint64_t index = 0;
  if (!absl::ConsumePrefix(&name, "log/") || !absl::ConsumeSuffix(&name, ".entry") ||
      !absl::SimpleAtoi(name, &index) || absl::StrCat(index) != name) {
    return std::nullopt;
  }
  return LeafIndex(index);
}

}  // namespace

std::string PackEntryName(LeafIndex index) { return absl::StrCat("log/", index.value(), ".entry"); }

absl::Status PackFault(absl::string_view reason, absl::string_view subject,
                       absl::string_view message) {
  return MakeError(absl::StatusCode::kDataLoss, message,
                   {.reason = std::string(reason), .subject = std::string(subject), .field = ""});
}

Hash PackLog::HashAt(LeafIndex index) const {
  return *FixedFromBytes<Hash>(hashes.substr(index.value() * Hash::kSize, Hash::kSize));
}

Hash PackLog::RootAt(TreeSize below) const {
  Frontier tree;
  for (uint64_t i = 0; i < below.value(); ++i) {
    tree.Append(HashAt(LeafIndex(i)), [](int, uint64_t, const Hash&) {});
  }
  return tree.Root();
}

absl::StatusOr<PackLog> ReadPackCharter(const PackFiles& files, const std::optional<Hash>& pinned,
                                        const PublicCrypto& crypto) {
  const std::string name = PackEntryName(LeafIndex(0));
  ASSIGN_OR_RETURN(const absl::string_view entry, FileOf(files, name));
  PackLog log;
  ASSIGN_OR_RETURN(log.ns, NameSpaceOf(entry));
  ASSIGN_OR_RETURN(const LeafEntry leaf, ParseLeafEntry(log.ns, entry));
  ASSIGN_OR_RETURN(const Note note, ParseNote(leaf.body, kMaxPublicNoteBytes));
  log.charter_hash = crypto.Sha256(note.text);
  if (pinned.has_value() && *pinned != log.charter_hash) {
    return PackFault("PIN", name, "this is another mission's charter than the pinned one");
  }
  ASSIGN_OR_RETURN(log.charter, ParseCharter(log.ns, note.text, crypto));
  std::vector<VKey> roots;
  for (const OfficeRoot& office : log.charter.offices) roots.push_back(office.root);
  RETURN_IF_ERROR(Verify(note, roots, crypto).status());
  return log;
}

absl::Status ReadPackHead(const PackFiles& files, PackLog& log) {
  ASSIGN_OR_RETURN(const absl::string_view checkpoint, FileOf(files, kPackCheckpoint));
  ASSIGN_OR_RETURN(const SignedCheckpoint head, OpenCheckpoint(checkpoint, log.charter.log));
  ASSIGN_OR_RETURN(log.hashes, FileOf(files, kPackLeaves));
  log.size = head.size();
  log.root = head.root();
  if (log.hashes.size() % Hash::kSize == 0 && log.hashes.size() / Hash::kSize == log.size.value()) {
    return absl::OkStatus();
  }
  return PackFault("SIZE", kPackLeaves, "there is not one hash for each leaf below the head");
}

absl::Status ReadPackEntries(const PackFiles& files, PackLog& log) {
  for (const auto& [name, entry] : files) {
    const std::optional<LeafIndex> index = EntryIndexOf(name);
    if (!index.has_value()) continue;
    const absl::StatusOr<LeafEntry> leaf = ParseLeafEntry(log.ns, entry);
    if (!leaf.ok() || !Contains(log.size, *index)) {
      return PackFault("LEAF", absl::StrCat(index->value()), "this is no leaf of this log");
    }
    log.leaves.emplace(*index, *leaf);
    log.entries.emplace(*index, entry);
  }
  int64_t time_ms = 0;
  for (const auto& [index, leaf] : log.leaves) {
    if (leaf.time_ms < time_ms) {
      return PackFault("TIME_BACKWARDS", absl::StrCat(index.value()),
                       "the hub's time in a leaf lies before that of an earlier one");
    }
    time_ms = leaf.time_ms;
  }
  return absl::OkStatus();
}

absl::Status CheckPackTree(const PackLog& log) {
  if (log.RootAt(log.size) != log.root) {
    return PackFault("ROOT", kPackLeaves, "the leaves' hashes do not give the signed head");
  }
  for (const auto& [index, entry] : log.entries) {
    if (log.HashAt(index) == LeafHash(entry)) continue;
    return PackFault("LEAF", absl::StrCat(index.value()), "another leaf lies at this place");
  }
  return absl::OkStatus();
}

absl::Status CheckSealedLeaf(const PackLog& log, LeafIndex index, int64_t time_ms, const Hash& body,
                             absl::string_view subject) {
  const LeafEntry leaf{.time_ms = time_ms, .is_public = false, .body_hash = body};
  if (Contains(log.size, index) && log.HashAt(index) == LeafHash(PrintLeafEntry(log.ns, leaf))) {
    return absl::OkStatus();
  }
  return PackFault(
      "LEAF", subject,
      absl::StrCat("it does not lie in the log at ", index.value(), " with this time"));
}

}  // namespace liaison
