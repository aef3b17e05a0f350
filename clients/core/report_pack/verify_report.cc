#include "clients/core/report_pack/verify_report.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/core/report/assemble.h"
#include "clients/core/report/sheet.h"
#include "clients/core/report_book/report_book.h"
#include "clients/core/report_pack/model_difference.h"
#include "clients/core/report_pack/pack_log.h"
#include "clients/core/report_pack/pack_replay.h"
#include "clients/core/report_pack/pack_text.h"
#include "clients/core/report_pack/report_pack.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/report_machine.h"
#include "proto/rules/time_zones.h"
#include "proto/text/canonical_json.h"

namespace liaison {
namespace {

constexpr size_t kRowsAStep = 1000;  // between two tellings of the progress

// Each check on what those before have established; what cannot be made is not listed.
class ReportChecker {
 public:
  ReportChecker(const PackFiles& files, const ReportVerifyRequest& request,
                const PublicCrypto& crypto)
      : files_(files), request_(request), crypto_(crypto) {}

  ReportVerdict Run() {
    CheckModel();
    CheckLog();
    verdict_.level = LevelOf(verdict_.checks);
    for (const ReportCheck& check : verdict_.checks) {
      if (check.status.ok()) continue;
      const bool unknown = absl::IsUnauthenticated(check.status);
      (unknown ? verdict_.unknown_key : verdict_.contradicted) = true;
    }
    return std::move(verdict_);
  }

 private:
  // The highest level at which, and below which, everything was looked at and holds.
  static ReportLevel LevelOf(const std::vector<ReportCheck>& checks) {
    int level = static_cast<int>(ReportLevel::kNone);
    for (int next = level + 1; next <= static_cast<int>(ReportLevel::kL4); ++next) {
      size_t made = 0;
      for (const ReportCheck& check : checks) {
        if (static_cast<int>(check.level) != next) continue;
        if (!check.status.ok()) return static_cast<ReportLevel>(level);
        ++made;
      }
      if (made == 0) break;
      level = next;
    }
    return static_cast<ReportLevel>(level);
  }

  bool Add(ReportLevel level, absl::string_view id, const absl::Status& status,
           absl::string_view detail = "") {
    const std::string subject = DetailOf(status).value_or(ErrorDetail()).subject;
    verdict_.checks.push_back({.id = std::string(id),
                               .level = level,
                               .status = status,
                               .detail = detail.empty() ? subject : std::string(detail)});
    return status.ok();
  }

  absl::StatusOr<absl::string_view> File(const std::string& name) const {
    const auto found = files_.find(name);
    if (found == files_.end()) {
      return PackFault("MISSING", name, absl::StrCat("the pack has no file ", name));
    }
    return absl::string_view(found->second);
  }

  void CheckModel() {
    const ReportLevel level = ReportLevel::kL0;
    const absl::StatusOr<absl::string_view> bytes = File(kPackModel);
    if (!bytes.ok()) {
      Add(level, "model.canonical", bytes.status());
      return;
    }
    verdict_.digest = crypto_.Sha256(*bytes);
    absl::StatusOr<ReportModel> model = ParseModel(*bytes);
    if (Add(level, "model.canonical", model.status())) {
      verdict_.figures = model->figures.size();
      verdict_.model = *std::move(model);
    }
    Add(level, "model.digest", CheckDigest());
    Add(level, "files", CheckPackSums(files_, crypto_));
  }

  absl::Status CheckDigest() {
    ASSIGN_OR_RETURN(const absl::string_view bytes, File(kPackManifest));
    ASSIGN_OR_RETURN(manifest_, ParseCanonicalJson(bytes));
    if (manifest_.StringOr("model", "") == ToBase64(verdict_.digest)) return absl::OkStatus();
    return PackFault("MODEL_DIGEST", kPackModel,
                     "the model is not the one that the manifest names");
  }

  void CheckLog() {
    const ReportLevel level = ReportLevel::kL1;
    verdict_.charter_pinned = request_.charter.has_value();
    absl::StatusOr<PackLog> log = ReadPackCharter(files_, request_.charter, crypto_);
    if (!Add(level, "charter", log.status())) return;
    verdict_.charter_hash = log->charter_hash;
    if (!Add(level, "checkpoint", ReadPackHead(files_, *log))) return;
    verdict_.size = log->size;
    if (!Add(level, "entries", ReadPackEntries(files_, *log))) return;
    const PackReplay replay = ReplayPack(*log, crypto_);
    Add(level, "certificates", replay.certificates);
    Add(level, "signatures", replay.signatures);
    // Nobody can say what follows from notes of strangers; that is no contradiction.
    if (absl::IsUnauthenticated(replay.certificates) ||
        absl::IsUnauthenticated(replay.signatures)) {
      return;
    }
    verdict_.state = replay.state;
    Add(level, "manifest", CheckManifest(replay));
    if (verdict_.state.has_value()) Add(level, "texts", CheckTexts(log->ns, replay));
    if (verdict_.state.has_value() && verdict_.state->Draft() != nullptr)
      CheckContent(*log, replay);
    CheckLeaves(*log);
    CheckOwnLog(*log);
    CheckOpened();
  }

