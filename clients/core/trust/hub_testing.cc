#include "clients/core/trust/hub_testing.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/act.h"
#include "proto/text/header.h"
#include "proto/text/note.h"
#include "proto/text/office_act.h"
#include "proto/wire/checkpoint.h"
#include "proto/wire/hash.h"
#include "proto/wire/leaf.h"
#include "proto/wire/tile_path.h"

namespace liaison {
namespace {

constexpr uint64_t kPieceBytes = 10'000;  // of a blob; no multiple of anything

absl::Status Unreachable() {
  return MakeError(absl::StatusCode::kUnavailable, "no line", {"HUB_UNREACHABLE", "", ""});
}

}  // namespace

ScriptedHub::ScriptedHub(const TestMission& mission)
    : now_ms(mission.founded_ms()), mission_(mission) {
  for (const std::string& note : mission.notes()) AppendNote(note);
}

LeafIndex ScriptedHub::AppendNote(absl::string_view note) {
  return AppendEntry(PrintLeafEntry(mission_.ns(), {now_ms, true, Hash(), std::string(note)}));
}

LeafIndex ScriptedHub::AppendSealed(const Hash& body) {
  return AppendEntry(PrintLeafEntry(mission_.ns(), {now_ms, false, body, ""}));
}

LeafIndex ScriptedHub::AppendHubText(RecordKind kind, absl::string_view body,
                                     const std::optional<ReleasedClaim>& released,
                                     absl::string_view sealed, bool is_public) {
  IncomingRecord record{.time_ms = now_ms,
                        .kind = kind,
                        .body = std::string(body),
                        .sealed = std::string(sealed),
                        .released = released};
  record.index = is_public ? AppendNote(body) : AppendSealed(Sha256(body));
  inbox_.push_back(record);
  return record.index;
}

LeafIndex ScriptedHub::AppendEntry(absl::string_view entry) {
  entries_.emplace_back(entry);
  tree_.Append(LeafHash(entry));
  ++now_ms;
  return LeafIndex(entries_.size() - 1);
}

void ScriptedHub::Truncate(TreeSize size) {
  entries_.resize(size.value());
  tree_.Truncate(size);
}

std::string ScriptedHub::HeadAt(TreeSize size) const {
  const absl::StatusOr<Hash> root = tree_.RootAt(size);
  LIAISON_CHECK(root.ok());
  return SignCheckpoint({mission_.ns() + "/log", size, *root}, mission_.log_signer());
}

absl::StatusOr<std::string> ScriptedHub::GetResource(absl::string_view path) {
  if (unreachable) return Unreachable();
  fetched.emplace_back(path);
  if (const auto other = serve.find(std::string(path)); other != serve.end()) return other->second;
  if (path == "checkpoint") return Head();
  ASSIGN_OR_RETURN(const TileId tile, ParseTilePath(path));
  if (!tile.entries) return tree_.TileBytes(tile);
  std::string bundle;
  for (uint32_t i = 0; i < tile.width; ++i) {
    const uint64_t index = tile.index * kTileWidth + i;
    if (index >= entries_.size()) return absl::NotFoundError("no such tile");
    AppendToBundle(entries_[index], bundle);
  }
  return bundle;
}

absl::StatusOr<HubStatusAnswer> ScriptedHub::GetStatus() {
  if (unreachable) return Unreachable();
  HubStatusAnswer answer;
  answer.size = size();
  answer.time_ms = now_ms;
  answer.checkpoint = Head();
  answer.state = "serving";
  return answer;
}

absl::StatusOr<SubmitAnswer> ScriptedHub::Submit(const OutgoingRecord& record) {
  if (unreachable) return Unreachable();
  submissions.push_back(record);
  if (lose_before > 0) {
    --lose_before;
    return Unreachable();
  }
  if (!refuse.empty()) {
    const Fault fault = refuse.front();
    refuse.pop_front();
    return Refuse(record, fault);
  }
  ASSIGN_OR_RETURN(const Note note, ParseNote(record.note, kMaxNoticeBytes));
  const Hash hash = Sha256(note.text);
  auto known = logged_.find(hash);
  if (known == logged_.end()) {
    if (record.kind != RecordKind::kNote) {
      if (const std::optional<Fault> fault = CheckStreams(record.kind, note.text)) {
        return Refuse(record, *fault);
      }
    }
    Logged logged;
    logged.time_ms = now_ms;
    logged.index = record.kind == RecordKind::kNote ? AppendNote(record.note) : AppendSealed(hash);
    known = logged_.emplace(hash, logged).first;
    IncomingRecord incoming;
    incoming.index = logged.index;
    incoming.time_ms = logged.time_ms;
    incoming.kind = record.kind;
    incoming.body = record.note;
    incoming.sealed = record.sealed;
    inbox_.push_back(std::move(incoming));
  }
  if (lose_after > 0) {
    --lose_after;
    return Unreachable();
  }
  return Accept(known->second);
}

SubmitAnswer ScriptedHub::Accept(const Logged& logged) const {
  SubmitAnswer answer;
  answer.accepted = true;
  answer.index = logged.index;
  answer.time_ms = logged.time_ms;
  const absl::StatusOr<std::vector<Hash>> proof = tree_.InclusionProofOf(logged.index, size());
  LIAISON_CHECK(proof.ok());
  if (!without_proof) answer.proof = *proof;
  answer.checkpoint = Head();
  return answer;
}

absl::StatusOr<SubmitAnswer> ScriptedHub::Refuse(const OutgoingRecord& record,
                                                 const Fault& fault) const {
  Refusal refusal;
  refusal.ns = mission_.ns();
  refusal.hub = mission_.ns() + "/log";
  refusal.object = Sha256(record.note);
  refusal.code = fault.code;
  refusal.field = fault.field;
  refusal.rule = fault.rule;
  refusal.time_ms = now_ms;
  const NoteSigner& signer = forge_refusals ? mission_.log_signer() : mission_.hub_signer();
  SubmitAnswer answer;
  answer.refusal = signer.SignNote(PrintRefusal(refusal));
  return answer;
}

// Every link exactly one above the last, pointing at it; then the heads move.
std::optional<ScriptedHub::Fault> ScriptedHub::CheckStreams(RecordKind kind,
                                                            absl::string_view text) {
  std::string from;
  std::vector<StreamLine> streams;
  if (kind == RecordKind::kEnvelope) {
    const absl::StatusOr<EnvelopeHeader> header = ParseHeader(mission_.ns(), text);
    if (!header.ok()) return Fault{"INVALID_ARGUMENT", "header", ReasonOf(header.status())};
    from = header->from;
    streams = header->streams;
  } else if (!IsReceipt(mission_.ns(), text)) {
    const absl::StatusOr<OfficeAct> act = ParseOfficeAct(mission_.ns(), text);
    if (!act.ok()) return Fault{"INVALID_ARGUMENT", "act", ReasonOf(act.status())};
    from = HeadOf(*act).from;
    streams = {HeadOf(*act).stream};
  } else {
    const absl::StatusOr<Receipt> receipt = ParseReceipt(mission_.ns(), text);
    if (!receipt.ok()) return Fault{"INVALID_ARGUMENT", "act", ReasonOf(receipt.status())};
    from = receipt->from;
    streams = {receipt->stream};
  }
  for (const StreamLine& stream : streams) {
    const auto& [counter, hash] = heads_[absl::StrCat(from, " ", stream.to)];
    if (stream.counter <= counter) return Fault{"FAILED_PRECONDITION", "stream", "COUNTER_USED"};
    if (stream.counter > counter + 1) {
      return Fault{"FAILED_PRECONDITION", "stream", "COUNTER_SKIPPED"};
    }
    if (stream.prev != hash) return Fault{"FAILED_PRECONDITION", "stream", "PREV"};
  }
  for (const StreamLine& stream : streams) {
    heads_[absl::StrCat(from, " ", stream.to)] = {stream.counter, Sha256(text)};
  }
  return std::nullopt;
}

absl::Status ScriptedHub::Watch(const std::array<LeafIndex, kPrecedences>& /*cursors*/,
                                bool /*only_what_is_there*/, absl::Notification& /*stop*/,
                                absl::FunctionRef<absl::Status(const IncomingBatch&)> on_batch) {
  if (unreachable) return Unreachable();
  IncomingBatch batch;
  if (!withhold_inbox) batch.records = inbox_;
  batch.through.fill(size());
  batch.checkpoint = Head();
  return on_batch(batch);
}

absl::StatusOr<BlobState> ScriptedHub::BlobStatus(const Hash& sha256, uint64_t size) {
  if (unreachable) return Unreachable();
  const std::string& bytes = blobs[sha256];
  return BlobState{bytes.size(), bytes.size() == size && Sha256(bytes) == sha256};
}

uint64_t ScriptedHub::Passing(uint64_t wanted) {
  if (!break_blob_after.has_value()) return wanted;
  const uint64_t passing = std::min(wanted, *break_blob_after);
  *break_blob_after -= passing;
  return passing;
}

absl::StatusOr<BlobState> ScriptedHub::PutBlob(const Hash& sha256, uint64_t size, uint64_t offset,
                                               BlobSource next) {
  if (unreachable) return Unreachable();
  std::string& bytes = blobs[sha256];
  if (offset != bytes.size()) return Malformed("offset", "OFFSET", "not where it stopped");
  for (;;) {
    ASSIGN_OR_RETURN(const std::string piece, next());
    if (piece.empty()) return BlobStatus(sha256, size);
    const uint64_t passing = Passing(piece.size());
    blob_bytes_put += passing;
    bytes.append(piece, 0, passing);
    if (passing == piece.size()) continue;
    break_blob_after.reset();
    return Unreachable();
  }
}

absl::Status ScriptedHub::GetBlob(const Hash& sha256, const Hash& /*object*/, uint64_t offset,
                                  uint64_t length, BlobSink on_data) {
  if (unreachable) return Unreachable();
  const auto found = blobs.find(sha256);
  if (found == blobs.end()) {
    return MakeError(absl::StatusCode::kNotFound, "no such blob", {"NO_BLOB", "", ""});
  }
  const std::string bytes = found->second;
  const uint64_t end = length == 0 ? bytes.size() : std::min(bytes.size(), offset + length);
  while (offset < end || endless_blobs) {
    std::string piece =
        bytes.substr(std::min(offset, end), std::min(end - std::min(offset, end), kPieceBytes));
    if (piece.empty()) piece.assign(kPieceBytes, '!');
    const uint64_t passing = Passing(piece.size());
    blob_bytes_got += passing;
    offset += passing;
    RETURN_IF_ERROR(on_data(piece.substr(0, passing)));
    if (passing == piece.size()) continue;
    break_blob_after.reset();
    return Unreachable();
  }
  return absl::OkStatus();
}

}  // namespace liaison
