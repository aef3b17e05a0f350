#include "clients/cli/print_notice.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/core/evidence/verify_pack.h"
#include "clients/core/print/print_pdf.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// The archive was checked when the notice came; paper lives longer than the file that it was
// printed from, so everything is checked again, as a stranger would.
absl::Status CheckGenuine(Context& context, Desk& desk, const ArchivedNotice& notice) {
  ASSIGN_OR_RETURN(const PackFiles files,
                   MakePack(notice, desk.mirror(), context.phrases, context.world.crypto));
  const PackVerdict verdict = VerifyPack(
      files, {.ns = desk.config().ns, .charter = desk.mission().pin}, context.world.crypto);
  for (const VerifyStep& step : verdict.steps) RETURN_IF_ERROR(step.status);
  return absl::OkStatus();
}

PrintRow RowOf(const SheetRow& row) {
  return {.cells = {row.label, absl::StrJoin(row.lines, "\n")},
          .depth = row.depth,
          // A caption over deeper rows.
          .strong = row.lines.size() == 1 && row.lines.front().empty()};
}

PrintRow RowOf(const SheetReceipt& receipt) {
  PrintRow row{.strong = receipt.conflict};
  row.cells.assign(receipt.cells.begin(), receipt.cells.begin() + 3);
  row.cells.push_back(absl::StrJoin(receipt.cells.begin() + 3, receipt.cells.end(), "\n"));
  return row;
}

PrintDocument DocumentOf(Context& context, Desk& desk, const ArchivedNotice& notice,
                         const NoticeSheet& sheet) {
  Output& output = context.output;
  const Language language = context.language();
  const std::string groups = PrintPin(sheet.digest);
  const size_t half = groups.size() / 2;  // the space after the fourth group
  PrintDocument document{.language = std::string(LanguageCode(language)),
                         .right_to_left = IsRightToLeft(language),
                         .title = sheet.title,
                         .lead = sheet.verified,
                         .digest = Isolate(language, absl::StrCat("SHA-256 ", groups)),
                         .qr = absl::StrCat("liaison:", desk.config().ns, " ", notice.serial, " ",
                                            ToHex(sheet.digest), " ", notice.index->value()),
                         .time_s = notice.time_ms / 1000};
  document.lead.push_back(output.Say("print.qr"));
  PrintSection what{.widths = {3, 7}};
  for (const SheetRow& row : sheet.rows) what.rows.push_back(RowOf(row));
  what.rows.push_back({.cells = {output.Say("caption.hash"),
                                 absl::StrCat(Isolate(language, groups.substr(0, half)), "\n",
                                              Isolate(language, groups.substr(half + 1)))}});
  document.sections.push_back(std::move(what));
  PrintSection receipts{
      .heading = output.Say(sheet.receipts.empty() ? "print.no_receipts" : "caption.receipts"),
      // The first holds a time, the last a device.
      .widths = {32, 18, 23, 27}};
  for (const SheetReceipt& receipt : sheet.receipts) receipts.rows.push_back(RowOf(receipt));
  document.sections.push_back(std::move(receipts));
  if (sheet.exercise) document.warnings.push_back(output.Say("done.exercise"));
  document.warnings.push_back(sheet.not_witnessed);
  document.warnings.insert(document.warnings.end(), sheet.findings.begin(), sheet.findings.end());
  return document;
}

}  // namespace

absl::Status PrintNotice(Context& context, Desk& desk, const ArchivedNotice& notice,
                         const NoticeSheet& sheet, const std::string& path) {
  RETURN_IF_ERROR(CheckGenuine(context, desk, notice));
  ASSIGN_OR_RETURN(const PrintedPdf printed, PrintPdf(DocumentOf(context, desk, notice, sheet)));
  const absl::Status written = context.world.files.Create(path, printed.bytes);
  if (absl::IsAlreadyExists(written)) {
    return MakeError(absl::StatusCode::kAlreadyExists,
                     "there is a file of that name already; it was left as it is",
                     {.reason = "PRINT_EXISTS", .subject = path, .field = "print"});
  }
  RETURN_IF_ERROR(written);
  const auto pages = static_cast<int64_t>(printed.pages);
  if (context.output.json()) {
    context.output.Value(Json::Object{{"serial", notice.serial},
                                      {"file", path},
                                      {"pages", pages},
                                      {"digest", ToHex(sheet.digest)}});
  } else {
    context.output.Line(context.output.Say("done.printed", {notice.serial, path, pages}),
                        Colour::kGreen);
  }
  return absl::OkStatus();
}

}  // namespace liaison
