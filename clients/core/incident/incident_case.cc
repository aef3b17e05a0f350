#include "clients/core/incident/incident_case.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "clients/core/incoming/alert_words.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/note.h"

namespace liaison {
namespace {

constexpr size_t kNotices = 10'000;
constexpr size_t kHandleDigits = 8;

struct LoggedNotice {
  ArchivedNotice notice;
  EnvelopeHeader header;
};

// In log order; what is not logged raises nothing.
absl::StatusOr<std::vector<LoggedNotice>> LoggedNotices(Desk& desk) {
  ASSIGN_OR_RETURN(std::vector<ArchivedNotice> notices, desk.archive().List({.limit = kNotices}));
  std::vector<LoggedNotice> logged;
  for (auto notice = notices.rbegin(); notice != notices.rend(); ++notice) {
    if (!notice->index.has_value()) continue;
    ASSIGN_OR_RETURN(const Note note, ParseNote(notice->header, kMaxHeaderBytes));
    ASSIGN_OR_RETURN(EnvelopeHeader header, ParseHeader(desk.config().ns, note.text));
    logged.push_back({.notice = std::move(*notice), .header = std::move(header)});
  }
  return logged;
}

// Whose incidents this desk hears of: all of an own notice; of a received one that of its own
// office, and those whose rung it is.
absl::StatusOr<std::set<std::string>> OfficesOf(Desk& desk, const LoggedNotice& logged) {
  std::set<std::string> offices;
  const std::string own = desk.reader().office;
  for (const MailboxId& to : logged.header.to) {
    if (logged.notice.sent || to.office == own) offices.insert(to.office);
  }
  ASSIGN_OR_RETURN(const std::vector<ArchivedRelease> releases,
                   desk.archive().ReleasesOf(desk.config().ns, logged.notice.header_hash));
  for (const ArchivedRelease& release : releases) offices.insert(release.release.office);
  return offices;
}

class CaseBuilder {
 public:
  CaseBuilder(Desk& desk, const std::vector<ArchivedOfficeAct>& acts) : desk_(desk), acts_(acts) {}

  IncidentCase OfNotice(const LoggedNotice& logged, const std::string& office) const {
    const EnvelopeHeader& header = logged.header;
    IncidentCase one{.id = logged.notice.header_hash,
                     .office = office,
                     .name = logged.notice.serial,
                     .sent = logged.notice.sent,
                     .addressing = {.as = header.as,
                                    .to = header.to,
                                    .office = office,
                                    .precedence = header.precedence},
                     .ladder = header.ladder};
    if (one.name.empty()) one.name = ToHex(one.id).substr(0, kHandleDigits);
    Plan(header.escalate, one);
    one.records.push_back(
        {.index = *logged.notice.index, .time_ms = logged.notice.time_ms, .what = Raised()});
    return one;
  }

  IncidentCase OfAlert(const ArchivedAlert& archived) const {
    IncidentCase one{
        .id = archived.hash,
        .name = ToHex(archived.hash).substr(0, kHandleDigits),
        .plugin = archived.alert.head.by.plugin,
        .addressing = {.to = archived.alert.mailboxes, .precedence = archived.alert.precedence},
        .ladder = archived.alert.ladder};
    Plan({}, one);
    one.records.push_back({.index = archived.index, .time_ms = archived.time_ms, .what = Raised()});
    return one;
  }

  // What was said about it, sorted into what is there.
  absl::Status AddRecords(IncidentCase& one) const {
    ASSIGN_OR_RETURN(const std::vector<ArchivedReceipt> receipts,
                     desk_.archive().ReceiptsOf(one.id));
    for (const ArchivedReceipt& receipt : receipts) {
      if (receipt.index.has_value()) {
        one.records.push_back(
            {.index = *receipt.index, .time_ms = receipt.time_ms, .what = receipt});
      }
    }
    for (const ArchivedOfficeAct& archived : acts_) {
      const auto* act = std::get_if<IncidentAct>(&archived.act);
      if (act == nullptr || act->incident != one.id || act->office != one.office) continue;
      one.records.push_back(
          {.index = archived.index, .time_ms = archived.time_ms, .what = archived});
    }
    ASSIGN_OR_RETURN(const std::vector<ArchivedRelease> releases,
                     desk_.archive().ReleasesOf(desk_.config().ns, one.id));
    for (const ArchivedRelease& release : releases) {
      if (release.release.office != one.office) continue;
      one.records.push_back({.index = release.index, .time_ms = release.time_ms, .what = release});
    }
    ASSIGN_OR_RETURN(const std::vector<ArchivedAlert> alerts,
                     desk_.archive().AlertsAbout(desk_.config().ns, one.id));
    for (const ArchivedAlert& alert : alerts) {
      // DONE names the office whose doing it is, not that of the incident.
      const bool of_another = TextParam(alert.alert, "office").value_or(one.office) != one.office;
      if (of_another && alert.alert.code != kDoneCode) continue;
      one.records.push_back({.index = alert.index, .time_ms = alert.time_ms, .what = alert});
    }
    std::stable_sort(one.records.begin(), one.records.end(),
                     [](const CaseRecord& a, const CaseRecord& b) { return a.index < b.index; });
    return absl::OkStatus();
  }

