#include "clients/cli/report_shelf.h"

#include <map>
#include <optional>

#include "absl/strings/str_cat.h"
#include "clients/cli/progress.h"
#include "clients/cli/report_check.h"
#include "clients/cli/report_next.h"
#include "clients/core/maps/map_book.h"
#include "clients/core/report/assemble.h"
#include "clients/core/report/gaps.h"
#include "clients/core/report/sheet_merge.h"
#include "clients/core/report_desk/frame_maker.h"
#include "clients/core/report_desk/report_papers.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/notice.h"

namespace liaison {
namespace {

// Which document has not come here, where nothing else is wrong; else the error itself.
absl::Status NotHere(const absl::Status& fetched, absl::string_view whose, absl::string_view what) {
  const std::string reason = ReasonOf(fetched);
  if (reason != "NOT_HELD" && reason != "HUB_UNREACHABLE") return fetched;
  return MakeError(fetched.code(), absl::StrCat("the ", what, " has not come here"),
                   {.reason = reason, .subject = std::string(whose), .field = std::string(what)});
}

// What the officer withholds, also where only another desk holds it.
ReportSheet WithheldPart(const ReportSheet& sheet, const ReportStatements& said) {
  ReportSheet part;
  part.report = sheet.report;
  part.office = sheet.office;
  for (const std::string& text : said.withheld) {
    const absl::StatusOr<Serial> serial = ParseSerial(text);
    if (!serial.ok()) continue;
    part.ranges.push_back({.desk = std::string(DeskOf(text)),
                           .year = serial->year,
                           .first = serial->number,
                           .last = serial->number,
                           .why = "withheld"});
  }
  return part;
}

}  // namespace

absl::StatusOr<ReportShelf> ReportShelf::Open(Context& context, ReportSession& session) {
  ASSIGN_OR_RETURN(std::unique_ptr<ReportStore> store, ReportStore::Open(session.desk->database()));
  return ReportShelf(context, session, std::move(store));
}

ReportSources ReportShelf::Sources() {
  Desk& desk = *session_.desk;
  return {.ns = desk.config().ns,
          .archive = desk.archive(),
          .database = desk.database(),
          .attachments = desk.attachments(),
          .store = *store_,
          .line = [&desk] { return desk.hub(); }};
}

absl::StatusOr<ReportSheet> ReportShelf::Sheet(const std::string& report,
                                               const ReportSheetRef& wanted) {
  TransferMeter meter(context_.output.Say("report.fetching", {wanted.office}));
  absl::StatusOr<ReportSheet> sheet = FetchSheet(Sources(), report, wanted, meter.Callback());
  const std::string reason = ReasonOf(sheet.status());
  if (absl::IsInvalidArgument(sheet.status()) || reason == "CONTENT_MISMATCH") {
    return MakeError(absl::StatusCode::kDataLoss, "what it signed for is no sheet of this report",
                     {.reason = "SHEET_UNREADABLE", .subject = wanted.office, .field = reason});
  }
  if (sheet.ok()) return sheet;
  return NotHere(sheet.status(), wanted.office, "sheet");
}

void ReportShelf::TellSkipped(const std::string& office, const absl::Status& why) {
  if (!skipped_.insert(office).second) return;
  Output& output = context_.output;
  const std::string words = context_.phrases.ErrorMessage(output.language(), why);
  output.Note(output.Say("report.sheet.skipped", {office, MessageArg::Composed(words)}),
              Colour::kYellow);
}

absl::StatusOr<std::optional<ReportSheet>> ReportShelf::OwnSheet(const ReportState& state) {
  const auto own = state.contributions.find(session_.desk->reader().office);
  if (own == state.contributions.end()) return std::optional<ReportSheet>();
  absl::StatusOr<ReportSheet> sheet =
      Sheet(state.head.report, {.office = own->first, .sheet = own->second.content});
  if (ReasonOf(sheet.status()) == "SHEET_UNREADABLE") {
    TellSkipped(own->first, sheet.status());
    return std::optional<ReportSheet>();
  }
  RETURN_IF_ERROR(sheet.status());
  return std::optional<ReportSheet>(*std::move(sheet));
}

std::vector<ReportSheet> ReportShelf::OthersSheets(const ReportRecord& record) {
  std::vector<ReportSheet> others;
  // Sheets go to editors and working groups: that none has come to a duty desk is as it should be.
  const ReportHand hand = HandOf(*session_.desk);
  const bool speaks = hand.jwg || hand.editor;
  for (const auto& [office, contribution] : record.state.contributions) {
    if (office == session_.desk->reader().office) continue;
    absl::StatusOr<ReportSheet> sheet =
        Sheet(record.state.head.report, {.office = office, .sheet = contribution.content});
    if (sheet.ok()) {
      others.push_back(*std::move(sheet));
    } else if (speaks || ReasonOf(sheet.status()) != "NOT_HELD") {
      TellSkipped(office, sheet.status());
    }
  }
  return others;
}

absl::StatusOr<MadeSheet> ReportShelf::MakeOwn(const ReportRecord& record,
                                               const ReportStatements& said) {
  Desk& desk = *session_.desk;
  const std::vector<ReportSheet> others = OthersSheets(record);
  return MakeSheet(desk.archive(), context_.world.crypto,
                   {.ns = desk.config().ns,
                    .office = desk.reader().office,
                    .report = record.state.head.report,
                    .open = record.state.open,
                    .below = desk.mirror().seen().size,
                    .said = said,
                    .others = others});
}

absl::StatusOr<std::vector<ReportSheet>> ReportShelf::Parts(const ReportRecord& record) {
  const std::string& office = session_.desk->reader().office;
  TransferMeter meter(context_.output.Say("report.fetching", {office}));
  return FetchParts(Sources(), record.state.head.report, office, meter.Callback());
}

absl::StatusOr<MadeSheet> ReportShelf::MakeWhole(const ReportRecord& record,
                                                 const ReportStatements& said) {
  ASSIGN_OR_RETURN(MadeSheet made, MakeOwn(record, said));
  ASSIGN_OR_RETURN(std::vector<ReportSheet> parts, Parts(record));
  if (parts.empty()) return made;
  made.parts = parts.size();
  parts.push_back(WithheldPart(made.sheet, said));
  parts.insert(parts.begin(), std::move(made.sheet));
  ASSIGN_OR_RETURN(made.sheet, MergeSheets(parts));
  made.gaps = GapsOf(made.sheet);
  return made;
}

absl::StatusOr<DigestedModel> ReportShelf::Drafted(const ReportState& state,
                                                   const ReportDraft& draft) {
  const std::string& report = state.head.report;
  TransferMeter meter(context_.output.Say("report.fetching", {report}));
  absl::StatusOr<ReportModel> sent = FetchModel(Sources(), report, draft, meter.Callback());
  if (sent.ok()) return Digested(*std::move(sent));
  // What has not come can be made here: the same sheets give the same model.
  absl::StatusOr<AssembledModel> own = AssembleHere(state, draft);
  if (own.ok() && own->digest == draft.model) return DigestedModel(*std::move(own));
  return NotHere(sent.status(), report, "draft");
}

absl::StatusOr<AssembledModel> ReportShelf::AssembleHere(const ReportState& state,
                                                         const ReportDraft& made_of) {
  Desk& desk = *session_.desk;
  std::vector<ReportSheet> held;
  for (const ReportSheetRef& wanted : made_of.sheets) {
    ASSIGN_OR_RETURN(held.emplace_back(), Sheet(state.head.report, wanted));
  }
  // Of the work that follows nearly all is opening what the desk holds.
  TransferMeter meter(context_.output.Say("report.assembling", {state.head.report}));
  const std::string device = desk.reader().device;
  std::map<std::string, LeafIndex> contributed;
  for (const auto& [office, act] : state.contributions) contributed[office] = act.index;
  ASSIGN_OR_RETURN(std::vector<SheetFault> faults,
                   CheckSheets({.mirror = desk.mirror(),
                                .archive = desk.archive(),
                                .device = device,
                                .open = state.open,
                                .cut = made_of.cut,
                                .contributed = std::move(contributed),
                                .synced = session_.line.ok(),
                                .progress = meter.Callback()},
                               held));
  ASSIGN_OR_RETURN(const MapBook maps, ReadMapBook(desk.mirror(), session_.now_ms));
  ASSIGN_OR_RETURN(ReportFrame frame, MakeReportFrame({.mirror = desk.mirror(),
                                                       .maps = maps,
                                                       .reports = session_.book,
                                                       .archive = desk.archive()},
                                                      state.open, made_of.cut));
  frame.aside = made_of.aside;
  absl::StatusOr<ReportModel> model = Assemble(frame, std::move(held));
  // That two sheets do not go together says nothing about which of them is wrong; this may.
  if (!model.ok()) TellFaults(context_, faults);
  RETURN_IF_ERROR(model.status());
  ASSIGN_OR_RETURN(DigestedModel made, Digested(*std::move(model)));
  return AssembledModel{std::move(made), std::move(faults)};
}

}  // namespace liaison
