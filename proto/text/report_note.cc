#include "proto/text/report_note.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "proto/base/status_macros.h"
#include "proto/text/civil.h"
#include "proto/text/envelope_values.h"
#include "proto/text/note.h"
#include "proto/text/reader.h"
#include "proto/text/workflow_values.h"

namespace liaison {
namespace {

constexpr size_t kMaxReportIdBytes = 48;
constexpr uint64_t kMaxContentBytes = uint64_t{64} << 20;
constexpr absl::string_view kOpen = "open";
constexpr absl::string_view kContribute = "contribute";
constexpr absl::string_view kDraft = "draft";
constexpr absl::string_view kCorrigendum = "corrigendum";
// In the order of the enum values.
constexpr std::array<absl::string_view, 7> kVerbs = {"comment", "freeze", "reopen",  "sign",
                                                     "reserve", "refuse", "withdraw"};
constexpr std::array<absl::string_view, 5> kLabels = {"addressees", "guarantors", "mission",
                                                      "observers", "public"};

// A series or a whole id begins with a letter, a number may begin with a digit.
absl::StatusOr<std::string> ParseIdPart(absl::string_view text, bool may_begin_with_digit) {
  const auto is_inner = [](char c) {
    return absl::ascii_isupper(static_cast<unsigned char>(c)) ||
           absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '-';
  };
  const bool begins_well = !text.empty() && text.front() != '-' &&
                           (may_begin_with_digit || !absl::ascii_isdigit(text.front()));
  if (begins_well && text.size() <= kMaxReportIdBytes && absl::c_all_of(text, is_inner)) {
    return std::string(text);
  }
  return Malformed("", "REPORT_ID",
                   "not an id: capital letters, digits, hyphens, at most 48, such as JWG-2017-05");
}
absl::StatusOr<std::string> ParseReportId(absl::string_view text) {
  return ParseIdPart(text, /*may_begin_with_digit=*/false);
}
absl::StatusOr<std::string> ParseReportNumber(absl::string_view text) {
  return ParseIdPart(text, /*may_begin_with_digit=*/true);
}

absl::StatusOr<std::string> ParseActName(absl::string_view text) {
  if (text == kCorrigendum) {
    return Malformed("", "LATER", "a corrigendum comes in a later edition: open another report");
  }
  if (text == kOpen || text == kContribute || text == kDraft || absl::c_linear_search(kVerbs, text))
    return std::string(text);
  return Malformed("", "ACT", "no act on a report");
}

absl::StatusOr<std::string> ParseLabel(absl::string_view text) {
  // A report goes to more than those whom a notice was addressed to.
  if (absl::c_linear_search(kLabels, text) && text != kLabels.front()) return std::string(text);
  return Malformed("", "LABEL", "no label that a report may have");
}

absl::StatusOr<HeaderAttachment> ParseContent(absl::string_view text) {
  ASSIGN_OR_RETURN(const HeaderAttachment content, ParseAttachment(text));
  if (content.size <= kMaxContentBytes) return content;
  return Malformed("", "TOO_BIG", "a sheet or a model has at most 64 MiB");
}

absl::StatusOr<ReportSheetRef> ParseSheetRef(absl::string_view text) {
  ASSIGN_OR_RETURN(const auto words, Words<2>(text));
  ReportSheetRef sheet;
  ASSIGN_OR_RETURN(sheet.office, ParseOffice(words[0]));
  ASSIGN_OR_RETURN(sheet.sheet, ParseHash(words[1]));
  return sheet;
}

absl::StatusOr<std::array<int64_t, 2>> ParseInstants(absl::string_view text) {
  ASSIGN_OR_RETURN(const auto words, Words<2>(text));
  std::array<int64_t, 2> instants{};
  for (size_t i = 0; i < instants.size(); ++i) {
    ASSIGN_OR_RETURN(instants.at(i), ParseTime_ms(words.at(i)));
  }
  return instants;
}

absl::StatusOr<std::array<std::string, 2>> ParseDays(absl::string_view text) {
  ASSIGN_OR_RETURN(const auto words, Words<2>(text));
  for (const absl::string_view day : words) {
    RETURN_IF_ERROR(ParseCivil<absl::CivilDay>(day).status());
  }
  return std::array<std::string, 2>{std::string(words[0]), std::string(words[1])};
}

void ReadPeriod(FieldReader& in, ReportPeriod& period) {
  std::array<int64_t, 2> instants{};
  in.Required("period", instants, ParseInstants);
  in.Check(instants[0] < instants[1], "period", "PERIOD", "ends later than it starts");
  std::array<std::string, 2> days;
  in.Required("days", days, ParseDays);
  // Years have four digits, so the order of the text is that of time.
  in.Check(days[0] <= days[1], "days", "PERIOD", "the last day is not before the first");
  in.Required("zone", period.zone, ParseZoneName);
  in.Required("tz", period.tz, ParseTzVersion);
  period.start_ms = instants[0];
  period.end_ms = instants[1];
  period.first_day = std::move(days[0]);
  period.last_day = std::move(days[1]);
}

void ReadDues(FieldReader& in, ReportDues& dues) {
  std::optional<int64_t> before;
  const auto read = [&](absl::string_view key, std::optional<int64_t>& due) {
    in.OrDash(key, due, ParseTime_s);
    in.Check(!due.has_value() || !before.has_value() || *before < *due, key, "DUES",
             "later than the due before it");
    if (due.has_value()) before = due;
  };
  read("due-contribution", dues.contribution_s);
  read("due-review", dues.review_s);
  read("due-sign", dues.sign_s);
}

ReportOpen ReadOpen(FieldReader& in, const std::string& report) {
  ReportOpen open;
  in.Required("series", open.series, ParseReportId);
  in.Required("number", open.number, ParseReportNumber);
  in.Check(absl::StrCat(open.series, "-", open.number) == report, "number", "MISMATCH",
           "series and number make the report's id");
  ReadPeriod(in, open.period);
  in.Required("rapporteur", open.rapporteur, ParseOffice);
  in.Sorted("owes", open.owes, ParseOffice);
  in.Check(!open.owes.empty(), "owes", "MISSING", "somebody contributes");
  in.Sorted("signs", open.signs, ParseOffice);
  in.Check(!open.signs.empty(), "signs", "MISSING", "somebody signs");
  in.Required("threshold", open.threshold, Integer<uint32_t>(1, open.signs.size()));
  in.Required("persons", open.persons, Integer<uint32_t>(1, 2));
  in.Required("label", open.label, ParseLabel);
  ReadDues(in, open.dues);
  in.Optional("ladder", open.ladder, ParsePolicyRef);
  return open;
}

ReportContribute ReadContribute(FieldReader& in) {
  HeaderAttachment sheet;
  in.Required("sheet", sheet, ParseContent);
  return {.sheet = sheet.sha256, .size = sheet.size};
}

ReportDraft ReadDraft(FieldReader& in) {
  ReportDraft draft;
  HeaderAttachment model;
  in.Required("model", model, ParseContent);
  draft.model = model.sha256;
  draft.size = model.size;
  in.Required("cut", draft.cut, ParseLeafIndex);
  in.Sorted("sheet", draft.sheets, ParseSheetRef, &ReportSheetRef::office);
  in.Sorted("aside", draft.aside, ParseOffice);
  const bool both = absl::c_any_of(draft.sheets, [&](const ReportSheetRef& sheet) {
    return absl::c_linear_search(draft.aside, sheet.office);
  });
  in.Check(!both, "aside", "SHEET", "no office whose sheet is there");
  return draft;
}

ReportStep ReadStep(FieldReader& in, absl::string_view act) {
  const auto* verb = absl::c_find(kVerbs, act);
  ReportStep step;
  if (verb != kVerbs.end()) step.verb = static_cast<ReportVerb>(verb - kVerbs.begin());
  if (step.verb != ReportVerb::kWithdraw) in.Required("model", step.model.emplace(), ParseHash);
  return step;
}

void ReadAct(FieldReader& in, absl::string_view act, ReportNote& note) {
  if (act == kOpen) {
    note.act = ReadOpen(in, note.head.report);
  } else if (act == kContribute) {
    note.act = ReadContribute(in);
  } else if (act == kDraft) {
    note.act = ReadDraft(in);
  } else {
    note.act = ReadStep(in, act);
  }
}

struct ActPrinter {
  FieldWriter& out;

