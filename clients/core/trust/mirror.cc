#include "clients/core/trust/mirror.h"

#include <algorithm>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/note.h"
#include "proto/text/record.h"
#include "proto/wire/hash.h"
#include "proto/wire/leaf.h"
#include "proto/wire/merkle.h"
#include "proto/wire/tile_path.h"

namespace liaison {
namespace {

constexpr size_t kMaxCheckpointBytes = 8 * 1024;
constexpr size_t kMaxBundleBytes = size_t{kTileWidth} * (2 + 65535);
constexpr absl::string_view kForkPrefix = "fork-";

absl::Status Damaged(absl::string_view what) {
  return TrustAlarm("MIRROR_DAMAGED",
                    absl::StrCat("the own copy of the log is damaged (", what,
                                 "): remove its folder, it is fetched again"),
                    what);
}

TileId BundleAt(uint64_t bundle, TreeSize size) {
  TileId tile;
  tile.entries = true;
  tile.index = bundle;
  tile.width =
      static_cast<uint32_t>(std::min<uint64_t>(kTileWidth, size.value() - bundle * kTileWidth));
  return tile;
}

// The size that a checkpoint claims; nothing is verified.
absl::StatusOr<TreeSize> ClaimedSize(absl::string_view checkpoint_bytes) {
  ASSIGN_OR_RETURN(const Note note, ParseNote(checkpoint_bytes, kMaxCheckpointBytes));
  ASSIGN_OR_RETURN(const Checkpoint checkpoint, ParseCheckpointText(note.text));
  return checkpoint.size;
}

// Not by way of a size: the hub names the index, and the largest one plus one is zero.
absl::Status CheckMirrored(LeafIndex index, TreeSize size) {
  if (Contains(size, index)) return absl::OkStatus();
  return MakeError(absl::StatusCode::kNotFound,
                   absl::StrCat("the own copy of the log has no position ", index.value()),
                   {.reason = "NOT_MIRRORED", .subject = absl::StrCat(index.value()), .field = ""});
}

}  // namespace

Mirror::Mirror(absl::string_view folder, absl::string_view ns, const Hash& charter,
               const PublicCrypto& crypto, FileSystem& files)
    : folder_(folder), ns_(ns), files_(files), log_(ns, charter, crypto) {}

absl::StatusOr<std::unique_ptr<Mirror>> Mirror::Open(absl::string_view folder, absl::string_view ns,
                                                     const Hash& charter,
                                                     const PublicCrypto& crypto,
                                                     FileSystem& files) {
  std::unique_ptr<Mirror> mirror(new Mirror(folder, ns, charter, crypto, files));
  RETURN_IF_ERROR(files.MakeDirectories(folder));
  ASSIGN_OR_RETURN(const std::unique_ptr<FileLock> lock,
                   files.Lock(mirror->Path("lock"), /*wait=*/true));
  RETURN_IF_ERROR(mirror->CatchUpFromDisk());
  const absl::Status no_fork = mirror->LookForForkFiles();
  if (!absl::IsDataLoss(no_fork)) RETURN_IF_ERROR(no_fork);
  return mirror;
}

absl::Status Mirror::CatchUpFromDisk() {
  const absl::StatusOr<std::string> checkpoint =
      files_.Read(Path("checkpoint"), kMaxCheckpointBytes);
  if (absl::IsNotFound(checkpoint.status())) {
    // A first head that was checked but could not be written yet (full disk) is no damage.
    return durable_ == TreeSize(0) ? absl::OkStatus() : Damaged("its checkpoint is gone");
  }
  RETURN_IF_ERROR(checkpoint.status());
  const absl::StatusOr<TreeSize> size = ClaimedSize(*checkpoint);
  if (!size.ok()) return Damaged("its checkpoint cannot be read");
  if (*size <= this->size()) return absl::OkStatus();
  const absl::Status grown = Grow(*checkpoint, [this](absl::string_view path) {
    return files_.Read(Path(path), kMaxBundleBytes);
  });
  // Everything here was checked before it was written, so the disk is at fault, not the hub. The
  // pinned charter is the exception: this may be the copy of another mission.
  if (grown.ok()) durable_ = this->size();
  if (grown.ok() || ReasonOf(grown) == "CHARTER_MISMATCH") return grown;
  if (absl::IsPermissionDenied(grown) || absl::IsUnavailable(grown)) return grown;
  return Damaged(grown.message());
}

absl::Status Mirror::Update(HubConnection& hub) {
  RETURN_IF_ERROR(usable_);
  ASSIGN_OR_RETURN(const std::unique_ptr<FileLock> lock, files_.Lock(Path("lock"), /*wait=*/true));
  RETURN_IF_ERROR(LookForForkFiles());
  RETURN_IF_ERROR(CatchUpFromDisk());
  ASSIGN_OR_RETURN(const std::string bytes, hub.GetResource("checkpoint"));
  ASSIGN_OR_RETURN(const TreeSize claimed, ClaimedSize(bytes));
  if (claimed > size()) {
    RETURN_IF_ERROR(CatchUpFromHub(hub, bytes));
  } else if (empty()) {
    return TrustAlarm("LOG_DAMAGED", "the hub's log is empty: it was never founded");
  } else {
    RETURN_IF_ERROR(CheckHead(bytes));
    if (claimed < size()) return Freeze("ROLLBACK", head_->bytes(), bytes);
  }
  RETURN_IF_ERROR(CheckRemembered());
  return MakeDurable();
}

absl::Status Mirror::CatchUpFromHub(HubConnection& hub, absl::string_view checkpoint_bytes) {
  const absl::Status grown =
      Grow(checkpoint_bytes, [&](absl::string_view path) -> absl::StatusOr<std::string> {
        ASSIGN_OR_RETURN(std::string bundle, hub.GetResource(path));
        if (bundle.size() > kMaxBundleBytes) {
          return TrustAlarm("LOG_DAMAGED", "the hub serves an entry bundle that is too long", path);
        }
        // Written before it is believed: nothing refers to it until the checkpoint does.
        RETURN_IF_ERROR(WriteBelow(path, bundle));
        return bundle;
      });
  if (ReasonOf(grown) != "LOG_DAMAGED" || empty()) return grown;
  ASSIGN_OR_RETURN(const SignedCheckpoint theirs,
                   OpenCheckpoint(checkpoint_bytes, directory().charter().log));
  return JudgeMismatch(hub, theirs);
}

absl::Status Mirror::MakeDurable() {
  if (durable_ == size()) return absl::OkStatus();
  for (const TileId& tile : TilesBetween(durable_, size())) {
    if (tile.entries) continue;  // written when they were fetched
    RETURN_IF_ERROR(WriteBelow(TilePath(tile), log_.tree().TileBytes(tile)));
  }
  RETURN_IF_ERROR(files_.Write(Path("checkpoint"), head_->bytes()));
  const std::vector<TileId> edge = PartialTiles(size());
  for (const TileId& tile : PartialTiles(durable_)) {
    if (std::find(edge.begin(), edge.end(), tile) != edge.end()) continue;
    // Best effort: a partial tile that stays behind only costs space.
    files_.Remove(Path(TilePath(tile))).IgnoreError();
  }
  durable_ = size();
  return absl::OkStatus();
}

absl::Status Mirror::Grow(absl::string_view checkpoint_bytes, Reader read) {
  ASSIGN_OR_RETURN(const TreeSize to, ClaimedSize(checkpoint_bytes));
  log_.BeginTrial();
  absl::Cleanup reject = [this] { log_.Reject(); };
  RETURN_IF_ERROR(ReadLeaves(to, read));
  if (!directory().founded()) return log_.Verdict();
  // The key in force at the head's own position: a charter amendment may lie in between.
  ASSIGN_OR_RETURN(SignedCheckpoint head,
                   OpenCheckpoint(checkpoint_bytes, directory().charter().log));
  ASSIGN_OR_RETURN(const Hash root, log_.tree().RootAt(to));
  if (root != head.root()) {
    return TrustAlarm("LOG_DAMAGED",
                      "the leaves that are served do not give the root that is signed");
  }
  RETURN_IF_ERROR(log_.Verdict());
  std::move(reject).Cancel();
  log_.Accept();
  head_ = std::move(head);
  return absl::OkStatus();
}

absl::Status Mirror::ReadLeaves(TreeSize to, Reader read) {
  const TreeSize from = size();
  for (uint64_t bundle = from.value() / kTileWidth; bundle * kTileWidth < to.value(); ++bundle) {
    const TileId tile = BundleAt(bundle, to);
    ASSIGN_OR_RETURN(const std::string bytes, read(TilePath(tile)));
    const absl::StatusOr<std::vector<std::string>> entries = SplitBundle(bytes);
    if (!entries.ok() || entries->size() != tile.width) {
      return TrustAlarm("LOG_DAMAGED", "an entry bundle is not what its path says", TilePath(tile));
    }
    for (uint64_t i = 0; i < tile.width; ++i) {
      const LeafIndex index(bundle * kTileWidth + i);
      if (!Contains(from, index)) {
        RETURN_IF_ERROR(log_.Add((*entries)[i]));
      } else if (LeafHash((*entries)[i]) != log_.tree().Leaf(index)) {
        return TrustAlarm("LOG_DAMAGED", "a leaf that we hold is served with other content",
                          absl::StrCat(index.value()));
      }
    }
  }
  return absl::OkStatus();
}

absl::Status Mirror::JudgeMismatch(HubConnection& hub, const SignedCheckpoint& theirs) {
  const auto read = [&hub](absl::string_view path) { return hub.GetResource(path); };
  const absl::StatusOr<Hash> new_root = RootFromTiles(theirs.size(), theirs.size(), read);
  const absl::StatusOr<Hash> old_root = RootFromTiles(size(), theirs.size(), read);
  // Only hashes that give the signed root prove anything; then a subtree that is not ours does.
  if (new_root.ok() && old_root.ok() && *new_root == theirs.root() && *old_root != head_->root()) {
    return Freeze("FORK", head_->bytes(), theirs.bytes());
  }
  return TrustAlarm(
      "LOG_DAMAGED",
      "what the hub serves does not add up to the head that it signed: try again, and if "
      "it stays so, compare heads with another office",
      absl::StrCat(theirs.size().value()));
}

absl::Status Mirror::CheckHead(absl::string_view checkpoint_bytes) {
  RETURN_IF_ERROR(usable_);
  if (empty()) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     "no log has been fetched yet: fetch first", {"NOT_SYNCED", "", ""});
  }
  ASSIGN_OR_RETURN(SignedCheckpoint head,
                   OpenCheckpoint(checkpoint_bytes, directory().charter().log));
  if (head.size() <= size()) {
    ASSIGN_OR_RETURN(const Hash root, log_.tree().RootAt(head.size()));
    if (root != head.root()) return Freeze("FORK", head_->bytes(), head.bytes());
    return absl::OkStatus();
  }
  for (const SignedCheckpoint& other : remembered_) {
    if (other.size() != head.size()) continue;
    if (other.root() != head.root()) return Freeze("FORK", other.bytes(), head.bytes());
    return absl::OkStatus();
  }
  remembered_.push_back(std::move(head));
  return absl::OkStatus();
}

