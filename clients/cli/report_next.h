// What a report waits for, and what this desk can do about it: the line that every command ends
// with. Pure but for the printing.
#ifndef LIAISON_CLIENTS_CLI_REPORT_NEXT_H_
#define LIAISON_CLIENTS_CLI_REPORT_NEXT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/context.h"
#include "proto/rules/report_state.h"
#include "proto/text/canonical_json.h"

namespace liaison {

// Acts that are owed now, by whom and until when (none: by no time).
struct ReportOwed {
  ReportDue due = ReportDue::kContribution;
  std::vector<std::string> missing;  // never empty
  std::optional<int64_t> due_ms;
};
std::vector<ReportOwed> OwedNow(const ReportState& state);

// Whether something was contributed that the last draft does not hold.
bool IsStale(const ReportState& state);

// Who sits at this desk.
struct ReportHand {
  std::string office;
  bool editor = false;
  bool jwg = false;
};
ReportHand HandOf(const Desk& desk);
// "contribute"; empty: nothing that this desk could do now.
std::string NextVerb(const ReportState& state, const ReportHand& hand, int64_t now_ms);

// "2 contributions missing: irn, tur; due in 3 h", then "next: liaison report freeze JWG-2017-05".
void ShowNext(Context& context, const ReportHand& hand, const ReportState& state, int64_t now_ms);
// [{due, missing, due_ms?}], and the command or "".
Json OwedJson(const ReportState& state);
std::string NextCommand(const ReportHand& hand, const ReportState& state, int64_t now_ms);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_REPORT_NEXT_H_
