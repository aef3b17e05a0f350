// liaison report open: who contributes what until when, and who signs.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "clients/cli/report.h"
#include "clients/cli/report_dues.h"
#include "clients/cli/report_submit.h"
#include "clients/cli/report_view.h"
#include "clients/cli/time_text.h"
#include "clients/cli/zones.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/rules/time_zones.h"

namespace liaison {
namespace {

constexpr char kUtc[] = "UTC";
constexpr char kLadder[] = "L-REPORT";
constexpr char kTwoPerson[] = "report";
constexpr uint32_t kThreshold = 2;

struct ReportOpenOptions {
  std::string report;
  std::string from;
  std::string to;
  std::string zone = kUtc;
  std::string contribute_by;
  std::string review_by;
  std::string sign_by;
  std::string label = "mission";
  std::vector<std::string> owes;
  std::vector<std::string> signs;
  uint64_t threshold = 0;
  std::string ladder = kLadder;
};

absl::StatusOr<absl::CivilDay> ReadDay(const std::string& text) {
  absl::StatusOr<absl::CivilDay> day = ParseCivil<absl::CivilDay>(text);
  if (day.ok()) return day;
  return Usage("report_day", text, "a day, as 2017-05-01");
}

// The zone's rules as the hub has logged them, so that everybody computes the same instants.
absl::StatusOr<ZoneRules> RulesOf(const TimeZones& zones, const std::string& zone) {
  if (zone == kUtc) return ZoneRules({{.from_s = 0, .offset_s = 0}});
  const ZoneRules* const rules = zones.Find(zone);
  if (rules != nullptr) return *rules;
  return MakeError(absl::StatusCode::kFailedPrecondition, "no rules of this zone are logged",
                   {.reason = "ZONE_NOT_HERE", .subject = zone, .field = ""});
}

absl::StatusOr<ReportPeriod> ReadPeriod(const ReportOpenOptions& options, const TimeZones& zones,
                                        const ZoneRules& rules) {
  ASSIGN_OR_RETURN(const absl::CivilDay first, ReadDay(options.from));
  ASSIGN_OR_RETURN(const absl::CivilDay last, ReadDay(options.to));
  if (last < first) return Usage("report_days", options.to, "the last day comes before the first");
  return ReportPeriod{.start_ms = rules.FirstInstant_s(absl::CivilSecond(first)) * 1000,
                      .end_ms = rules.FirstInstant_s(absl::CivilSecond(last + 1)) * 1000,
                      .first_day = options.from,
                      .last_day = options.to,
                      .zone = options.zone,
                      .tz = zones.database};
}

// A day means its end, where the period's days are.
absl::StatusOr<std::optional<int64_t>> ReadDue_s(const Context& context, const std::string& text,
                                                 const ZoneRules& rules) {
  if (text.empty()) return std::optional<int64_t>();
  if (const auto day = ParseCivil<absl::CivilDay>(text); day.ok()) {
    return std::optional<int64_t>(rules.FirstInstant_s(absl::CivilSecond(*day + 1)));
  }
  ASSIGN_OR_RETURN(const int64_t ms, ParseInstant(context, text));
  return std::optional<int64_t>(ms / 1000);
}

std::vector<std::string> SortedOr(std::vector<std::string> named, const Mission& mission) {
  if (named.empty()) {
    for (const Party& party : mission.parties) {
      if (party.kind == PartyKind::kGuarantor) named.push_back(party.office);
    }
  }
  std::sort(named.begin(), named.end());
  named.erase(std::unique(named.begin(), named.end()), named.end());
  return named;
}

absl::StatusOr<ReportOpen> ReadOpening(Context& context, ReportSession& session,
                                       const ReportOpenOptions& options) {
  const size_t dash = options.report.find('-');
  if (dash == std::string::npos || dash + 1 == options.report.size()) {
    return Usage("report_id", options.report, "a series and a number, as JWG-2017-05");
  }
  const Directory& directory = session.desk->mirror().directory();
  const Mission& mission = directory.mission();
  ASSIGN_OR_RETURN(const TimeZones zones, ZonesHere(*session.desk));
  ASSIGN_OR_RETURN(const ZoneRules rules, RulesOf(zones, options.zone));
  ReportOpen open{
      .series = options.report.substr(0, dash),
      .number = options.report.substr(dash + 1),
      .rapporteur = mission.rapporteur.empty() ? session.desk->reader().office : mission.rapporteur,
      .owes = SortedOr(options.owes, mission),
      .signs = SortedOr(options.signs, mission),
      .label = options.label};
  ASSIGN_OR_RETURN(open.period, ReadPeriod(options, zones, rules));
  const auto guarantors = static_cast<uint32_t>(open.signs.size());
  open.threshold = options.threshold == 0 ? std::min(kThreshold, guarantors)
                                          : static_cast<uint32_t>(options.threshold);
  const std::vector<std::string>& two = mission.two_person;
  open.persons = std::find(two.begin(), two.end(), kTwoPerson) == two.end() ? 1 : 2;
  ASSIGN_OR_RETURN(open.dues.contribution_s, ReadDue_s(context, options.contribute_by, rules));
  ASSIGN_OR_RETURN(open.dues.review_s, ReadDue_s(context, options.review_by, rules));
  ASSIGN_OR_RETURN(open.dues.sign_s, ReadDue_s(context, options.sign_by, rules));
  FillDues(open.period.end_ms, session.now_ms, open.dues);
  const PolicyFact* const ladder =
      directory.PolicyInForce(PolicyKind::kLadder, options.ladder, directory.size());
  if (ladder != nullptr) open.ladder = ladder->policy.policy;
  return open;
}

// What the note's grammar refuses, in the words of the command line.
absl::Status AsTyped(const absl::Status& status, const ReportOpenOptions& options) {
  const std::string reason = ReasonOf(status);
  if (reason == "REPORT_ID") return Usage("report_id", options.report, status.message());
  if (reason == "DUES") return Usage("report_dues", options.report, status.message());
  if (reason == "LABEL") return Usage("report_label", options.label, status.message());
  return status;
}

absl::Status OpenReport(Context& context, ReportSession& session,
                        const ReportOpenOptions& options) {
  ASSIGN_OR_RETURN(const ReportOpen open, ReadOpening(context, session, options));
  ASSIGN_OR_RETURN(const ReportSigner signer, ReportSignerHere(context, session, false));
  const absl::StatusOr<std::string> note = SignReportOpen(signer, open);
  if (!note.ok()) return AsTyped(note.status(), options);
  ASSIGN_OR_RETURN(const bool repeats, RepeatsItself(session, *note, options.report));
  if (repeats) {
    ShowAlready(context, session, options.report, "open");
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const LeafIndex index, SubmitReportNote(session, *note, options.report));
  if (context.output.json()) {
    ShowActed(context, session, options.report, "open", index,
              ReportJson(session, *session.book.Find(options.report)));
  } else {
    ShowReport(context, session, *session.book.Find(options.report));
  }
  return absl::OkStatus();
}

}  // namespace

void AddReportOpenVerb(CommandAdder& noun) {
  const auto options = std::make_shared<ReportOpenOptions>();
  CLI::App& app = noun.Verb("open", "report.open", [options](Context& context) {
    return WithReports(
        context, [&](ReportSession& session) { return OpenReport(context, session, *options); });
  });
  noun.Text(app, "report", options->report, "report_id").required();
  noun.Text(app, "--from", options->from, "report_from").required();
  noun.Text(app, "--to", options->to, "report_to").required();
  noun.Text(app, "--zone", options->zone, "report_zone");
  noun.Text(app, "--contribute-by", options->contribute_by, "report_contribute_by");
  noun.Text(app, "--review-by", options->review_by, "report_review_by");
  noun.Text(app, "--sign-by", options->sign_by, "report_sign_by");
  noun.Text(app, "--label", options->label, "label");
  noun.Texts(app, "--owes", options->owes, "report_owes");
  noun.Texts(app, "--signs", options->signs, "report_signs");
  noun.Number(app, "--threshold", options->threshold, "report_threshold");
  noun.Text(app, "--ladder", options->ladder, "report_ladder");
}

}  // namespace liaison
