#include "tests/sim/simulation.h"

#include <sys/stat.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "proto/base/check.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

struct Place {
  const char* device;
  MailboxId mailbox;
  absl::Duration clock_offset;
};
// irn has two desks on one mailbox, and one on another; clocks are wrong by what happens in offices
// without a time server.
const Place kPlaces[] = {
    {"tur/d01", {"tur", Role::kDuty}, absl::ZeroDuration()},
    {"irn/d01", {"irn", Role::kDuty}, absl::Minutes(7)},
    {"irn/d04", {"irn", Role::kDuty}, -absl::Hours(3)},
    {"irn/d02", {"irn", Role::kHead}, absl::Seconds(2)},
    {"jor/d01", {"jor", Role::kDuty}, absl::Hours(30)},
    {"un/d01", {"un", Role::kDuty}, -absl::Minutes(1)},
};
// Nobody sits there: its prekeys end, then it is undeliverable.
const MailboxId kDeserted = {"rus", Role::kDuty};

constexpr uint64_t kFoundingWeeks = 2;
constexpr int kRoundsMax = 20;
// Certificates live for 180 days; their end has a test of its own.
constexpr absl::Duration kLongest = absl::Hours(24 * 150);

TestMissionOptions MissionWith(FoundingPrekeys& prekeys) {
  TestMissionOptions options;
  options.prekey_weeks = kFoundingWeeks;
  options.recipient = prekeys.Maker();
  return options;
}

}  // namespace

Simulation::Simulation(uint64_t seed, absl::string_view folder)
    : choice_(seed),
      prekeys_(seed),
      hub_(seed, MissionWith(prekeys_)),
      phrases_(Phrasebook::BuiltIn()),
      forms_(FormLibrary::BuiltIn(phrases_)) {
  for (const Place& place : kPlaces) {
    const std::string home =
        absl::StrCat(folder, "/", absl::StrReplaceAll(place.device, {{"/", "-"}}));
    LIAISON_CHECK(::mkdir(home.c_str(), S_IRWXU) == 0);
    desks_.push_back(std::make_unique<SimDesk>(SimDeskWorld{.mission = hub_.mission(),
                                                            .prekeys = prekeys_,
                                                            .forms = forms_,
                                                            .clock = hub_.clock(),
                                                            .random = hub_.random(),
                                                            .line = *this},
                                               place.device, home, place.clock_offset));
    LIAISON_CHECK(desks_.back()->Open().ok());
  }
}

Simulation::~Simulation() = default;

LineFault Simulation::NextFault() {
  if (!faults_) return LineFault::kNone;
  if (OneIn(60)) LIAISON_CHECK(RestartHub().ok());
  if (calling_ != nullptr && !calling_->online) return LineFault::kDown;
  switch (Below(25)) {
    case 0:
      return LineFault::kDown;
    case 1:
      return LineFault::kAnswerLost;
    case 2:
      return LineFault::kCommittedLate;
    default:
      return LineFault::kNone;
  }
}

absl::Status Simulation::Step() {
  PassTime();
  switch (Below(16)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return Send();
    case 4:
    case 5:
      return Acknowledge();
    case 6: {
      SimDesk& desk = AnyDesk();
      desk.online = !desk.online;
      return absl::OkStatus();
    }
    case 7:
      return RestartDesk(AnyDesk());
    case 8:
      return RestartHub();
    case 9:
      hub_runs_ = !hub_runs_;
      return absl::OkStatus();
    default:
      return SyncSome();
  }
}

void Simulation::PassTime() {
  const auto amount = [this](uint64_t limit) { return static_cast<int64_t>(Below(limit)); };
  const bool nearly_over = now() - absl::FromUnixSeconds(hub_.mission().founded_s()) > kLongest;
  switch (nearly_over ? 15 : Below(16)) {
    case 0:  // the machine's clock is set back: the log's time must not follow
      hub_.clock().Set(hub_.clock().Now() - absl::Minutes(amount(90)));
      return;
    case 1:
      return hub_.clock().Advance(absl::Hours(24 * (7 + amount(8))));
    case 2:
    case 3:
      return hub_.clock().Advance(absl::Hours(amount(72)));
    default:
      return hub_.clock().Advance(absl::Seconds(amount(900)));
  }
}

