// liaison report contribute: the own office's sheet, shown before it goes.
#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/report.h"
#include "clients/cli/report_confirm.h"
#include "clients/cli/report_sheet_view.h"
#include "clients/cli/report_shelf.h"
#include "clients/cli/report_submit.h"
#include "clients/core/report/document_size.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/notice.h"
#include "proto/wire/hash.h"

namespace liaison {
namespace {

constexpr absl::string_view kPositions[] = {"confirmed", "not_confirmed", "disputed",
                                            "designated_target"};

struct ContributeOptions {
  std::string report;
  std::vector<std::string> withhold;
  std::vector<std::string> include;
  std::vector<std::string> links;      // pairs
  std::vector<std::string> positions;  // pairs
  bool part = false;
  bool dry_run = false;
};

// By its serial, whole or as it is said on the telephone.
bool IsCalled(const ReportRow& row, const std::string& handle) {
  const absl::StatusOr<Serial> serial = ParseSerial(row.serial);
  return serial.ok() && (absl::EqualsIgnoreCase(row.serial, handle) ||
                         absl::EqualsIgnoreCase(serial->ShortForm(), handle));
}

struct NamedNotice {
  Hash hash;
  std::string serial;
};

// A notice that is here, or a row of a sheet, or of a part of the own one, that is.
absl::StatusOr<NamedNotice> FindNotice(ReportShelf& shelf, ReportSession& session,
                                       const ReportRecord& record, const std::string& handle) {
  const absl::StatusOr<ArchivedNotice> here = session.desk->archive().Find(handle);
  if (here.ok()) return NamedNotice{here->notice_hash, here->serial};
  ASSIGN_OR_RETURN(std::vector<ReportSheet> sheets, shelf.Parts(record));
  std::vector<ReportSheet> others = shelf.OthersSheets(record);
  std::move(others.begin(), others.end(), std::back_inserter(sheets));
  for (const ReportSheet& sheet : sheets) {
    for (const ReportRow& row : sheet.rows) {
      if (IsCalled(row, handle)) return NamedNotice{row.notice, row.serial};
    }
  }
  return here.status();
}

absl::Status CheckPosition(const std::string& word) {
  if (std::find(std::begin(kPositions), std::end(kPositions), word) != std::end(kPositions)) {
    return absl::OkStatus();
  }
  return Usage("report_position", word, "confirmed, not_confirmed, disputed or designated_target");
}

// What the officer states now, behind what stands.
absl::Status AddStatements(ReportShelf& shelf, ReportSession& session, const ReportRecord& record,
                           const ContributeOptions& options, ReportStatements& said) {
  for (size_t i = 0; i + 1 < options.links.size(); i += 2) {
    ASSIGN_OR_RETURN(const NamedNotice a, FindNotice(shelf, session, record, options.links[i]));
    ASSIGN_OR_RETURN(const NamedNotice b, FindNotice(shelf, session, record, options.links[i + 1]));
    said.links.push_back({.a = a.hash, .b = b.hash});
  }
  for (size_t i = 0; i + 1 < options.positions.size(); i += 2) {
    RETURN_IF_ERROR(CheckPosition(options.positions[i + 1]));
    ASSIGN_OR_RETURN(const NamedNotice row,
                     FindNotice(shelf, session, record, options.positions[i]));
    said.positions.push_back({.row = row.hash, .position = options.positions[i + 1]});
  }
  for (const std::string& handle : options.withhold) {
    ASSIGN_OR_RETURN(const NamedNotice notice, FindNotice(shelf, session, record, handle));
    said.withheld.push_back(notice.serial);
  }
  for (const std::string& handle : options.include) {
    ASSIGN_OR_RETURN(const NamedNotice notice, FindNotice(shelf, session, record, handle));
    std::erase(said.withheld, notice.serial);
  }
  std::sort(said.withheld.begin(), said.withheld.end());
  said.withheld.erase(std::unique(said.withheld.begin(), said.withheld.end()), said.withheld.end());
  return absl::OkStatus();
}

// So that the next contribution repeats it.
absl::Status KeepStatements(ReportStore& store, const std::string& report,
                            const ReportStatements& before, const ReportStatements& said) {
  for (size_t i = before.links.size(); i < said.links.size(); ++i) {
    RETURN_IF_ERROR(store.AddLink(report, said.links[i]));
  }
  for (size_t i = before.positions.size(); i < said.positions.size(); ++i) {
    RETURN_IF_ERROR(store.AddPosition(report, said.positions[i]));
  }
  for (const std::string& serial : said.withheld) {
    RETURN_IF_ERROR(store.SetWithheld(report, serial, true));
  }
  for (const std::string& serial : before.withheld) {
    if (std::find(said.withheld.begin(), said.withheld.end(), serial) != said.withheld.end()) {
      continue;
    }
    RETURN_IF_ERROR(store.SetWithheld(report, serial, false));
  }
  return absl::OkStatus();
}

// Errors: those of CheckSheetSize.
absl::StatusOr<ReportDocument> DocumentOf(const ReportSheet& sheet, ReportPart part) {
  ReportDocument document{.part = part, .bytes = PrintSheet(sheet)};
  RETURN_IF_ERROR(CheckSheetSize(sheet, document.bytes.size()));
  document.digest = Sha256(document.bytes);
  return document;
}

absl::Status SendSheet(Context& context, ReportSession& session, const ReportRecord& record,
                       const MadeSheet& made, const std::function<absl::Status()>& keep) {
  ASSIGN_OR_RETURN(const ReportSigner signer, ReportSignerHere(context, session, true));
  const std::string report = record.state.head.report;
  ASSIGN_OR_RETURN(ReportDocument document, DocumentOf(made.sheet, ReportPart::kSheet));
  const ReportContribute sheet{.sheet = document.digest, .size = document.bytes.size()};
  return TakeDocumentStep(context, session, record.state, signer.as,
                          {.act = "contribute",
                           .document = std::move(document),
                           .sign =
                               [&](const std::optional<Hash>& text) {
                                 return SignContribute(signer, report, sheet, text);
                               },
                           .keep = keep,
                           .more = {{"sheet", ToHex(sheet.sheet)}}});
}

// What only this desk can open of the office's notices goes to whoever contributes for it.
absl::Status SendPart(Context& context, ReportSession& session, const ReportRecord& record,
                      const MadeSheet& made, const std::function<absl::Status()>& keep) {
  ASSIGN_OR_RETURN(const ReportDocument document, DocumentOf(made.sheet, ReportPart::kPart));
  RETURN_IF_ERROR(Confirmed(context, "report.ask.part"));
  RETURN_IF_ERROR(keep());
  ASSIGN_OR_RETURN(const Hash text, SendDocument(context, session, record.state.open,
                                                 session.desk->reader().mailboxes.front(), document,
                                                 PaperFor::kItself));
  Output& output = context.output;
  if (output.json()) {
    output.Value(Json::Object{{"report", record.state.head.report},
                              {"act", "part"},
                              {"notice", ToHex(text)},
                              {"sheet", SheetJson(made, {})}});
  } else {
    output.Line(output.Say("report.part.done", {record.state.head.report}), Colour::kGreen);
  }
  return MarkPaperDone(session, text);
}

// Whether anything of this office would be taken now: before anybody waits or is asked.
absl::Status MayContribute(Context& context, const ReportSession& session,
                           const std::string& report) {
  ASSIGN_OR_RETURN(const ReportSigner signer, ReportSignerHere(context, session, true));
  ASSIGN_OR_RETURN(const std::string note,
                   SignContribute(signer, report, {.sheet = Hash(), .size = 1}, std::nullopt));
  return RepeatsItself(session, note, report).status();
}

absl::Status Contribute(Context& context, ReportSession& session,
                        const ContributeOptions& options) {
  ASSIGN_OR_RETURN(const ReportRecord* record, FindReport(context, session, options.report));
  if (!options.dry_run && !options.part)
    RETURN_IF_ERROR(MayContribute(context, session, options.report));
  ASSIGN_OR_RETURN(ReportShelf shelf, ReportShelf::Open(context, session));
  const std::string& report = record->state.head.report;
  ASSIGN_OR_RETURN(const std::optional<ReportSheet> before, shelf.OwnSheet(record->state));
  if (before.has_value()) RETURN_IF_ERROR(shelf.store().TakeOver(*before));
  ASSIGN_OR_RETURN(const ReportStatements stated, shelf.store().Statements(report));
  ReportStatements said = stated;
  RETURN_IF_ERROR(AddStatements(shelf, session, *record, options, said));
  ASSIGN_OR_RETURN(const MadeSheet made,
                   options.part ? shelf.MakeOwn(*record, said) : shelf.MakeWhole(*record, said));
  // An earlier sheet withheld these too, but nobody chose to.
  std::erase_if(said.withheld,
                [&](const std::string& serial) { return made.barred.contains(serial); });
  if (context.output.json()) {
    if (options.dry_run) context.output.Value(SheetJson(made, said));
  } else {
    ShowSheet(context, made, said, session.desk->mirror().seen().size);
  }
  const auto keep = [&] { return KeepStatements(shelf.store(), report, stated, said); };
  if (!options.dry_run && options.part) return SendPart(context, session, *record, made, keep);
  if (!options.dry_run) return SendSheet(context, session, *record, made, keep);
  if (!context.output.json()) context.output.Line(context.output.Say("report.dry_run"));
  return absl::OkStatus();
}

}  // namespace

void AddReportContributeVerb(CommandAdder& noun) {
  constexpr int kPair = 2;
  const auto options = std::make_shared<ContributeOptions>();
  CLI::App& app = noun.Verb("contribute", "report.contribute", [options](Context& context) {
    return WithReports(
        context, [&](ReportSession& session) { return Contribute(context, session, *options); });
  });
  noun.Text(app, "report", options->report, "report").required();
  noun.Texts(app, "--withhold", options->withhold, "report_withhold");
  noun.Texts(app, "--include", options->include, "report_include");
  noun.Texts(app, "--link", options->links, "report_link").type_size(kPair);
  noun.Texts(app, "--position", options->positions, "report_position").type_size(kPair);
  noun.Flag(app, "--part", options->part, "report_part");
  noun.Flag(app, "--dry-run", options->dry_run, "report_dry_run");
}

}  // namespace liaison
