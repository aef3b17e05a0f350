#include "clients/core/report_pack/verify_report.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/core/report/assemble.h"
#include "clients/core/report/period_rules.h"
#include "clients/core/report/sheet.h"
#include "clients/core/report_book/report_book.h"
#include "clients/core/report_pack/model_difference.h"
#include "clients/core/report_pack/model_schema.h"
#include "clients/core/report_pack/own_log.h"
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
    verdict_.Judge();
    return std::move(verdict_);
  }

 private:
  bool Add(ReportLevel level, absl::string_view id, const absl::Status& status,
           absl::string_view detail = "") {
    const std::string subject = DetailOf(status).value_or(ErrorDetail()).subject;
    verdict_.checks.push_back({.id = std::string(id),
                               .level = level,
                               .status = status,
                               .detail = detail.empty() ? subject : std::string(detail)});
    return status.ok();
  }

  // `status`: what the reader is told at the end; OK where a line is enough.
  void AddNotMade(ReportLevel level, absl::string_view id, const absl::Status& status,
                  absl::string_view detail) {
    Add(level, id, status, detail);
    verdict_.checks.back().made = false;
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
      Add(level, "model.schema", CheckModelSchema(*bytes));
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
    ReadOwnLog();
    if (!Add(level, "checkpoint", ReadPackHead(files_, *log))) return;
    verdict_.size = log->size;
    if (!Add(level, "entries", ReadPackEntries(files_, *log))) return;
    const PackReplay replay = ReplayPack(*log, manifest_, crypto_);
    Add(level, "certificates", replay.certificates);
    Add(level, "signatures", replay.signatures);
    // Nobody can say what follows from notes of strangers; that is no contradiction.
    if (absl::IsUnauthenticated(replay.certificates) ||
        absl::IsUnauthenticated(replay.signatures)) {
      return;
    }
    verdict_.state = replay.state;
    Add(level, "manifest", CheckManifest(replay));
    if (verdict_.state.has_value()) CheckTexts(log->ns, replay);
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

  // Nobody who packs can be made to hold a letter that an answer only names.
  void CheckTexts(absl::string_view ns, const PackReplay& replay) {
    const ReportLevel level = ReportLevel::kL1;
    std::vector<std::string> without;
    absl::Status checked;
    for (const auto& [office, answer] : replay.state->answers) {
      if (!answer.text.has_value()) continue;
      const auto found = files_.find(PackTextName(office));
      if (found == files_.end()) {
        without.push_back(office);
      } else {
        const absl::Status text = CheckPackText(ns, found->second, answer, replay, crypto_);
        // That a word was changed counts for more than that a key is unknown.
        const bool outweighs = absl::IsUnauthenticated(checked) && !absl::IsUnauthenticated(text);
        if (checked.ok() || (outweighs && !text.ok())) checked = text;
      }
    }
    if (!checked.ok() || without.empty()) {
      Add(level, "texts", checked);
      return;
    }
    const std::string offices = absl::StrJoin(without, " ");
    AddNotMade(level, "texts",
               MakeError(absl::StatusCode::kInvalidArgument,
                         "a letter that an answer names is not in the pack",
                         {.reason = "TEXT_NOT_HELD", .subject = offices, .field = "texts"}),
               offices);
  }

  // Level 2: what was signed follows from what was contributed.
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
    if (!stated_.empty()) AddNotMade(level, "stated", unread_, absl::StrJoin(stated_, " "));
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
                      .zones = ZonesAt(replay, draft.cut)};
    const std::pair<const char*, bool> same[] = {
        {"series", model.series == open.series},  {"number", model.number == open.number},
        {"period", model.period == open.period},  {"cut", model.cut == draft.cut},
        {"cut_ms", model.cut_ms == frame.cut_ms}, {"zones", model.zones == frame.zones},
        {"aside", model.aside == draft.aside}};
    for (const auto& [member, holds] : same) {
      if (!holds)
        return PackFault("FRAME", member, "the model is not of the report as it was opened");
    }
    RETURN_IF_ERROR(AddKnownElsewhere(model, frame));
    return frame;
  }

  // What no pack shows: a desk compares it with what it knows from the log; else those who signed
  // are believed, and that is said.
  absl::Status AddKnownElsewhere(const ReportModel& model, ReportFrame& frame) {
    ASSIGN_OR_RETURN(frame.earlier_cut, EarlierCutOf(model, frame));
    frame.maps = model.maps;
    if (!model.maps.empty()) stated_.emplace_back("maps");
    frame.obligations = model.obligations;
    if (!model.obligations.empty()) stated_.emplace_back("obligations");
    RETURN_IF_ERROR(CheckOffsets(model));
    if (!model.offsets.empty()) frame.zone = ZoneRules(model.offsets);
    return absl::OkStatus();
  }

  absl::StatusOr<std::optional<LeafIndex>> EarlierCutOf(const ReportModel& model,
                                                        const ReportFrame& frame) {
    if (!own_book_.has_value() || !own_book_->ok() || !Contains((*own_book_)->size, frame.cut)) {
      stated_.emplace_back("earlier_cut");
      return model.earlier_cut;
    }
    const std::optional<LeafIndex> known = EarlierCut(**own_book_, frame.open, frame.cut_ms);
    if (known == model.earlier_cut) return known;
    return PackFault("FRAME", "earlier_cut", "the series' report before this one had another cut");
  }

  // UTC needs no rules; those of another zone are in what the hub has logged, in the version that
  // the report was opened with.
  absl::Status CheckOffsets(const ReportModel& model) {
    const bool is_utc = model.period.zone == "UTC";
    absl::StatusOr<std::optional<ZoneRules>> rules;
    if (!is_utc && request_.zone_rules) rules = request_.zone_rules(model.period);
    unread_.Update(is_utc || !request_.zone_rules ? absl::OkStatus() : rules.status());
    const bool known = is_utc || (rules.ok() && rules->has_value());
    if (!known) {
      stated_.emplace_back("offsets");
      return absl::OkStatus();
    }
    const auto right =
        is_utc ? std::vector<ZoneRules::Change>() : OffsetsWithin(**rules, model.period);
    if (model.offsets == right) return absl::OkStatus();
    return PackFault("FRAME", "offsets", "the clock of the period's zone is another");
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
      for (const ReportRow& row : sheet.rows) {
        if (row.index >= frame.cut) after_cut_.push_back(row);
      }
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
    // They are no rows of the model, but explain serials in it.
    for (const ReportRow& row : after_cut_) {
      RETURN_IF_ERROR(CheckSealedLeaf(log, row.index, row.logged_ms, row.header, row.serial));
    }
    for (const SheetAct& act : acts_) {
      RETURN_IF_ERROR(CheckSealedLeaf(log, act.index, act.time_ms, act.act, act.mailbox));
    }
    return absl::OkStatus();
  }

  // As far as it goes. Of another mission it says nothing.
  void ReadOwnLog() {
    const Mirror* const mirror = request_.mirror;
    if (mirror == nullptr || mirror->empty() ||
        mirror->directory().charter_hash() != verdict_.charter_hash) {
      return;
    }
    own_book_ = ReadReportBook(*mirror, mirror->directory().TimeAt(mirror->size()));
  }

  void CheckOwnLog(const PackLog& log) {
    if (!own_book_.has_value()) return;
    const ReportLevel level = ReportLevel::kL3;
    const absl::StatusOr<OwnLogFinding> found =
        own_book_->ok() ? CompareOwnLog(log, manifest_, *request_.mirror, **own_book_)
                        : absl::StatusOr<OwnLogFinding>(own_book_->status());
    const std::string size = absl::StrCat(request_.mirror->size().value());
    if (found.ok() && (found->reaches_the_end || !found->status.ok())) {
      Add(level, "own_log", found->status);
    } else {
      AddNotMade(level, "own_log", found.status(), size);
    }
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
    if (first.ok() && !unopened_.ok()) {
      AddNotMade(ReportLevel::kL4, "opened", unopened_, "");
    } else if (verdict_.rows_opened + verdict_.rows_failed > 0 || rows.empty()) {
      Add(ReportLevel::kL4, "opened", first);
    }
  }

  absl::Status OpenRow(const ReportRow& row) {
    const absl::StatusOr<std::optional<ReportRow>> made = request_.opened(row);
    // What keeps this desk from its own papers says nothing about the row.
    const bool unread = !made.ok() && !absl::IsInvalidArgument(made.status());
    if (unread) unopened_.Update(made.status());
    if (unread || (made.ok() && !made->has_value())) {
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
  std::vector<ReportRow> after_cut_;                    // likewise
  std::vector<SheetAct> acts_;                          // of sheets that are what was signed
  std::optional<absl::StatusOr<ReportBook>> own_book_;  // none: no own copy of this log
  std::vector<std::string> stated_;  // members of the model in which those who signed are believed
  absl::Status unread_;              // why, where that should not be
  absl::Status unopened_;            // the first time that this desk's papers could not be read
};

}  // namespace

ReportVerdict VerifyReport(const PackFiles& files, const ReportVerifyRequest& request,
                           const PublicCrypto& crypto) {
  return ReportChecker(files, request, crypto).Run();
}

}  // namespace liaison