 private:
  void Plan(const std::vector<EscalateLine>& escalate, IncidentCase& one) const {
    const Directory& directory = desk_.mirror().directory();
    const PolicyFact* fact =
        one.ladder.has_value() ? directory.FindPolicy(PolicyKind::kLadder, *one.ladder) : nullptr;
    std::optional<LadderPolicy> policy;
    if (fact != nullptr) {
      absl::StatusOr<LadderPolicy> read = ParseLadderPolicy(fact->policy.rules);
      if (read.ok()) policy = *std::move(read);
    }
    one.ladder_known = policy.has_value();
    one.plan = PlanFor(policy.has_value() ? &*policy : nullptr, one.addressing, escalate,
                       directory.mission());
  }

  Desk& desk_;
  const std::vector<ArchivedOfficeAct>& acts_;
};

// Follow-ups belong to the first of their chain, if they are of the same office and not more
// urgent, and it was not resolved before.
class ChainFinder {
 public:
  explicit ChainFinder(std::vector<IncidentCase>& cases) : cases_(cases) {}

  bool Attach(const LoggedNotice& logged) {
    bool attached = false;
    const EnvelopeHeader& header = logged.header;
    for (const Hash& before : header.follows) {
      for (IncidentCase& one : cases_) {
        if (!Heads(one, before) || one.addressing.as.office != header.as.office ||
            header.precedence < one.addressing.precedence) {
          continue;
        }
        one.records.push_back({.index = *logged.notice.index,
                               .time_ms = logged.notice.time_ms,
                               .what = FollowUp{logged.notice.serial}});
        root_[logged.notice.header_hash] = one.id;
        attached = true;
      }
    }
    for (const Hash& target : header.withdraws) {
      for (IncidentCase& one : cases_) {
        if (!Heads(one, target) || one.addressing.as.office != header.as.office) continue;
        one.records.push_back({.index = *logged.notice.index,
                               .time_ms = logged.notice.time_ms,
                               .what = Withdrawal{logged.notice.serial}});
      }
    }
    return attached;
  }
  Hash RootOf(const Hash& header) const {
    const auto found = root_.find(header);
    return found == root_.end() ? header : found->second;
  }

 private:
  bool Heads(const IncidentCase& one, const Hash& header) const { return one.id == RootOf(header); }

  std::vector<IncidentCase>& cases_;
  std::map<Hash, Hash> root_;
};

absl::Status NoLadder(const std::string& handle) {
  return MakeError(absl::StatusCode::kNotFound, "it climbs no ladder, so it is no incident",
                   {.reason = "NO_SUCH_INCIDENT", .subject = handle, .field = ""});
}

}  // namespace

absl::StatusOr<std::vector<IncidentCase>> AllIncidents(Desk& desk) {
  ASSIGN_OR_RETURN(const std::vector<LoggedNotice> notices, LoggedNotices(desk));
  ASSIGN_OR_RETURN(const std::vector<ArchivedOfficeAct> acts,
                   desk.archive().OfficeActs(desk.config().ns));
  const CaseBuilder builder(desk, acts);
  std::vector<IncidentCase> cases;
  ChainFinder chains(cases);
  for (const LoggedNotice& logged : notices) {
    const EnvelopeHeader& header = logged.header;
    if (chains.Attach(logged)) continue;
    if (!header.ladder.has_value() && header.escalate.empty()) continue;
    ASSIGN_OR_RETURN(const std::set<std::string> offices, OfficesOf(desk, logged));
    for (const std::string& office : offices) cases.push_back(builder.OfNotice(logged, office));
  }
  ASSIGN_OR_RETURN(const std::vector<ArchivedAlert> alerts,
                   desk.archive().Alerts(desk.config().ns, std::nullopt));
  for (const ArchivedAlert& alert : alerts) {
    if (alert.alert.ladder.has_value()) cases.push_back(builder.OfAlert(alert));
  }
  for (IncidentCase& one : cases) RETURN_IF_ERROR(builder.AddRecords(one));
  std::stable_sort(cases.begin(), cases.end(), [](const IncidentCase& a, const IncidentCase& b) {
    return a.records.front().index < b.records.front().index;
  });
  return cases;
}

absl::StatusOr<IncidentCase> FindIncident(Desk& desk, const std::string& handle,
                                          absl::string_view office) {
  const absl::StatusOr<ArchivedNotice> notice = desk.archive().Find(handle);
  Hash id;
  if (notice.ok()) {
    id = notice->header_hash;
  } else {
    if (!absl::IsNotFound(notice.status())) return notice.status();
    ASSIGN_OR_RETURN(const std::optional<ArchivedAlert> alert,
                     desk.archive().FindAlert(desk.config().ns, handle));
    if (!alert.has_value()) return notice.status();
    // One that only tells of an incident stands for it.
    id = alert->alert.ladder.has_value() || alert->alert.refs.empty() ? alert->hash
                                                                      : alert->alert.refs.front();
  }
  ASSIGN_OR_RETURN(std::vector<IncidentCase> cases, AllIncidents(desk));
  std::erase_if(cases, [&](const IncidentCase& one) {
    const bool follows =
        notice.ok() && std::any_of(one.records.begin(), one.records.end(), [&](const auto& record) {
          const auto* later = std::get_if<FollowUp>(&record.what);
          return later != nullptr && later->serial == notice->serial;
        });
    return (one.id != id && !follows) || (!office.empty() && one.office != office);
  });
  if (cases.empty()) return NoLadder(handle);
  if (cases.size() == 1) return std::move(cases.front());
  return MakeError(absl::StatusCode::kFailedPrecondition, "it is an incident of several offices",
                   {.reason = "WHICH_OFFICE", .subject = handle, .field = "office"});
}

}  // namespace liaison