  void operator()(const ReportOpen& open) const {
    const ReportPeriod& period = open.period;
    out.Line("series", open.series).Line("number", open.number);
    out.Line("period", period.start_ms, period.end_ms);
    out.Line("days", period.first_day, period.last_day);
    out.Line("zone", period.zone).Line("tz", period.tz).Line("rapporteur", open.rapporteur);
    out.Repeated("owes", open.owes).Repeated("signs", open.signs);
    out.Line("threshold", open.threshold).Line("persons", open.persons).Line("label", open.label);
    out.Line("due-contribution", open.dues.contribution_s);
    out.Line("due-review", open.dues.review_s).Line("due-sign", open.dues.sign_s);
    out.Optional("ladder", open.ladder);
  }
  void operator()(const ReportContribute& contribution) const {
    out.Line("sheet", contribution.sheet, contribution.size);
  }
  void operator()(const ReportDraft& draft) const {
    out.Line("model", draft.model, draft.size).Line("cut", draft.cut);
    for (const ReportSheetRef& sheet : draft.sheets) out.Line("sheet", sheet.office, sheet.sheet);
    out.Repeated("aside", draft.aside);
  }
  void operator()(const ReportStep& step) const { out.Optional("model", step.model); }
};

}  // namespace

absl::string_view ReportVerbName(ReportVerb verb) { return kVerbs.at(static_cast<size_t>(verb)); }

absl::string_view ReportActName(const ReportNote& note) {
  if (std::holds_alternative<ReportOpen>(note.act)) return kOpen;
  if (std::holds_alternative<ReportContribute>(note.act)) return kContribute;
  if (std::holds_alternative<ReportDraft>(note.act)) return kDraft;
  return ReportVerbName(std::get<ReportStep>(note.act).verb);
}

absl::StatusOr<ReportNote> ParseReportNote(absl::string_view ns, absl::string_view text) {
  ReportNote note{.head = {.ns = std::string(ns)}};
  FieldReader in(ns, kReportKind, text, kMaxPublicNoteBytes);
  in.Required("hub", note.head.hub, OurLog(ns));
  in.Required("nonce", note.head.nonce, ParseNonce);
  in.Required("report", note.head.report, ParseReportId);
  std::string act;
  in.Required("act", act, ParseActName);
  ReadAct(in, act, note);
  in.Optional("text", note.head.text, ParseHash);
  in.Check(act != ReportVerbName(ReportVerb::kReserve) || note.head.text.has_value(), "text",
           "RESERVATION", "a reservation says what is reserved");
  in.Required("from", note.head.from, DeviceIn(ns));
  in.Required("as", note.head.as, ParseMailbox);
  in.Required("seen", note.head.seen, ParseSeen);
  return in.Finish(std::move(note));
}

std::string PrintReportNote(const ReportNote& note) {
  const ReportHead& head = note.head;
  FieldWriter out(head.ns, kReportKind);
  out.Line("hub", head.hub).Line("nonce", head.nonce).Line("report", head.report);
  out.Line("act", ReportActName(note));
  std::visit(ActPrinter{out}, note.act);
  out.Optional("text", head.text).Line("from", head.from).Line("as", head.as);
  return out.Line("seen", head.seen).Take();
}

}  // namespace liaison
