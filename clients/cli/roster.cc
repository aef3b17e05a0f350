// liaison roster define|list|show|coverage: who is on duty in a mailbox of the own office, and when
// nobody is. Only the hub and the own office read it.
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "clients/cli/commands.h"
#include "clients/cli/fresh_desk.h"
#include "clients/cli/notice_view.h"
#include "clients/cli/office_act_view.h"
#include "clients/cli/time_text.h"
#include "clients/cli/zones.h"
#include "clients/core/incoming/rosters.h"
#include "clients/core/language/data_json.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

constexpr int64_t kDay_ms = int64_t{24} * 3600 * 1000;
constexpr uint64_t kMaxDays = 366;

struct DefineOptions {
  std::string file;
  std::string id;
};

absl::StatusOr<std::pair<Roster, std::string>> ReadRoster(Context& context,
                                                          const std::string& file) {
  ASSIGN_OR_RETURN(const std::string text, context.ReadFile(file));
  ASSIGN_OR_RETURN(const Json json, ParseDataJson("roster", text));
  std::string canonical = PrintCanonicalJson(json);
  ASSIGN_OR_RETURN(Roster roster, ParseRoster(canonical));
  return std::make_pair(std::move(roster), std::move(canonical));
}

// A head or duty mailbox of this device: who may say who is on duty.
absl::StatusOr<MailboxId> SigningMailbox(const Desk& desk, const MailboxId& of) {
  if (of.office != desk.reader().office) {
    return MakeError(absl::StatusCode::kPermissionDenied, "another office's mailbox",
                     {.reason = "ROSTER_OFFICE", .subject = of.ToString(), .field = "mailbox"});
  }
  for (const MailboxId& own : desk.reader().mailboxes) {
    if (own.role == Role::kHead || own.role == Role::kDuty) return own;
  }
  return MakeError(absl::StatusCode::kPermissionDenied,
                   "a roster is signed by a head or a duty officer of the office",
                   {.reason = "ROSTER_ROLE", .subject = desk.config().device, .field = "as"});
}

// The next version of this id; a roster that is still in the outbox has no hash to follow yet.
absl::Status Follow(Desk& desk, RosterAct& act) {
  for (const OutboxState waiting : {OutboxState::kQueued, OutboxState::kSubmitted}) {
    ASSIGN_OR_RETURN(const std::vector<OutboxItem> items, desk.outbox().List(waiting));
    for (const OutboxItem& item : items) {
      const auto* queued =
          item.office_act.has_value() ? std::get_if<RosterAct>(&*item.office_act) : nullptr;
      if (queued == nullptr || queued->id != act.id) continue;
      return MakeError(absl::StatusCode::kFailedPrecondition,
                       "a version of this roster still waits in the outbox",
                       {.reason = "ROSTER_WAITS", .subject = act.id, .field = "id"});
    }
  }
  ASSIGN_OR_RETURN(const std::vector<KeptRoster> rosters,
                   AllRosters(desk.config().ns, desk.archive()));
  for (const KeptRoster& kept : rosters) {
    if (kept.act.id != act.id || kept.act.version < act.version) continue;
    act.version = kept.act.version + 1;
    act.prev = kept.archived.hash;
  }
  return absl::OkStatus();
}

// A label that nobody has is more likely a slip than a device to come.
void WarnOfUnknownDevices(Context& context, const Desk& desk, const Roster& roster) {
  const std::vector<std::string> known =
      desk.mirror().directory().DevicesOf(roster.mailbox, desk.mirror().size());
  std::vector<std::string> named;
  for (const RosterShift& shift : roster.shifts) {
    named.insert(named.end(), shift.devices.begin(), shift.devices.end());
  }
  for (const RosterOverride& instead : roster.overrides) {
    named.insert(named.end(), instead.devices.begin(), instead.devices.end());
  }
  std::sort(named.begin(), named.end());
  named.erase(std::unique(named.begin(), named.end()), named.end());
  for (const std::string& label : named) {
    const std::string device =
        absl::StrCat(desk.config().ns, "/", roster.mailbox.office, "/", label);
    if (std::find(known.begin(), known.end(), device) != known.end()) continue;
    context.output.Note(
        context.output.Say("roster.unknown_device",
                           {label, MessageArg::Composed(context.Mailbox(roster.mailbox))}),
        Colour::kYellow);
  }
}