absl::Status Mirror::CheckRemembered() {
  std::vector<SignedCheckpoint> heads;
  heads.swap(remembered_);
  for (const SignedCheckpoint& head : heads) {
    // The hub signed more leaves than it now says there are.
    if (head.size() > size()) return Freeze("ROLLBACK", head.bytes(), head_->bytes());
    RETURN_IF_ERROR(CheckHead(head.bytes()));
  }
  return absl::OkStatus();
}

absl::Status Mirror::CheckAnswer(const SubmitAnswer& answer, RecordKind kind,
                                 absl::string_view note) {
  RETURN_IF_ERROR(usable_);
  const auto unproven = [](absl::string_view why) {
    return TrustAlarm("UNPROVEN",
                      absl::StrCat("the hub says \"accepted\" but does not prove it: ", why));
  };
  if (empty()) return unproven("there is no own copy of the log to check it against");
  if (!answer.accepted) return unproven("the answer is no acceptance");
  LeafEntry leaf;
  leaf.time_ms = answer.time_ms;
  leaf.is_public = kind == RecordKind::kNote;
  if (leaf.is_public) {
    leaf.body = std::string(note);
  } else {
    ASSIGN_OR_RETURN(const Note parsed, ParseNote(note, kMaxNoticeBytes));
    leaf.body_hash = Sha256(parsed.text);
  }
  const absl::StatusOr<SignedCheckpoint> head =
      OpenCheckpoint(answer.checkpoint, directory().charter().log);
  if (!head.ok()) return unproven(head.status().message());
  const absl::Status included =
      answer.time_ms < 0
          ? Malformed("time", "RANGE", "a time before 1970")
          : CheckInclusion(answer.index, head->size(), LeafHash(PrintLeafEntry(ns_, leaf)),
                           answer.proof, head->root());
  if (!included.ok()) return unproven(included.message());
  return CheckHead(answer.checkpoint);
}