absl::Status Simulation::Send() {
  const size_t from = Below(desks_.size());
  std::vector<MailboxId> others;
  for (const Place& place : kPlaces) {
    if (place.mailbox != kPlaces[from].mailbox) others.push_back(place.mailbox);
  }
  others.push_back(kDeserted);
  std::sort(others.begin(), others.end());
  others.erase(std::unique(others.begin(), others.end()), others.end());
  NoticeDraft draft{.as = kPlaces[from].mailbox,
                    .precedence = static_cast<Precedence>(Below(kPrecedences)),
                    .kind = "administrative",
                    .lang = "en"};
  for (const MailboxId& mailbox : others) {
    if (OneIn(3)) (OneIn(3) ? draft.info : draft.to).push_back(mailbox);
  }
  if (draft.to.empty()) {
    draft.to.push_back(others.front());
    std::erase(draft.info, others.front());
  }
  draft.form = Json(Json::Object{{"label", "mission"},
                                 {"subject", absl::StrCat("notice ", ++notices_)},
                                 {"text", "simulated"},
                                 {"zone", "south"}});
  const absl::Status queued = desks_[from]->desk().outbox().Enqueue(std::move(draft)).status();
  if (ReasonOf(queued) == "NOT_SYNCED") return absl::OkStatus();  // never had a line yet
  return queued;
}

absl::Status Simulation::Acknowledge() {
  SimDesk& desk = AnyDesk();
  ASSIGN_OR_RETURN(const std::vector<ArchivedNotice> notices, desk.desk().archive().List({}));
  if (notices.empty()) return absl::OkStatus();
  const ArchivedNotice& notice = notices[Below(notices.size())];
  if (notice.sent || !notice.why_closed.empty()) return absl::OkStatus();
  if (!acknowledged_.insert({desk.device(), notice.index.value()}).second) return absl::OkStatus();
  return desk.desk().QueueReceipt(notice, ReceiptState::kAcknowledged, "").status();
}

absl::Status Simulation::SyncSome() {
  SimDesk& desk = AnyDesk();
  const bool disk_fault = OneIn(6);
  if (disk_fault) desk.files().FailChange(1 + Below(8), absl::StatusCode::kResourceExhausted);
  const absl::Status synced = SyncOne(desk);
  desk.files().FailChange(0, absl::StatusCode::kOk);
  if (disk_fault && OneIn(2)) RETURN_IF_ERROR(RestartDesk(desk));
  if (synced.ok() || absl::IsUnavailable(synced)) return absl::OkStatus();
  return disk_fault && absl::IsResourceExhausted(synced) ? absl::OkStatus() : synced;
}

absl::Status Simulation::SyncOne(SimDesk& desk) {
  calling_ = &desk;
  const absl::Status synced = desk.Sync().status();
  calling_ = nullptr;
  return synced;
}

absl::Status Simulation::RestartDesk(SimDesk& desk) {
  desk.Close();
  return desk.Open();
}

absl::Status Simulation::RestartHub() {
  hub_.Close();
  if (OneIn(2)) hub_.disk().CutPower();
  return hub_.Open();
}

absl::Status Simulation::Settle() {
  faults_ = false;
  hub_runs_ = true;
  for (int round = 0; round < kRoundsMax; ++round) {
    bool moved = false;
    for (const std::unique_ptr<SimDesk>& desk : desks_) {
      hub_.clock().Advance(absl::Minutes(1));
      const TreeSize before = hub_.size();
      ASSIGN_OR_RETURN(const SyncReport report, desk->Sync());
      moved = moved || report.received > 0 || report.sent.left > 0 || hub_.size() != before;
    }
    if (!moved) return absl::OkStatus();
  }
  return absl::InternalError("something still moves after 20 rounds");
}

}  // namespace liaison
