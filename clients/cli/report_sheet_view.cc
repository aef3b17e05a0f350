#include "clients/cli/report_sheet_view.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/core/report/gaps.h"

namespace liaison {
namespace {

// Serials of one desk and year, by what became of them.
int64_t CountOf(const std::vector<SheetRange>& ranges, const SheetDesk& desk,
                absl::string_view why) {
  int64_t count = 0;
  for (const SheetRange& range : ranges) {
    if (range.desk != desk.desk || range.year != desk.year || range.why != why) continue;
    count += static_cast<int64_t>(range.last - range.first + 1);
  }
  return count;
}

// "TUR-d07-2017-000042": as notices print it.
void ShowDesks(Context& context, const MadeSheet& made) {
  for (const SheetDesk& desk : made.sheet.desks) {
    const int64_t out = CountOf(made.sheet.ranges, desk, "out_of_scope");
    const int64_t withheld = CountOf(made.sheet.ranges, desk, "withheld");
    const int64_t empty = CountOf(made.sheet.ranges, desk, "void");
    const int64_t gaps = CountOf(made.gaps, desk, "gap");
    const int64_t rows = static_cast<int64_t>(desk.last) - out - withheld - empty - gaps;
    context.output.Line(absl::StrCat(
        "  ", context.output.Say("report.sheet.desk", {absl::StrCat(desk.desk, " ", desk.year),
                                                       static_cast<int64_t>(desk.last), rows, out,
                                                       withheld, empty, gaps})));
  }
}

void ShowKinds(Context& context, const ReportSheet& sheet) {
  std::map<std::string, int64_t> kinds;
  for (const ReportRow& row : sheet.rows) ++kinds[row.kind];
  std::vector<std::string> texts;
  for (const auto& [kind, count] : kinds) texts.push_back(absl::StrCat(kind, " ", count));
  if (texts.empty()) return;
  context.output.Line(
      absl::StrCat("  ", context.output.Say("report.sheet.kinds", {absl::StrJoin(texts, ", ")})));
}

// By the officer's choice, or because its label does not let it go so far.
void ShowWithheld(Context& context, const ReportSheet& sheet, const ReportStatements& said) {
  for (const SheetRange& range : sheet.ranges) {
    if (range.why != "withheld") continue;
    for (uint64_t number = range.first; number <= range.last; ++number) {
      const std::string serial = SerialText(range, number);
      const bool chosen =
          std::find(said.withheld.begin(), said.withheld.end(), serial) != said.withheld.end();
      context.output.Line(
          absl::StrCat("  ", context.output.Say(chosen ? "report.sheet.withheld_chosen"
                                                       : "report.sheet.withheld_label",
                                                {serial})),
          Colour::kYellow);
    }
  }
}

void ShowOwnGaps(Context& context, const MadeSheet& made) {
  for (const SheetRange& gap : made.gaps) {
    context.output.Line(
        absl::StrCat("  ", context.output.Say("report.sheet.gap", {SerialText(gap, gap.first),
                                                                   SerialText(gap, gap.last)})),
        Colour::kRed);
  }
  if (made.closed > 0) {
    context.output.Line(absl::StrCat("  ", context.output.Say("report.sheet.closed",
                                                              {static_cast<int64_t>(made.closed),
                                                               static_cast<int64_t>(made.parts)})),
                        made.parts == 0 ? Colour::kRed : Colour::kNone);
  }
}

Json RangesJson(const std::vector<SheetRange>& ranges) {
  Json::Array all;
  for (const SheetRange& range : ranges) {
    all.emplace_back(Json::Object{{"desk", range.desk},
                                  {"year", int64_t{range.year}},
                                  {"first", static_cast<int64_t>(range.first)},
                                  {"last", static_cast<int64_t>(range.last)},
                                  {"why", range.why}});
  }
  return all;
}

}  // namespace

void ShowSheet(Context& context, const MadeSheet& made, const ReportStatements& said,
               TreeSize below) {
  Output& output = context.output;
  const ReportSheet& sheet = made.sheet;
  output.Line(output.Say("report.sheet.title",
                         {sheet.report, sheet.office, static_cast<int64_t>(below.value())}),
              Colour::kBold);
  ShowDesks(context, made);
  ShowKinds(context, sheet);
  ShowWithheld(context, sheet, said);
  ShowOwnGaps(context, made);
  output.Line(absl::StrCat(
      "  ", output.Say("report.sheet.said", {static_cast<int64_t>(sheet.links.size()),
                                             static_cast<int64_t>(sheet.positions.size()),
                                             static_cast<int64_t>(sheet.acts.size())})));
  ShowUnlisted(context, sheet.unlisted);
}

Json SheetJson(const MadeSheet& made, const ReportStatements& said) {
  const ReportSheet& sheet = made.sheet;
  Json::Array rows;
  for (const ReportRow& row : sheet.rows) rows.emplace_back(row.serial);
  Json::Array unlisted;
  for (const SheetUnlisted& one : sheet.unlisted) unlisted.emplace_back(one.serial);
  return Json::Object{{"report", sheet.report},
                      {"office", sheet.office},
                      {"rows", std::move(rows)},
                      {"ranges", RangesJson(sheet.ranges)},
                      {"gaps", RangesJson(made.gaps)},
                      {"withheld", Json::Array(said.withheld.begin(), said.withheld.end())},
                      {"closed", static_cast<int64_t>(made.closed)},
                      {"parts", static_cast<int64_t>(made.parts)},
                      {"links", static_cast<int64_t>(sheet.links.size())},
                      {"positions", static_cast<int64_t>(sheet.positions.size())},
                      {"acts", static_cast<int64_t>(sheet.acts.size())},
                      {"unlisted", std::move(unlisted)}};
}

void ShowUnlisted(Context& context, const std::vector<SheetUnlisted>& unlisted) {
  for (const SheetUnlisted& one : unlisted) {
    context.output.Line(
        absl::StrCat("  ",
                     context.output.Say("report.sheet.unlisted",
                                        {one.serial, static_cast<int64_t>(one.index.value())})),
        Colour::kYellow);
  }
}

}  // namespace liaison