TreeSize Mirror::size() const { return head_ ? head_->size() : TreeSize(0); }

const SignedCheckpoint& Mirror::head() const {
  LIAISON_CHECK(head_.has_value());
  return *head_;
}

Seen Mirror::seen() const { return Seen{head().size(), head().root()}; }

absl::StatusOr<std::string> Mirror::EntryAt(LeafIndex index) const {
  ASSIGN_OR_RETURN(const Hash expected, LeafHashAt(index));
  ASSIGN_OR_RETURN(const std::string bundle, ReadBundle(index));
  const absl::StatusOr<std::vector<std::string>> entries = SplitBundle(bundle);
  const uint64_t place = index.value() % kTileWidth;
  if (!entries.ok() || entries->size() <= place || LeafHash((*entries)[place]) != expected) {
    return Damaged(absl::StrCat("leaf ", index.value()));
  }
  return (*entries)[place];
}

absl::StatusOr<std::string> Mirror::ReadBundle(LeafIndex index) const {
  const uint64_t bundle = index.value() / kTileWidth;
  absl::StatusOr<std::string> bytes =
      files_.Read(Path(TilePath(BundleAt(bundle, size()))), kMaxBundleBytes);
  if (!absl::IsNotFound(bytes.status())) return bytes;
  // Another process went ahead and removed our partial bundle; its longer one is as good, because
  // the entry is checked against our own tree.
  ASSIGN_OR_RETURN(const std::string checkpoint,
                   files_.Read(Path("checkpoint"), kMaxCheckpointBytes));
  ASSIGN_OR_RETURN(const TreeSize now, ClaimedSize(checkpoint));
  if (now < size()) return Damaged("its checkpoint went back");
  return files_.Read(Path(TilePath(BundleAt(bundle, now))), kMaxBundleBytes);
}

