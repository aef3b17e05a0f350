// How a report's state looks: its phase, who has done what, what the hub says. For people a screen,
// for machines an object.
#ifndef LIAISON_CLIENTS_CLI_REPORT_VIEW_H_
#define LIAISON_CLIENTS_CLI_REPORT_VIEW_H_

#include <cstdint>
#include <string>

#include "clients/cli/context.h"
#include "clients/core/report_book/report_book.h"
#include "proto/text/canonical_json.h"

namespace liaison {

struct ReportHand;
struct ReportSession;

// "collecting", "signed": in the officer's language.
std::string PhaseText(const Context& context, ReportPhase phase);
std::string AnswerText(const Context& context, ReportVerb verb);
// "1a2b3c4d 5e6f..." in 8 groups, as it is compared by telephone.
std::string DigestGroups(const Hash& digest);
// What the hub says of a report and the own replay does not.
std::string AnnouncementText(const Context& context, const ReportAnnouncement& announcement);

// One line: id, phase or outcome, period, what is missing.
void ShowReportLine(Context& context, const ReportHand& hand, const ReportRecord& record,
                    int64_t now_ms);
// {report, state, outcome, missing, next}.
Json::Object ReportStandJson(const ReportHand& hand, const ReportRecord& record, int64_t now_ms);
// Everything that is known of it; without what the hub says.
void ShowReport(Context& context, const ReportSession& session, const ReportRecord& record);
Json::Object ReportJson(const ReportSession& session, const ReportRecord& record);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_REPORT_VIEW_H_