absl::Status Define(Context& context, const DefineOptions& options) {
  ASSIGN_OR_RETURN(const auto read, ReadRoster(context, options.file));
  const auto& [roster, canonical] = read;
  absl::Status line;
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, OpenFreshDesk(context, line));
  ASSIGN_OR_RETURN(const MailboxId as, SigningMailbox(*desk, roster.mailbox));
  RosterAct act{.head = {.as = as}, .id = options.id, .prev = std::nullopt, .roster = canonical};
  if (act.id.empty()) {
    act.id = absl::StrCat("R-", absl::AsciiStrToUpper(RoleName(roster.mailbox.role)));
  }
  RETURN_IF_ERROR(Follow(*desk, act));
  WarnOfUnknownDevices(context, *desk, roster);
  ASSIGN_OR_RETURN(const OutboxItem queued,
                   desk->outbox().EnqueueOfficeAct(act, std::nullopt, Precedence::kPriority));
  const absl::Status flushed = desk->Flush().status();
  ASSIGN_OR_RETURN(const OutboxItem item, desk->outbox().Get(queued.id));
  Output& output = context.output;
  if (output.json()) {
    output.Value(Json::Object{{"id", act.id},
                              {"version", static_cast<int64_t>(act.version)},
                              {"mailbox", roster.mailbox.ToString()},
                              {"state", std::string(OutboxStateName(item.state))}});
  } else if (item.state == OutboxState::kAccepted) {
    output.Line(output.Say("roster.defined", {act.id, act.version,
                                              MessageArg::Composed(context.Mailbox(roster.mailbox)),
                                              FormatUtcMs(item.time_ms)}),
                Colour::kGreen);
  }
  return StatusOfSent(item, flushed, absl::StrCat(act.id, " ", act.version), "roster");
}

absl::Status List(Context& context) {
  absl::Status line;
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, OpenFreshDesk(context, line));
  ASSIGN_OR_RETURN(const std::vector<KeptRoster> rosters,
                   RostersInForce(desk->config().ns, desk->archive()));
  for (const KeptRoster& kept : rosters) ShowOfficeAct(context, kept.archived, desk->archive());
  if (rosters.empty() && !context.output.json()) {
    context.output.Line(context.output.Say("roster.none"));
  }
  return line;
}

std::string MinuteOfDay(int minutes) {
  return absl::StrFormat("%02d:%02d", minutes / 60, minutes % 60);
}

void ShowShifts(Context& context, const Roster& roster) {
  Output& output = context.output;
  output.Line(absl::StrCat("  ", output.Say("roster.zone", {roster.zone})));
  for (const RosterShift& shift : roster.shifts) {
    std::vector<std::string> days;
    for (const int day : shift.days) {
      days.push_back(output.Say(absl::StrCat("weekday.", day)));
    }
    output.Line(absl::StrCat(
        "  ", output.Say("roster.shift", {MessageArg::Composed(absl::StrJoin(days, ", ")),
                                          MinuteOfDay(shift.from_min), MinuteOfDay(shift.until_min),
                                          absl::StrJoin(shift.devices, ", ")})));
  }
  for (const RosterOverride& instead : roster.overrides) {
    const std::string from = absl::FormatCivilTime(instead.from);
    const std::string until = absl::FormatCivilTime(instead.until);
    output.Line(absl::StrCat(
        "  ",
        instead.devices.empty()
            ? output.Say("roster.override_nobody", {from, until})
            : output.Say("roster.override", {from, until, absl::StrJoin(instead.devices, ", ")})));
  }
}

absl::Status NoRoster(const std::string& mailbox) {
  return MakeError(absl::StatusCode::kNotFound, "no roster: everybody counts as on duty",
                   {.reason = "NO_ROSTER", .subject = mailbox, .field = ""});
}

absl::Status ShowRoster(Context& context, const std::string& id) {
  absl::Status line;
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, OpenFreshDesk(context, line));
  ASSIGN_OR_RETURN(const std::vector<KeptRoster> rosters,
                   RostersInForce(desk->config().ns, desk->archive()));
  bool found = false;
  for (const KeptRoster& kept : rosters) {
    if (!id.empty() && kept.act.id != id) continue;
    found = true;
    ShowOfficeAct(context, kept.archived, desk->archive());
    if (!context.output.json()) ShowShifts(context, kept.roster);
  }
  if (found) return line;
  if (id.empty()) return NoRoster("");
  return MakeError(absl::StatusCode::kNotFound, "the office has no such roster",
                   {.reason = "NO_SUCH_ROSTER", .subject = id, .field = "id"});
}

struct CoverageOptions {
  uint64_t days = 90;
  std::string mailbox;
};