absl::StatusOr<Hash> Mirror::LeafHashAt(LeafIndex index) const {
  RETURN_IF_ERROR(CheckMirrored(index, size()));
  return log_.tree().Leaf(index);
}

absl::StatusOr<int64_t> Mirror::TimeAt(LeafIndex index) const {
  RETURN_IF_ERROR(CheckMirrored(index, size()));
  return log_.TimeAt(index);
}

absl::StatusOr<Hash> Mirror::RootAt(TreeSize size) const { return log_.tree().RootAt(size); }

absl::StatusOr<std::vector<Hash>> Mirror::InclusionProofOf(LeafIndex index, TreeSize size) const {
  return log_.tree().InclusionProofOf(index, size);
}

std::optional<LeafIndex> Mirror::FindSealed(const Hash& body_hash) const {
  return log_.FindSealed(body_hash);
}

absl::Status Mirror::Freeze(absl::string_view reason, absl::string_view one,
                            absl::string_view other) {
  usable_ =
      TrustAlarm(reason,
                 "the hub signed two heads of the log that cannot both be true. Both are kept as "
                 "fork-*.checkpoint beside the mirror. Stop, compare them with the other offices "
                 "by telephone; nothing is sent or believed until these files are moved away");
  for (const absl::string_view bytes : {one, other}) {
    const std::string name = absl::StrCat(
        kForkPrefix, absl::string_view(ToHex(Sha256(bytes))).substr(0, 16), ".checkpoint");
    // The alarm must not be lost because the disk is full: usable_ stays in any case.
    files_.Write(Path(name), bytes).IgnoreError();
  }
  return usable_;
}

absl::Status Mirror::LookForForkFiles() {
  ASSIGN_OR_RETURN(const std::vector<std::string> names, files_.List(folder_));
  for (const std::string& name : names) {
    if (!absl::StartsWith(name, kForkPrefix)) continue;
    usable_ = TrustAlarm(
        "FORK",
        "two heads of the log that cannot both be true were found earlier and lie in the mirror's "
        "folder: compare them with the other offices, then move them away",
        name);
    return usable_;
  }
  return absl::OkStatus();
}

absl::Status Mirror::WriteBelow(absl::string_view path, absl::string_view bytes) {
  const std::string full = Path(path);
  RETURN_IF_ERROR(files_.MakeDirectories(full.substr(0, full.rfind('/'))));
  return files_.Write(full, bytes);
}

}  // namespace liaison