  absl::Status CheckManifest(const PackReplay& replay) {
    if (!replay.state.has_value() || replay.state->phase != ReportPhase::kFinal) {
      return PackFault("NOT_FINAL", kPackManifest, "by these notes the report is not final");
    }
    const Json recomputed = ManifestOf(*replay.state);
    const std::string bytes = PrintCanonicalJson(recomputed);
    ASSIGN_OR_RETURN(const absl::string_view stated, File(kPackManifest));
    if (stated != bytes) {
      return PackFault("MANIFEST", DifferingMember(recomputed, manifest_),
                       "the manifest says something else than the signed notes");
    }
    if (!replay.announced.has_value()) return absl::OkStatus();
    verdict_.announced = *replay.announced == crypto_.Sha256(bytes);
    if (verdict_.announced) return absl::OkStatus();
    return PackFault("ANNOUNCED", kPackManifest,
                     "the hub announced another manifest: a note about the report is missing");
  }

  absl::Status CheckTexts(absl::string_view ns, const PackReplay& replay) {
    for (const auto& [office, answer] : replay.state->answers) {
      if (!answer.text.has_value()) continue;
      ASSIGN_OR_RETURN(const absl::string_view bytes, File(PackTextName(office)));
      RETURN_IF_ERROR(CheckPackText(ns, bytes, answer, replay, crypto_));
    }
    return absl::OkStatus();
  }

  // Levels 2: what was signed follows from what was contributed.
  void CheckContent(const PackLog& log, const PackReplay& replay) {
    if (!verdict_.model.has_value()) return;
    const ReportLevel level = ReportLevel::kL2;
    absl::StatusOr<ReportFrame> frame = FrameOf(log, replay);
    if (!Add(level, "frame", frame.status())) return;
    const absl::StatusOr<ReportModel> recomputed = Recompute(*verdict_.model, *frame);
    verdict_.figures_ok = recomputed.ok() ? CountEqualFigures(*verdict_.model, *recomputed) : 0;
    Add(level, "figures",
        recomputed.ok() ? CompareModels(*verdict_.model, *recomputed) : recomputed.status());
    Add(level, "sheets", CheckSheets(*frame));
    if (files_.count(kPackMap) != 0) Add(level, "map", CheckMap());
  }

  // The model is of the report that was opened, at the cut that was drafted.
  absl::StatusOr<ReportFrame> FrameOf(const PackLog& log, const PackReplay& replay) {
    const ReportModel& model = *verdict_.model;
    const ReportOpen& open = verdict_.state->open;
    const ReportDraft& draft = verdict_.state->Draft()->draft;
    const auto at_cut = log.leaves.find(draft.cut);
    if (at_cut == log.leaves.end()) {
      return PackFault("MISSING", PackEntryName(draft.cut), "the leaf at the cut is missing");
    }
    ReportFrame frame{.open = open,
                      .cut = draft.cut,
                      .cut_ms = at_cut->second.time_ms,
                      .aside = draft.aside,
                      .zones = ZonesAt(replay, draft.cut),
                      .maps = model.maps,
                      .obligations = model.obligations,
                      .earlier_cut = model.earlier_cut};
    const std::pair<const char*, bool> same[] = {
        {"series", model.series == open.series},  {"number", model.number == open.number},
        {"period", model.period == open.period},  {"cut", model.cut == draft.cut},
        {"cut_ms", model.cut_ms == frame.cut_ms}, {"zones", model.zones == frame.zones},
        {"aside", model.aside == draft.aside}};
    for (const auto& [member, holds] : same) {
      if (!holds)
        return PackFault("FRAME", member, "the model is not of the report as it was opened");
    }
    if (!model.offsets.empty()) frame.zone = ZoneRules(model.offsets);
    return frame;
  }

  static std::vector<std::string> ZonesAt(const PackReplay& replay, LeafIndex cut) {
    const auto after = replay.zones.lower_bound(cut);
    std::vector<std::string> zones =
        after == replay.zones.begin() ? std::vector<std::string>() : std::prev(after)->second;
    std::sort(zones.begin(), zones.end());
    return zones;
  }

  absl::Status CheckSheets(const ReportFrame& frame) {
    std::vector<ReportSheet> sheets;
    for (const ReportSheetRef& wanted : verdict_.state->Draft()->draft.sheets) {
      const std::string name = PackSheetName(wanted.office);
      ASSIGN_OR_RETURN(const absl::string_view bytes, File(name));
      if (crypto_.Sha256(bytes) != wanted.sheet) {
        return PackFault("SHEET", name, "this is not the sheet that the office signed");
      }
      ASSIGN_OR_RETURN(ReportSheet sheet, ParseSheet(bytes));
      acts_.insert(acts_.end(), sheet.acts.begin(), sheet.acts.end());
      sheets.push_back(std::move(sheet));
    }
    ASSIGN_OR_RETURN(const ReportModel assembled, Assemble(frame, std::move(sheets)));
    return CompareModels(*verdict_.model, assembled);
  }

