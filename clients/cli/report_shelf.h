// The sheets and drafts of reports that lie on this desk or are fetched now, each checked against a
// signed note; and the model that this desk computes from them by itself.
#ifndef LIAISON_CLIENTS_CLI_REPORT_SHELF_H_
#define LIAISON_CLIENTS_CLI_REPORT_SHELF_H_

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cli/context.h"
#include "clients/cli/report_session.h"
#include "clients/core/report/digested_model.h"
#include "clients/core/report/sheet.h"
#include "clients/core/report_desk/report_fetch.h"
#include "clients/core/report_desk/report_store.h"
#include "clients/core/report_desk/sheet_check.h"
#include "clients/core/report_desk/sheet_maker.h"

namespace liaison {

// Made here.
struct AssembledModel : DigestedModel {
  std::vector<SheetFault> faults;  // what this desk holds against its sheets
};

// Context and session outlive it.
class ReportShelf {
 public:
  static absl::StatusOr<ReportShelf> Open(Context& context, ReportSession& session);

  ReportStore& store() { return *store_; }
  // Errors: those of FetchSheet; NOT_HELD, HUB_UNREACHABLE and DataLoss SHEET_UNREADABLE (what the
  // office signed for is no sheet) name the office.
  absl::StatusOr<ReportSheet> Sheet(const std::string& report, const ReportSheetRef& wanted);
  // The own office's latest contribution; nullopt: there is none, or none that can be read, which
  // is told. Errors: those of Sheet.
  absl::StatusOr<std::optional<ReportSheet>> OwnSheet(const ReportState& state);
  // What others contributed last, as far as it can be read here: nobody's sheet keeps this office
  // from its own work. Which are left out, and why, is told once on stderr.
  std::vector<ReportSheet> OthersSheets(const ReportRecord& record);
  // What this desk knows of the own office's sheet now. Errors: those of MakeSheet.
  absl::StatusOr<MadeSheet> MakeOwn(const ReportRecord& record, const ReportStatements& said);
  // What other desks of the own office have sent for it. Errors: those of FetchParts.
  absl::StatusOr<std::vector<ReportSheet>> Parts(const ReportRecord& record);
  // What the office stands for now: together with what its other desks have sent. Errors: also
  // those of FetchParts and MergeSheets.
  absl::StatusOr<MadeSheet> MakeWhole(const ReportRecord& record, const ReportStatements& said);

  // As its author sent it; where that has not come, or is something else, as this desk makes it of
  // the same sheets. Errors: those of FetchModel; NOT_HELD and HUB_UNREACHABLE name the report.
  absl::StatusOr<DigestedModel> Drafted(const ReportState& state, const ReportDraft& draft);
  // Every sheet is held against the log and what is open here. Of the draft its sheets, who is set
  // aside, and the cut. Errors: those of Sheet, CheckSheets, MakeReportFrame, Assemble, Digested.
  absl::StatusOr<AssembledModel> AssembleHere(const ReportState& state, const ReportDraft& made_of);

 private:
  ReportShelf(Context& context, ReportSession& session, std::unique_ptr<ReportStore> store)
      : context_(context), session_(session), store_(std::move(store)) {}
  ReportSources Sources();
  void TellSkipped(const std::string& office, const absl::Status& why);

  Context& context_;
  ReportSession& session_;
  std::unique_ptr<ReportStore> store_;
  std::set<std::string> skipped_;  // offices whose sheet was said to be left out
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_REPORT_SHELF_H_
