#include "clients/core/trust/log_replay.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/map_note.h"
#include "proto/text/note.h"
#include "proto/text/policy_note.h"
#include "proto/text/report_note.h"
#include "proto/wire/hash.h"
#include "proto/wire/leaf.h"

namespace liaison {
namespace {

// What Directory::Apply takes, with policies and the notes of maps and reports. Other public leaves
// (what plugins say) are the business of other state functions; for the directory they only pass
// time.
constexpr std::array<absl::string_view, 6> kDirectoryKinds = {"charter", "cert",   "prekey",
                                                              "archive", "revoke", "dispute"};

// Maps and reports: what the directory lets in the replays of their machines judge.
bool IsWorkflowKind(absl::string_view kind) { return IsMapNoteKind(kind) || kind == kReportKind; }

bool IsWorkflowNote(absl::string_view ns, absl::string_view body) {
  const absl::StatusOr<std::string> kind = NoteKind(ns, body);
  return kind.ok() && IsWorkflowKind(*kind);
}

bool IsDirectoryNote(absl::string_view ns, absl::string_view body) {
  const absl::StatusOr<std::string> kind = NoteKind(ns, body);
  return kind.ok() && (PolicyKindOf(*kind).has_value() || IsWorkflowKind(*kind) ||
                       std::find(kDirectoryKinds.begin(), kDirectoryKinds.end(), *kind) !=
                           kDirectoryKinds.end());
}

}  // namespace

absl::Status TrustAlarm(absl::string_view reason, absl::string_view message,
                        absl::string_view subject) {
  return MakeError(absl::StatusCode::kDataLoss, message,
                   {std::string(reason), std::string(subject), "", 0});
}

LogReplay::LogReplay(absl::string_view ns, const Hash& charter, const PublicCrypto& crypto)
    : ns_(ns), charter_(charter), directory_(std::make_unique<Directory>(ns, crypto)) {}

std::optional<LeafIndex> LogReplay::FindSealed(const Hash& body_hash) const {
  const auto found = sealed_.find(body_hash);
  if (found == sealed_.end()) return std::nullopt;
  return LeafIndex(found->second);
}

void LogReplay::BeginTrial() {
  LIAISON_CHECK(trial_ == nullptr);
  trial_ = std::make_unique<Directory>(*directory_);
}

absl::Status LogReplay::Add(absl::string_view entry) {
  LIAISON_CHECK(trial_ != nullptr);
  const LeafIndex index(tree_.size().value());
  tree_.Append(LeafHash(entry));
  times_ms_.push_back(times_ms_.empty() ? 0 : times_ms_.back());
  // After a first fault the state is not the one that later leaves were written for; only their
  // hashes still matter.
  if (!verdict_.ok()) return absl::OkStatus();
  verdict_ = Judge(index, entry);
  return ReasonOf(verdict_) == "CHARTER_MISMATCH" ? verdict_ : absl::OkStatus();
}

absl::Status LogReplay::Judge(LeafIndex index, absl::string_view entry) {
  const absl::StatusOr<LeafEntry> leaf = ParseLeafEntry(ns_, entry);
  const std::string subject = absl::StrCat(index.value());
  if (!leaf.ok()) {
    return TrustAlarm("BAD_LEAF", absl::StrCat("leaf ", subject, ": ", leaf.status().message()),
                      subject);
  }
  if (leaf->time_ms < times_ms_.back()) {
    return TrustAlarm("TIME_BACKWARDS", "the hub's time in a leaf lies before its predecessor's",
                      subject);
  }
  times_ms_.back() = leaf->time_ms;
  const bool of_directory =
      index.value() == 0 || (leaf->is_public && IsDirectoryNote(ns_, leaf->body));
  if (leaf->is_public && (!of_directory || IsWorkflowNote(ns_, leaf->body))) {
    state_leaves_.push_back(index);
  }
  if (of_directory) return AddPublic(index, *leaf);
  trial_->Skip(index, leaf->time_ms);
  if (!leaf->is_public && sealed_.try_emplace(leaf->body_hash, index.value()).second) {
    sealed_on_trial_.push_back(leaf->body_hash);
  }
  return absl::OkStatus();
}

absl::Status LogReplay::AddPublic(LeafIndex index, const LeafEntry& leaf) {
  const absl::StatusOr<Note> note = ParseNote(leaf.body, kMaxPublicNoteBytes);
  if (index.value() == 0 && (!note.ok() || Sha256(note->text) != charter_)) {
    return TrustAlarm(
        "CHARTER_MISMATCH",
        "the log does not begin with the pinned charter: this is not the mission that "
        "was founded, or the pin was typed wrongly");
  }
  const absl::Status applied =
      note.ok() ? trial_->Apply(index, leaf.time_ms, *note) : note.status();
  if (applied.ok()) return absl::OkStatus();
  return TrustAlarm("BAD_PUBLIC_LEAF",
                    absl::StrCat("the hub logged a public note that the rules refuse (",
                                 ReasonOf(applied), "): ", applied.message()),
                    absl::StrCat(index.value()));
}

void LogReplay::Accept() {
  LIAISON_CHECK(trial_ != nullptr && verdict_.ok());
  directory_ = std::move(trial_);
  accepted_ = tree_.size();
  sealed_on_trial_.clear();
}

void LogReplay::Reject() {
  trial_.reset();
  tree_.Truncate(accepted_);
  times_ms_.resize(accepted_.value());
  for (const Hash& hash : sealed_on_trial_) sealed_.erase(hash);
  sealed_on_trial_.clear();
  while (!state_leaves_.empty() && state_leaves_.back().value() >= accepted_.value()) {
    state_leaves_.pop_back();
  }
  verdict_ = absl::OkStatus();
}

}  // namespace liaison