  absl::Status CheckMap() const {
    const ModelMap* drawn = DrawnMap(*verdict_.model);
    if (drawn != nullptr && drawn->digest == crypto_.Sha256(files_.at(kPackMap))) {
      return absl::OkStatus();
    }
    return PackFault("MAP", kPackMap, "this is not the map that the model names");
  }

  void CheckLeaves(const PackLog& log) {
    const ReportLevel level = ReportLevel::kL3;
    if (!Add(level, "leaves", CheckPackTree(log)) || !verdict_.model.has_value()) return;
    verdict_.checks.back().status = CheckRows(log);
    verdict_.checks.back().detail =
        DetailOf(verdict_.checks.back().status).value_or(ErrorDetail()).subject;
  }

  absl::Status CheckRows(const PackLog& log) const {
    for (const ModelRow& row : verdict_.model->rows) {
      RETURN_IF_ERROR(
          CheckSealedLeaf(log, row.row.index, row.row.logged_ms, row.row.header, row.row.serial));
    }
    for (const SheetAct& act : acts_) {
      RETURN_IF_ERROR(CheckSealedLeaf(log, act.index, act.time_ms, act.act, act.mailbox));
    }
    return absl::OkStatus();
  }

  void CheckOwnLog(const PackLog& log) {
    if (request_.mirror == nullptr || request_.mirror->size() < log.size) return;
    // Of another mission, about which it says nothing.
    if (request_.mirror->directory().charter_hash() != verdict_.charter_hash) return;
    Add(ReportLevel::kL3, "own_log", CompareOwnLog(log));
  }

  // The own copy has every leaf, so nothing can be left out of it.
  absl::Status CompareOwnLog(const PackLog& log) const {
    const Mirror& mirror = *request_.mirror;
    ASSIGN_OR_RETURN(const Hash root, mirror.RootAt(log.size));
    if (root != log.root) {
      return PackFault("FORK", kPackCheckpoint, "the own copy of the log has another head there");
    }
    ASSIGN_OR_RETURN(const int64_t last_ms, mirror.TimeAt(LeafIndex(mirror.size().value() - 1)));
    ASSIGN_OR_RETURN(const ReportBook book, ReadReportBook(mirror, last_ms));
    const ReportRecord* record = book.Find(manifest_.StringOr("report", ""));
    if (record != nullptr && record->state.phase == ReportPhase::kFinal &&
        ManifestOf(record->state) == manifest_) {
      return absl::OkStatus();
    }
    return PackFault("OWN_LOG", kPackManifest,
                     "by the own copy of the log the report ended otherwise");
  }

  void CheckOpened() {
    if (!request_.opened || !verdict_.model.has_value()) {
      if (verdict_.model.has_value()) verdict_.rows_sealed = verdict_.model->rows.size();
      return;
    }
    absl::Status first;
    const std::vector<ModelRow>& rows = verdict_.model->rows;
    for (size_t i = 0; i < rows.size(); ++i) {
      const absl::Status status = OpenRow(rows[i].row);
      if (first.ok()) first = status;
      if (request_.progress && (i + 1) % kRowsAStep == 0) request_.progress(i + 1, rows.size());
    }
    if (request_.progress) request_.progress(rows.size(), rows.size());
    if (verdict_.rows_opened + verdict_.rows_failed > 0 || rows.empty()) {
      Add(ReportLevel::kL4, "opened", first);
    }
  }

  absl::Status OpenRow(const ReportRow& row) {
    const absl::StatusOr<std::optional<ReportRow>> made = request_.opened(row);
    if (made.ok() && !made->has_value()) {
      ++verdict_.rows_sealed;
      return absl::OkStatus();
    }
    if (made.ok() && **made == row) {
      ++verdict_.rows_opened;
      return absl::OkStatus();
    }
    ++verdict_.rows_failed;
    return PackFault("ROW", row.serial, "the notice says something else than the row");
  }

  const PackFiles& files_;
  const ReportVerifyRequest& request_;
  const PublicCrypto& crypto_;
  ReportVerdict verdict_;
  Json manifest_;
  std::vector<SheetAct> acts_;  // of sheets that are what was signed
};

}  // namespace

const ReportCheck* ReportVerdict::FirstFailed() const {
  const auto failed = std::find_if(checks.begin(), checks.end(),
                                   [](const ReportCheck& check) { return !check.status.ok(); });
  return failed == checks.end() ? nullptr : &*failed;
}

ReportVerdict VerifyReport(const PackFiles& files, const ReportVerifyRequest& request,
                           const PublicCrypto& crypto) {
  return ReportChecker(files, request, crypto).Run();
}

}  // namespace liaison
