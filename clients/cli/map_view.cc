#include "clients/cli/map_view.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/map_change_view.h"
#include "clients/cli/map_session.h"
#include "clients/cli/time_text.h"
#include "clients/core/incoming/alert_words.h"
#include "proto/base/status_macros.h"
#include "proto/rules/map_machine.h"

namespace liaison {
namespace {

// "irn/d02" of a full name.
std::string ShortName(const std::string& device) {
  const size_t slash = device.find('/');
  return slash == std::string::npos ? device : device.substr(slash + 1);
}

std::vector<const MapEntry*> OpenOf(const MapRecord& record) {
  std::vector<const MapEntry*> open;
  for (const MapEntry& entry : record.entries) {
    if (entry.version.phase == MapPhase::kOpen) open.push_back(&entry);
  }
  return open;
}

std::vector<std::string> NamesOf(const std::vector<const MapEntry*>& entries) {
  std::vector<std::string> names;
  for (const MapEntry* entry : entries) names.push_back(entry->Name());
  return names;
}

std::vector<std::string> DisputedBy(const MapEntry* entry) {
  return entry == nullptr ? std::vector<std::string>() : entry->version.disputed_by;
}

// "rus (rus/d03, 2026-12-01 09:12 UTC)".
std::string StandsText(const MapEntry& entry, bool approves) {
  std::vector<std::string> texts;
  for (const MapStand& stand : entry.version.stands) {
    if (stand.approves != approves) continue;
    texts.push_back(absl::StrCat(stand.party, " (", ShortName(stand.device), ", ",
                                 FormatUtcMs(stand.time_ms), ")"));
  }
  return absl::StrJoin(texts, ", ");
}

std::vector<std::string> Waiting(const MapRecord& record, const MapEntry& entry) {
  if (entry.version.phase != MapPhase::kOpen) return {};
  return WaitingFor(*record.state.policy, entry.version);
}

int64_t Approvals(const MapEntry& entry) {
  return std::count_if(entry.version.stands.begin(), entry.version.stands.end(),
                       [](const MapStand& stand) { return stand.approves; });
}

std::string HolderText(const Context& context, const MapSession& session, const MapHolder& holder) {
  const std::string device = ShortName(holder.device);
  if (holder.version == 0) return context.output.Say("map.holds_nothing", {device});
  return context.output.Say(
      holder.state == "cannot_open" ? "map.cannot_open" : "map.holds",
      {device, absl::StrCat("v", holder.version),
       MessageArg::Composed(AgeText(context, session.now_ms - holder.time_ms))});
}

std::string BaseText(const MapRecord& record, const MapEntry& entry) {
  if (!entry.note().base.has_value()) return "-";
  for (const MapEntry& other : record.entries) {
    if (other.IsApproved() && other.note().content.sha256 == *entry.note().base) {
      return other.Name();
    }
  }
  return ToHex(*entry.note().base).substr(0, 8);
}

void ShowTimes(Context& context, const MapEntry& entry) {
  Output& output = context.output;
  const MapProposal& note = entry.note();
  if (note.effective_s.has_value()) {
    output.Line(output.Say("map.show.effective", {FormatUtcMs(*note.effective_s * 1000)}));
  }
  if (note.expiry_s.has_value()) {
    output.Line(output.Say("map.show.expiry", {FormatUtcMs(*note.expiry_s * 1000)}));
  }
  if (entry.version.phase == MapPhase::kOpen) {
    output.Line(output.Say("map.show.open_until", {FormatUtcMs(note.open_until_s * 1000)}));
  }
  if (entry.from_ms.has_value()) {
    output.Line(entry.until_ms.has_value()
                    ? output.Say("map.show.was_in_force",
                                 {FormatUtcMs(*entry.from_ms), FormatUtcMs(*entry.until_ms)})
                    : output.Say("map.show.in_force", {FormatUtcMs(*entry.from_ms)}));
  }
}

void ShowRemarks(Context& context, const MapEntry& entry) {
  Output& output = context.output;
  for (const MapRemark& remark : entry.remarks) {
    const std::string verb = output.Say(absl::StrCat("map.step.", MapVerbName(remark.verb)));
    output.Line(absl::StrCat(
        "  ",
        output.Say("map.show.remark",
                   {FormatUtcMs(remark.time_ms), ShortName(remark.device),
                    MessageArg::Composed(verb), static_cast<int64_t>(remark.index.value())}),
        remark.error.empty() ? ""
                             : absl::StrCat("  ", output.Say("map.no_effect", {remark.error}))));
  }
}

}  // namespace

std::string PhaseText(const Context& context, MapPhase phase) {
  return context.output.Say(absl::StrCat("map.phase.", MapPhaseName(phase)));
}

std::string AnnouncementText(const Context& context, const MapAnnouncement& announcement) {
  const MapSaying& said = announcement.said;
  std::string what;
  switch (said.kind) {
    case MapSaying::Kind::kState:
      what = absl::StrCat("v", said.version, " ", MapPhaseName(said.phase));
      break;
    case MapSaying::Kind::kVoid:
      what = absl::StrCat("v", said.version, " VOID ", said.party);
      break;
    case MapSaying::Kind::kWarn:
      what = absl::StrCat("v", said.version, " WARN ", said.before_s, " s");
      break;
    case MapSaying::Kind::kOverdue:
    case MapSaying::Kind::kError:
      what = absl::StrCat("v", said.version, " OVERDUE ", said.device);
      break;
  }
  return context.output.Say("map.hub_says",
                            {announcement.map, what, FormatUtcMs(announcement.time_ms),
                             static_cast<int64_t>(announcement.index.value())});
}

std::vector<MapHolder> HoldersOf(const MapSession& session, const MapRecord& record) {
  const Directory& directory = session.desk->mirror().directory();
  const LeafIndex next(directory.size().value());
  const MapEntry* const in_force = record.InForceAt(session.now_ms);
  std::map<std::string, MapHolder> holders;
  for (const CertFact* fact : directory.Certificates()) {
    const Certificate& certificate = fact->certificate;
    if (certificate.mailboxes.empty() || !IsReader(*record.state.policy, certificate.office) ||
        !directory.SignerAt(certificate.subject, next, directory.TimeAt(directory.size())).ok()) {
      continue;
    }
    MapHolder holder{.party = certificate.office, .device = certificate.subject};
    const auto held = record.state.held.find(certificate.subject);
    if (held != record.state.held.end() && held->second.version > 0) {
      holder.version = held->second.version;
      holder.state = std::string(MapHeldStateName(held->second.state));
      holder.time_ms = held->second.time_ms;
    }
    holder.behind = in_force != nullptr &&
                    (holder.version < in_force->note().version || holder.state == "cannot_open");
    holders[certificate.subject] = std::move(holder);
  }
  std::vector<MapHolder> sorted;
  for (auto& [device, holder] : holders) sorted.push_back(std::move(holder));
  return sorted;
}

absl::StatusOr<const MapEntry*> HeldHere(MapSession& session, const MapRecord& record) {
  const MapEntry* held = nullptr;
  for (const MapEntry& entry : record.entries) {
    if (!entry.IsApproved() || (held != nullptr && entry.note().version < held->note().version)) {
      continue;
    }
    ASSIGN_OR_RETURN(const bool here, session.desk->maps().Has(entry.note().content.sha256));
    if (here) held = &entry;
  }
  return held;
}

absl::Status ShowMapLine(Context& context, MapSession& session, const MapRecord& record) {
  Output& output = context.output;
  const MapEntry* const in_force = record.InForceAt(session.now_ms);
  const MapEntry* const head = record.Head();
  std::vector<std::string> parts;
  if (in_force == nullptr) {
    parts.push_back(output.Say("map.list.none_in_force", {record.state.map}));
  } else {
    parts.push_back(output.Say("map.list.in_force", {record.state.map, in_force->Name(),
                                                     FormatUtcMs(*in_force->from_ms)}));
    if (in_force->note().expiry_s.has_value()) {
      parts.push_back(
          output.Say("map.show.expiry", {FormatUtcMs(*in_force->note().expiry_s * 1000)}));
    }
  }
  if (head != nullptr && head != in_force) {
    parts.push_back(output.Say("map.list.head", {head->Name()}));
  }
  const std::vector<std::string> open = NamesOf(OpenOf(record));
  if (!open.empty()) parts.push_back(output.Say("map.list.open", {absl::StrJoin(open, " ")}));
  ASSIGN_OR_RETURN(const MapEntry* held, HeldHere(session, record));
  parts.push_back(held == nullptr ? output.Say("map.list.you_hold_none")
                                  : output.Say("map.list.you_hold", {held->Name()}));
  output.Line(absl::StrJoin(parts, "  "), in_force == nullptr || held == nullptr || held != in_force
                                              ? Colour::kYellow
                                              : Colour::kGreen);
  for (const MapHolder& holder : HoldersOf(session, record)) {
    if (holder.behind) {
      output.Line(absl::StrCat("  ", HolderText(context, session, holder)), Colour::kYellow);
    }
  }
  const std::vector<std::string> disputed_by = DisputedBy(in_force);
  if (!disputed_by.empty()) {
    output.Line(output.Say("map.disputed_by", {absl::StrJoin(disputed_by, " ")}), Colour::kRed);
  }
  return absl::OkStatus();
}

absl::StatusOr<Json> MapLineJson(MapSession& session, const MapRecord& record) {
  const MapEntry* const in_force = record.InForceAt(session.now_ms);
  const MapEntry* const head = record.Head();
  ASSIGN_OR_RETURN(const MapEntry* held, HeldHere(session, record));
  Json::Object value{{"map", record.state.map},
                     {"open", TextsJson(NamesOf(OpenOf(record)))},
                     {"disputed_by", TextsJson(DisputedBy(in_force))},
                     {"conflict", OpenOf(record).size() > 1}};
  if (in_force != nullptr) {
    value["in_force"] = static_cast<int64_t>(in_force->note().version);
    value["since_ms"] = *in_force->from_ms;
    if (in_force->note().expiry_s.has_value())
      value["expiry_ms"] = *in_force->note().expiry_s * 1000;
  }
  if (head != nullptr) value["head"] = static_cast<int64_t>(head->note().version);
  if (held != nullptr) value["held"] = static_cast<int64_t>(held->note().version);
  Json::Array behind;
  for (const MapHolder& holder : HoldersOf(session, record)) {
    if (holder.behind) behind.emplace_back(HolderJson(holder));
  }
  value["behind"] = std::move(behind);
  return Json(std::move(value));
}

void ShowEntry(Context& context, MapSession& session, const MapRecord& record,
               const MapEntry& entry) {
  Output& output = context.output;
  const MapProposal& note = entry.note();
  const bool in_force = record.InForceAt(session.now_ms) == &entry;
  output.Line(
      output.Say("map.show.title", {note.head.map, entry.Name(),
                                    MessageArg::Composed(PhaseText(context, entry.version.phase))}),
      in_force ? Colour::kGreen : Colour::kBold);
  if (!entry.reason.empty()) {
    output.Line(output.Say(absl::StrCat("map.reason.", entry.reason)), Colour::kYellow);
  }
  output.Line(
      output.Say("map.show.origin",
                 {ShortName(note.head.from), FormatUtcMs(entry.proposed_ms),
                  BaseText(record, entry), static_cast<int64_t>(entry.version.index.value())}));
  output.Line(output.Say("map.show.digest",
                         {ToHex(note.content.sha256), static_cast<int64_t>(note.content.size)}));
  ShowTimes(context, entry);
  const std::string approved = StandsText(entry, true);
  const std::string refused = StandsText(entry, false);
  if (!approved.empty()) output.Line(output.Say("map.show.approved", {approved}));
  if (!refused.empty()) output.Line(output.Say("map.show.refused", {refused}), Colour::kRed);
  for (const std::string& party : entry.voided) {
    output.Line(output.Say("map.show.voided", {party}), Colour::kRed);
  }
  const std::vector<std::string> waiting = Waiting(record, entry);
  if (!waiting.empty()) {
    output.Line(
        output.Say("map.show.waiting", {Approvals(entry), int64_t{record.state.policy->threshold},
                                        absl::StrJoin(waiting, " ")}),
        Colour::kYellow);
  }
  ShowRemarks(context, entry);
  if (const auto rivals = record.RivalsOf(entry);
      entry.version.phase == MapPhase::kOpen && !rivals.empty()) {
    output.Line(output.Say("map.show.rivals", {absl::StrJoin(NamesOf(rivals), " ")}),
                Colour::kYellow);
  }
  if (const auto disputed = DisputedBy(&entry); !disputed.empty()) {
    output.Line(output.Say("map.disputed_by", {absl::StrJoin(disputed, " ")}), Colour::kRed);
  }
}

Json::Object StandingJson(const MapRecord& record, const MapEntry& entry) {
  return {{"proposal", ToHex(entry.proposal())},
          {"name", entry.Name()},
          {"map", entry.note().head.map},
          {"state", std::string(MapPhaseName(entry.version.phase))},
          {"waiting", TextsJson(Waiting(record, entry))}};
}

Json::Object EntryJson(const MapRecord& record, const MapEntry& entry) {
  const MapProposal& note = entry.note();
  Json::Object value = StandingJson(record, entry);
  value["version"] = static_cast<int64_t>(note.version);
  value["base"] = note.base.has_value() ? ToHex(*note.base) : "";
  value["digest"] = ToHex(note.content.sha256);
  value["size"] = static_cast<int64_t>(note.content.size);
  value["by"] = note.head.from;
  value["index"] = static_cast<int64_t>(entry.version.index.value());
  value["open_until_ms"] = note.open_until_s * 1000;
  if (note.effective_s.has_value()) value["effective_ms"] = *note.effective_s * 1000;
  if (note.expiry_s.has_value()) value["expiry_ms"] = *note.expiry_s * 1000;
  if (entry.from_ms.has_value()) value["from_ms"] = *entry.from_ms;
  if (entry.until_ms.has_value()) value["until_ms"] = *entry.until_ms;
  if (!entry.reason.empty()) value["reason"] = entry.reason;
  Json::Array approvals;
  for (const MapStand& stand : entry.version.stands) {
    approvals.emplace_back(Json::Object{{"party", stand.party},
                                        {"device", stand.device},
                                        {"step", stand.approves ? "approve" : "refuse"},
                                        {"at_ms", stand.time_ms},
                                        {"index", static_cast<int64_t>(stand.index.value())}});
  }
  value["approvals"] = std::move(approvals);
  Json::Array comments;
  Json::Array steps;
  for (const MapRemark& remark : entry.remarks) {
    Json::Object one{{"party", remark.party},
                     {"device", remark.device},
                     {"step", std::string(MapVerbName(remark.verb))},
                     {"at_ms", remark.time_ms},
                     {"index", static_cast<int64_t>(remark.index.value())}};
    if (remark.text.has_value()) one["text"] = ToHex(*remark.text);
    if (!remark.error.empty()) one["error"] = remark.error;
    (remark.verb == MapVerb::kComment ? comments : steps).emplace_back(std::move(one));
  }
  value["steps"] = std::move(steps);
  value["comments"] = std::move(comments);
  value["rivals"] = TextsJson(NamesOf(record.RivalsOf(entry)));
  value["voided"] = TextsJson(entry.voided);
  value["disputed_by"] = TextsJson(entry.version.disputed_by);
  return value;
}

void ShowHolders(Context& context, const MapSession& session, const MapRecord& record) {
  Output& output = context.output;
  const MapEntry* const in_force = record.InForceAt(session.now_ms);
  if (in_force == nullptr) {
    output.Line(output.Say("map.list.none_in_force", {record.state.map}), Colour::kYellow);
  } else {
    output.Line(output.Say("map.held.title", {record.state.map, in_force->Name(),
                                              MessageArg::Composed(AgeText(
                                                  context, session.now_ms - *in_force->from_ms))}));
  }
  for (const MapHolder& holder : HoldersOf(session, record)) {
    output.Line(absl::StrCat("  ", HolderText(context, session, holder)),
                holder.behind ? Colour::kYellow : Colour::kGreen);
  }
}

Json HolderJson(const MapHolder& holder) {
  Json::Object value{{"party", holder.party}, {"device", holder.device}, {"behind", holder.behind}};
  if (holder.version > 0) {
    value["version"] = static_cast<int64_t>(holder.version);
    value["state"] = holder.state;
    value["at_ms"] = holder.time_ms;
  }
  return value;
}

}  // namespace liaison
