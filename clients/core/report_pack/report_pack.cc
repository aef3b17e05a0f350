#include "clients/core/report_pack/report_pack.h"

#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "clients/core/report_book/report_announcement.h"
#include "clients/core/report_pack/pack_log.h"
#include "clients/core/report_pack/pack_zip.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/report_machine.h"
#include "proto/text/note.h"
#include "proto/text/record.h"

namespace liaison {
namespace {

absl::Status Missing(absl::string_view name) {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   absl::StrCat("what the signed notes name is not here: ", name),
                   {.reason = "MISSING", .subject = std::string(name), .field = "pack"});
}

// `bytes` under `name`, if they are what was signed.
absl::Status AddSigned(PackFiles& files, const std::string& name, const Hash& signed_hash,
                       std::string bytes, const PublicCrypto& crypto) {
  if (crypto.Sha256(bytes) != signed_hash) return Missing(name);
  files[name] = std::move(bytes);
  return absl::OkStatus();
}

absl::Status AddSheets(const ReportPapers& papers, const PublicCrypto& crypto, PackFiles& files) {
  for (const ReportSheetRef& sheet : papers.record.state.Draft()->draft.sheets) {
    const std::string name = PackSheetName(sheet.office);
    const auto found = papers.sheets.find(sheet.office);
    if (found == papers.sheets.end()) return Missing(name);
    RETURN_IF_ERROR(AddSigned(files, name, sheet.sheet, found->second, crypto));
  }
  return absl::OkStatus();
}

// A letter that nobody here holds is left out, and so is another one: whoever names it in an answer
// need not have sent it, and the answer stands. Verification says so.
absl::Status AddTexts(const ReportPapers& papers, const PublicCrypto& crypto, PackFiles& files) {
  for (const auto& [office, answer] : papers.record.state.answers) {
    const auto found = papers.texts.find(office);
    if (!answer.text.has_value() || found == papers.texts.end()) continue;
    ASSIGN_OR_RETURN(const Note note, ParseNote(found->second, kMaxNoticeBytes));
    if (crypto.Sha256(note.text) == *answer.text) files[PackTextName(office)] = found->second;
  }
  return absl::OkStatus();
}

// The public leaves that speak of this report's end.
absl::Status CollectEnd(const ReportState& state, const Mirror& mirror,
                        std::set<LeafIndex>& leaves) {
  const std::string& ns = mirror.directory().ns();
  for (const LeafIndex index : mirror.StateLeaves()) {
    if (index < state.final_index) continue;
    ASSIGN_OR_RETURN(const std::string bytes, mirror.EntryAt(index));
    ASSIGN_OR_RETURN(const LeafEntry leaf, ParseLeafEntry(ns, bytes));
    const std::optional<ReportAnnouncement> announced = ReportAnnouncementOf(ns, leaf, index);
    if (!announced.has_value() || announced->report != state.head.report) continue;
    if (announced->said.kind == ReportSaying::Kind::kFinal) leaves.insert(index);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::set<LeafIndex>> CollectLeaves(const ReportRecord& record,
                                                  const Mirror& mirror) {
  std::set<LeafIndex> leaves = {record.state.Draft()->draft.cut, record.state.final_index};
  for (const LeafIndex index : mirror.directory().Charters()) leaves.insert(index);
  for (const CertFact* fact : mirror.directory().Certificates()) {
    leaves.insert(fact->index);
    if (fact->revoked.has_value()) leaves.insert(*fact->revoked);
  }
  // What had no effect may rest on leaves that are not here.
  for (const ReportRemark& remark : record.remarks) {
    if (remark.error.empty()) leaves.insert(remark.index);
  }
  // The opening names a ladder that was in the log by then.
  const std::optional<PolicyRef>& ladder = record.state.open.ladder;
  for (const PolicyFact* fact : mirror.directory().Policies()) {
    const PolicyNote& policy = fact->policy;
    if (ladder.has_value() && policy.kind == PolicyKind::kLadder &&
        policy.policy.id == ladder->id) {
      leaves.insert(fact->index);
    }
  }
  RETURN_IF_ERROR(CollectEnd(record.state, mirror, leaves));
  return leaves;
}

absl::Status AddLog(const ReportRecord& record, const Mirror& mirror, PackFiles& files) {
  ASSIGN_OR_RETURN(const std::set<LeafIndex> leaves, CollectLeaves(record, mirror));
  for (const LeafIndex index : leaves) {
    ASSIGN_OR_RETURN(files[PackEntryName(index)], mirror.EntryAt(index));
  }
  files[kPackCheckpoint] = mirror.head().bytes();
  std::string& hashes = files[kPackLeaves];
  hashes.reserve(mirror.size().value() * Hash::kSize);
  for (uint64_t i = 0; i < mirror.size().value(); ++i) {
    ASSIGN_OR_RETURN(const Hash hash, mirror.LeafHashAt(LeafIndex(i)));
    absl::StrAppend(&hashes, hash.view());
  }
  return absl::OkStatus();
}

// The stock commands are the same in every language; what they do is said in all five.
std::string Readme(const Phrasebook& phrases, absl::string_view report, TreeSize size) {
  std::string text = absl::StrCat(report, "\n\n");
  for (size_t i = 0; i < kLanguageCount; ++i) {
    const auto language = static_cast<Language>(i);
    absl::StrAppend(&text, StripIsolation(phrases.Message(language, "report.pack.readme")), "\n\n");
  }
  absl::StrAppend(&text,
                  "  sha256sum -c --strict SHA256SUMS\n"
                  "  openssl dgst -sha256 -binary report.json | base64   # M: `model` in"
                  " manifest.json and in each answer\n"
                  "  tail -n +4 log/N.entry      # N: `index` of an answer in manifest.json\n"
                  "  liaison report verify .\n\n"
                  "revocations after index ",
                  size.value() - 1, " not shown\n");
  return text;
}

}  // namespace

std::string PackSheetName(absl::string_view office) {
  return absl::StrCat("sheets/", office, ".json");
}

std::string PackTextName(absl::string_view office) {
  return absl::StrCat("texts/", office, ".note");
}

const ModelMap* DrawnMap(const ReportModel& model) {
  const ModelMap* drawn = nullptr;
  for (const ModelMap& map : model.maps) {
    const bool at_end = map.from_ms < model.period.end_ms &&
                        (!map.until_ms.has_value() || *map.until_ms >= model.period.end_ms);
    if (at_end && (drawn == nullptr || drawn->from_ms < map.from_ms)) drawn = &map;
  }
  return drawn;
}

absl::StatusOr<PackFiles> MakeReportPack(const ReportPapers& papers, const Mirror& mirror,
                                         const Phrasebook& phrases, const PublicCrypto& crypto) {
  const ReportState& state = papers.record.state;
  if (state.phase != ReportPhase::kFinal) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "this report is not final",
                     {.reason = "NOT_FINAL", .subject = state.head.report, .field = ""});
  }
  PackFiles files;
  RETURN_IF_ERROR(AddSigned(files, kPackModel, state.Draft()->draft.model, papers.model, crypto));
  files[kPackManifest] = PrintCanonicalJson(ManifestOf(state));
  RETURN_IF_ERROR(AddSheets(papers, crypto, files));
  RETURN_IF_ERROR(AddTexts(papers, crypto, files));
  if (!papers.map.empty()) files[kPackMap] = papers.map;
  RETURN_IF_ERROR(AddLog(papers.record, mirror, files));
  files["README.txt"] = Readme(phrases, state.head.report, mirror.size());
  AddPackSums(files, crypto);
  return files;
}

absl::StatusOr<PackFiles> ReadReportPack(absl::string_view folder, FileSystem& file_system) {
  return ReadPackFolder(folder, {"log", "sheets", "texts"},
                        {.file_bytes = kMaxPackBytes, .files = kMaxPackMembers}, file_system);
}

}  // namespace liaison