std::string LocalText(const ZoneRules& zone, int64_t time_ms) {
  return absl::FormatCivilTime(absl::CivilMinute(zone.LocalAt(time_ms / 1000)));
}

// Says each span in which nobody is on duty. The number of them.
absl::StatusOr<int64_t> ShowGaps(Context& context, const Roster& roster, const TimeZones& zones,
                                 int64_t from_ms, int64_t until_ms) {
  const ZoneRules* zone = zones.Find(roster.zone);
  if (zone == nullptr) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "no rules of this time zone",
                     {.reason = "ZONE_NOT_HERE", .subject = roster.zone, .field = "zone"});
  }
  Output& output = context.output;
  const std::vector<DutyGap> gaps = DutyGaps(roster, *zone, from_ms, until_ms);
  for (const DutyGap& gap : gaps) {
    if (output.json()) {
      output.Value(Json::Object{{"mailbox", roster.mailbox.ToString()},
                                {"from_ms", gap.from_ms},
                                {"until_ms", gap.until_ms}});
      continue;
    }
    output.Line(
        output.Say("roster.gap",
                   {MessageArg::Composed(context.Mailbox(roster.mailbox)),
                    LocalText(*zone, gap.from_ms), LocalText(*zone, gap.until_ms), roster.zone,
                    FormatUtc(gap.from_ms / 1000), FormatUtc(gap.until_ms / 1000),
                    MessageArg::Composed(SpanText(context, gap.until_ms - gap.from_ms))}),
        Colour::kYellow);
  }
  return static_cast<int64_t>(gaps.size());
}

absl::Status Coverage(Context& context, const CoverageOptions& options) {
  std::optional<MailboxId> only;
  if (!options.mailbox.empty()) {
    absl::StatusOr<MailboxId> mailbox = ParseMailbox(options.mailbox);
    if (!mailbox.ok()) return Usage("to", options.mailbox, "a mailbox is office/role");
    only = *mailbox;
  }
  absl::Status line;
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, OpenFreshDesk(context, line));
  ASSIGN_OR_RETURN(std::vector<KeptRoster> rosters,
                   RostersInForce(desk->config().ns, desk->archive()));
  std::erase_if(rosters, [&](const KeptRoster& kept) {
    return only.has_value() && kept.roster.mailbox != *only;
  });
  Output& output = context.output;
  if (rosters.empty()) {
    return NoRoster(options.mailbox);
  }
  ASSIGN_OR_RETURN(const TimeZones zones, ZonesHere(*desk));
  const int64_t from_ms = desk->hub_time_ms();
  const int64_t until_ms = from_ms + static_cast<int64_t>(options.days) * kDay_ms;
  int64_t gaps = 0;
  for (const KeptRoster& kept : rosters) {
    ASSIGN_OR_RETURN(const int64_t more, ShowGaps(context, kept.roster, zones, from_ms, until_ms));
    gaps += more;
  }
  if (gaps > 0) {
    return MakeError(absl::StatusCode::kInvalidArgument, "nobody is on duty at times",
                     {.reason = "DUTY_GAPS", .subject = absl::StrCat(gaps), .field = ""});
  }
  if (!output.json()) {
    output.Line(output.Say("roster.no_gaps", {static_cast<int64_t>(options.days)}), Colour::kGreen);
  }
  return line;
}

}  // namespace

void AddRosterCommands(CommandAdder& adder) {
  CommandAdder noun = adder.Noun("roster");
  const auto define = std::make_shared<DefineOptions>();
  CLI::App& define_verb = noun.Verb(
      "define", "roster.define", [define](Context& context) { return Define(context, *define); });
  noun.Text(define_verb, "file", define->file, "roster_file").required();
  noun.Text(define_verb, "--id", define->id, "roster_id");
  noun.Verb("list", "roster.list", List);
  const auto id = std::make_shared<std::string>();
  CLI::App& show_verb =
      noun.Verb("show", "roster.show", [id](Context& context) { return ShowRoster(context, *id); });
  noun.Text(show_verb, "id", *id, "roster_id");
  const auto coverage = std::make_shared<CoverageOptions>();
  CLI::App& coverage_verb = noun.Verb("coverage", "roster.coverage", [coverage](Context& context) {
    return Coverage(context, *coverage);
  });
  noun.Number(coverage_verb, "--days", coverage->days, "coverage_days")
      .check(CLI::Range(uint64_t{1}, kMaxDays));
  noun.Text(coverage_verb, "--mailbox", coverage->mailbox, "of_mailbox");
}

}  // namespace liaison
