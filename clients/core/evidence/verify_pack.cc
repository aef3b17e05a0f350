#include "clients/core/evidence/verify_pack.h"

#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/core/incoming/check_notice.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/directory.h"
#include "proto/text/note.h"
#include "proto/text/record.h"
#include "proto/text/verified_note.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/leaf.h"
#include "proto/wire/merkle.h"

namespace liaison {
namespace {

constexpr uint64_t kMaxLogSize = uint64_t{1} << 28;

absl::Status Fail(absl::string_view rule, absl::string_view subject, absl::string_view message) {
  return MakeError(absl::StatusCode::kDataLoss, message,
                   {.reason = std::string(rule), .subject = std::string(subject), .field = ""});
}

// One after the other, each on what the ones before have established.
class PackChecker {
 public:
  PackChecker(const PackFiles& files, const VerifyRequest& request, const PublicCrypto& crypto)
      : files_(files), request_(request), crypto_(crypto) {}

  PackVerdict Run() {
    using Step = absl::Status (PackChecker::*)();
    const std::pair<absl::string_view, Step> steps[] = {
        {"DIGEST", &PackChecker::CheckDigest},   {"FILES", &PackChecker::CheckFiles},
        {"CHARTER", &PackChecker::CheckCharter}, {"CHECKPOINT", &PackChecker::CheckCheckpoint},
        {"ENTRY", &PackChecker::CheckEntry},     {"TRUST", &PackChecker::CheckTrust},
        {"HEADER", &PackChecker::CheckHeader},   {"NOTICE", &PackChecker::CheckNotice},
        {"BODY", &PackChecker::CheckBody}};
    for (const auto& [code, step] : steps) {
      const absl::Status status = (this->*step)();
      verdict_.steps.push_back({.code = std::string(code), .status = status});
      if (!status.ok()) {
        verdict_.notice.reset();
        return std::move(verdict_);
      }
    }
    verdict_.genuine = true;
    return std::move(verdict_);
  }

 private:
  absl::StatusOr<absl::string_view> File(absl::string_view name) const {
    const auto found = files_.find(std::string(name));
    if (found == files_.end()) {
      return Fail("MISSING", name, absl::StrCat("the pack has no file ", name));
    }
    return absl::string_view(found->second);
  }

  absl::Status CheckDigest() {
    verdict_.digest = PackDigest(files_, crypto_);
    if (verdict_.digest.empty()) return Fail("MISSING", kPackSums, "the pack has no SHA256SUMS");
    if (request_.digest.has_value() && *request_.digest != verdict_.digest) {
      return Fail("DIGEST", kPackSums, "this is not the pack whose digest stands on the paper");
    }
    return absl::OkStatus();
  }

  absl::Status CheckFiles() { return CheckPackSums(files_, crypto_); }

  absl::Status CheckCharter() {
    ASSIGN_OR_RETURN(const absl::string_view bytes, File("charter.note"));
    ASSIGN_OR_RETURN(const Note note, ParseNote(bytes, kMaxPublicNoteBytes));
    verdict_.charter_hash = crypto_.Sha256(note.text);
    verdict_.charter_pinned = request_.charter.has_value();
    if (verdict_.charter_pinned && *request_.charter != verdict_.charter_hash) {
      return Fail("PIN", "charter.note", "this is another mission's charter than the pinned one");
    }
    ns_ = request_.ns;
    if (ns_.empty()) {
      const size_t slash = note.text.find("/charter/v1\n");
      if (slash == std::string::npos) return Fail("CHARTER", "charter.note", "not a charter");
      ns_ = note.text.substr(0, slash);
    }
    ASSIGN_OR_RETURN(const Charter charter, ParseCharter(ns_, note.text, crypto_));
    std::vector<VKey> roots;
    for (const OfficeRoot& office : charter.offices) roots.push_back(office.root);
    RETURN_IF_ERROR(Verify(note, roots, crypto_).status());
    log_ = charter.log;
    return absl::OkStatus();
  }

  absl::Status CheckCheckpoint() {
    ASSIGN_OR_RETURN(const absl::string_view bytes, File("checkpoint"));
    ASSIGN_OR_RETURN(const SignedCheckpoint head, OpenCheckpoint(bytes, log_));
    // A pack that nobody has pinned may bring a log of its own making; its size must not cost us.
    if (head.size().value() > kMaxLogSize) {
      return Fail("SIZE", "checkpoint", "no log of this kind has so many records");
    }
    verdict_.size = head.size();
    root_ = head.root();
    checkpoint_ = std::string(bytes);
    return absl::OkStatus();
  }

  LogPlace Place() const { return {.index = verdict_.index, .time_ms = verdict_.time_ms}; }

  // The entry lies in the log at the position that its proof names.
  absl::StatusOr<LeafIndex> CheckProof(absl::string_view entry, absl::string_view proof_name) {
    ASSIGN_OR_RETURN(const absl::string_view bytes, File(proof_name));
    ASSIGN_OR_RETURN(const LogProof proof, ParseLogProof(bytes));
    if (proof.checkpoint != checkpoint_) {
      return Fail("CHECKPOINT", proof_name,
                  "the proof leads to another checkpoint than the pack's");
    }
    RETURN_IF_ERROR(
        CheckInclusion(proof.index, verdict_.size, LeafHash(entry), proof.hashes, root_));
    return proof.index;
  }

