// The sheets and drafts of reports that lie on this desk or are fetched now, each checked against a
// signed note; and the model that this desk computes from them by itself.
#ifndef LIAISON_CLIENTS_CLI_REPORT_SHELF_H_
#define LIAISON_CLIENTS_CLI_REPORT_SHELF_H_

#include <memory>
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
#include "clients/core/report_desk/sheet_maker.h"

namespace liaison {

// Context and session outlive it.
class ReportShelf {
 public:
  static absl::StatusOr<ReportShelf> Open(Context& context, ReportSession& session);

  ReportStore& store() { return *store_; }
  // Errors: those of FetchSheet; NOT_HELD and HUB_UNREACHABLE name the office.
  absl::StatusOr<ReportSheet> Sheet(const std::string& report, const ReportSheetRef& wanted);
  // The own office's latest contribution; nullopt: there is none. Errors: those of Sheet.
  absl::StatusOr<std::optional<ReportSheet>> OwnSheet(const ReportState& state);
  // What others contributed last, as far as it has come. Errors: those of Sheet but for NOT_HELD.
  absl::StatusOr<std::vector<ReportSheet>> OthersSheets(const ReportRecord& record);
  // What this desk knows of the own office's sheet now. Errors: those of OthersSheets, MakeSheet.
  absl::StatusOr<MadeSheet> MakeOwn(const ReportRecord& record, const ReportStatements& said);
  // What other desks of the own office have sent for it. Errors: those of FetchParts.
  absl::StatusOr<std::vector<ReportSheet>> Parts(const ReportRecord& record);
  // What the office stands for now: together with what its other desks have sent. Errors: also
  // those of FetchParts and MergeSheets.
  absl::StatusOr<MadeSheet> MakeWhole(const ReportRecord& record, const ReportStatements& said);

  // Where it cannot be had it is assembled, if the sheets that are here give the same. Errors:
  // those of FetchModel; NOT_HELD and HUB_UNREACHABLE name the report.
  absl::StatusOr<DigestedModel> Drafted(const std::string& report, const ReportDraft& draft);
  // Every sheet is held against the log and what is open here first. Errors: those of Sheet,
  // CheckSheet, MakeReportFrame, Assemble and CheckModelSize.
  // Of the draft its sheets, who is set aside, and the cut.
  absl::StatusOr<DigestedModel> AssembleHere(const ReportState& state, const ReportDraft& made_of);

 private:
  ReportShelf(Context& context, ReportSession& session, std::unique_ptr<ReportStore> store)
      : context_(context), session_(session), store_(std::move(store)) {}
  ReportSources Sources();

  Context& context_;
  ReportSession& session_;
  std::unique_ptr<ReportStore> store_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_REPORT_SHELF_H_