  absl::Status CheckEntry() {
    ASSIGN_OR_RETURN(const absl::string_view entry, File("entry"));
    ASSIGN_OR_RETURN(verdict_.index, CheckProof(entry, "proof.tlog"));
    ASSIGN_OR_RETURN(const LeafEntry leaf, ParseLeafEntry(ns_, entry));
    ASSIGN_OR_RETURN(const absl::string_view header, File("header.note"));
    ASSIGN_OR_RETURN(const Note note, ParseNote(header, kMaxHeaderBytes));
    if (leaf.is_public || leaf.body_hash != crypto_.Sha256(note.text)) {
      return Fail("ENTRY", "header.note", "the leaf is not that of this header");
    }
    verdict_.time_ms = leaf.time_ms;
    return absl::OkStatus();
  }

  // Replays the public leaves of the pack through the same rules that hub and clients use.
  absl::Status CheckTrust() {
    std::map<uint64_t, std::string> leaves;
    for (const auto& [name, bytes] : files_) {
      if (!absl::StartsWith(name, "trust/") || !absl::EndsWith(name, ".entry")) continue;
      const std::string stem = name.substr(0, name.size() - std::string(".entry").size());
      ASSIGN_OR_RETURN(const LeafIndex index, CheckProof(bytes, absl::StrCat(stem, ".tlog")));
      leaves[index.value()] = bytes;
    }
    directory_.emplace(ns_, crypto_);
    uint64_t next = 0;
    int64_t time_ms = 0;
    for (const auto& [index, bytes] : leaves) {
      ASSIGN_OR_RETURN(const LeafEntry leaf, ParseLeafEntry(ns_, bytes));
      if (!leaf.is_public) return Fail("TRUST", "trust", "a sealed leaf among the public ones");
      for (; next < index; ++next) directory_->Skip(LeafIndex(next), time_ms);
      ASSIGN_OR_RETURN(const Note note, ParseNote(leaf.body, kMaxPublicNoteBytes));
      RETURN_IF_ERROR(directory_->Apply(LeafIndex(index), leaf.time_ms, note));
      time_ms = leaf.time_ms;
      ++next;
    }
    if (!directory_->founded() || directory_->charter_hash() != verdict_.charter_hash) {
      return Fail("TRUST", "trust/0.entry", "the log's first leaf is not the charter");
    }
    return absl::OkStatus();
  }

  absl::Status CheckHeader() {
    ASSIGN_OR_RETURN(const absl::string_view bytes, File("header.note"));
    ASSIGN_OR_RETURN(const Note note, ParseNote(bytes, kMaxHeaderBytes));
    ASSIGN_OR_RETURN(EnvelopeHeader header, ParseHeader(ns_, note.text));
    RETURN_IF_ERROR(
        CheckSpeaker(note, header.from, header.as, Place(), *directory_, crypto_).status());
    header_text_ = note.text;
    verdict_.header = std::move(header);
    return absl::OkStatus();
  }

  absl::Status CheckNotice() {
    ASSIGN_OR_RETURN(const absl::string_view bytes, File("notice.note"));
    ASSIGN_OR_RETURN(const Note note, ParseNote(bytes, kMaxNoticeBytes));
    ASSIGN_OR_RETURN(Notice notice, ParseNotice(ns_, note.text));
    RETURN_IF_ERROR(
        CheckNoticeSigners(note, notice, *verdict_.header, Place(), *directory_, crypto_).status());
    RETURN_IF_ERROR(CheckBinding(notice, *verdict_.header, header_text_, crypto_));
    // Convenient, so it must not say anything but the notice.
    const auto sums = files_.find(kPackAttachments);
    if ((sums == files_.end() ? "" : sums->second) != PrintAttachmentSums(notice)) {
      return Fail("CHANGED", kPackAttachments, "the list of attachments is not that of the notice");
    }
    verdict_.notice = std::move(notice);
    return absl::OkStatus();
  }

  absl::Status CheckBody() {
    ASSIGN_OR_RETURN(const absl::string_view sealed, File("sealed.age"));
    if (sealed.size() == verdict_.header->sealed_size &&
        crypto_.Sha256(sealed) == verdict_.header->sealed) {
      return absl::OkStatus();
    }
    return Fail("BODY", "sealed.age", "the sealed body is not the one that the header names");
  }

  const PackFiles& files_;
  const VerifyRequest& request_;
  const PublicCrypto& crypto_;
  PackVerdict verdict_;
  std::string ns_;
  VKey log_;
  Hash root_;
  std::string header_text_;
  std::string checkpoint_;
  std::optional<Directory> directory_;
};

}  // namespace

PackVerdict VerifyPack(const PackFiles& files, const VerifyRequest& request,
                       const PublicCrypto& crypto) {
  return PackChecker(files, request, crypto).Run();
}

}  // namespace liaison
