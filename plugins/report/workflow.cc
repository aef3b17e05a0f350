#include "plugins/report/workflow.h"

#include "absl/strings/str_cat.h"
#include "plugins/report/keys.h"
#include "plugins/report/rows.h"
#include "plugins/report/sayings.h"
#include "plugins/shared/utter.h"
#include "proto/text/canonical_json.h"
#include "proto/wire/plain/plain_sha256.h"

namespace liaison::report {
namespace {

ReportDue DueOf(const Missed& missed) { return static_cast<ReportDue>(missed.due()); }

}  // namespace

// What the machine may ask, as of one record.
class Workflow::World final : public ReportWorld {
 public:
  explicit World(Workflow& workflow) : workflow_(workflow) {}

  std::optional<ReportDevice> FindDevice(absl::string_view name) override {
    const std::optional<shared::KnownDevice> known =
        workflow_.book_.FindDevice(name, workflow_.now_.index);
    if (!known.has_value()) return std::nullopt;
    return ReportDevice{.name = known->name,
                        .office = known->office,
                        .holder = known->holder,
                        .jwg = known->jwg,
                        .editor = known->editor,
                        .ended_ms = known->ended_ms};
  }
  bool IsGuarantor(absl::string_view office) override {
    return workflow_.book_.IsGuarantor(office);
  }
  uint32_t GuarantorThreshold() override { return workflow_.book_.setup().policy_threshold(); }
  bool IsTaken(absl::string_view series, const ReportPeriod& period) override {
    const std::optional<std::string> holder = workflow_.state_.Get(PeriodKey(series, period));
    return holder.has_value() && !HasEndedWithout(*holder);
  }

 private:
  bool HasEndedWithout(absl::string_view report) const {
    const shared::LongRow other(workflow_.state_, ReportKey(report));
    Report row;
    return other.bytes().has_value() && row.ParseFromString(*other.bytes()) &&
           EndedWithout(static_cast<ReportPhase>(row.phase()));
  }

  Workflow& workflow_;
};

Workflow::Workflow(plugin::State& state, plugin::Effects& effects, shared::Book& book, Instant now,
                   absl::string_view report)
    : state_(state),
      effects_(effects),
      book_(book),
      now_(now),
      name_(report),
      long_row_(state, ReportKey(report)) {
  if (!long_row_.bytes().has_value()) return;
  row_.ParseFromString(*long_row_.bytes());
  report_ = StateOf(book_.setup().ns(), row_);
}

void Workflow::OnTimer() {
  row_.clear_timer_ms();
  Run([&](ReportMachine& machine) { machine.AdvanceTo(now_); });
}

void Workflow::OnNote(const ReportNote& note, const Hash& hash,
                      const std::vector<std::string>& signers) {
  const bool was_there = report_.has_value();
  Run([&](ReportMachine& machine) { machine.Take(now_, note, hash, signers); });
  if (was_there || !report_.has_value()) return;
  effects_.Put(PeriodKey(report_->open.series, report_->open.period), name_);
}

void Workflow::OnMissedRecorded(absl::string_view due, const std::string& office,
                                const std::string& hash) {
  for (Missed& missed : *row_.mutable_missed()) {
    if (missed.office() != office || ReportDueName(DueOf(missed)) != due) continue;
    missed.set_alert(hash);
  }
  Run([](ReportMachine& /*machine*/) {});
}

void Workflow::Run(Act act) {
  std::vector<ReportSaying> said;
  World world(*this);
  ReportMachine machine(report_, world, said);
  act(machine);
  for (const ReportSaying& saying : said) Say(saying);
  SayWhatIsDone();
  Store(machine.NextDue_ms());
}

void Workflow::Say(const ReportSaying& saying) {
  using Kind = ReportSaying::Kind;
  if (saying.kind == Kind::kDone) return NoteDone(saying);
  const bool to_one_office = saying.kind == Kind::kReminder || saying.kind == Kind::kMissed;
  // It has left the mission since the report was opened, and its mailboxes with it.
  if (to_one_office && !book_.HasOffice(saying.office)) return;
  if (saying.kind == Kind::kMissed) {
    Missed& missed = *row_.add_missed();
    missed.set_due(static_cast<uint32_t>(saying.due));
    missed.set_office(saying.office);
  }
  const shared::Setup& setup = book_.setup();
  const Audience audience{.report = name_,
                          .state = report_.has_value() ? &*report_ : nullptr,
                          .offices = {setup.offices().begin(), setup.offices().end()}};
  std::optional<Hash> manifest;
  if (saying.kind == Kind::kFinal) {
    manifest = PlainSha256(PrintCanonicalJson(ManifestOf(*report_)));
  }
  row_.add_alerts(AlertOf(saying, audience, manifest).SerializeAsString());
}

void Workflow::NoteDone(const ReportSaying& saying) {
  for (Missed& missed : *row_.mutable_missed()) {
    if (missed.office() == saying.office && DueOf(missed) == saying.due) missed.set_done(true);
  }
}

// Once the record is known that it ends.
void Workflow::SayWhatIsDone() {
  google::protobuf::RepeatedPtrField<Missed> open;
  for (const Missed& missed : row_.missed()) {
    if (!missed.done() || missed.alert().empty()) {
      *open.Add() = missed;
      continue;
    }
    row_.add_alerts(
        DoneAlert(name_, DueOf(missed), missed.office(), missed.alert()).SerializeAsString());
  }
  row_.mutable_missed()->Swap(&open);
}

void Workflow::Store(std::optional<int64_t> due_ms) {
  const bool all = shared::Utter(*row_.mutable_alerts(), effects_);
  // What is said of a report that there is not leaves nothing behind.
  if (!report_.has_value()) return;
  // What is due is done once the clock is past it: inputs of that very millisecond come first.
  if (due_ms.has_value()) due_ms = *due_ms + 1;
  std::optional<int64_t> set_ms;
  if (row_.has_timer_ms()) set_ms = row_.timer_ms();
  shared::KeepTimer(ReportKey(name_), name_, all ? due_ms : now_.time_ms, set_ms, effects_);
  row_.clear_timer_ms();
  if (set_ms.has_value()) row_.set_timer_ms(*set_ms);
  PutState(*report_, row_);
  long_row_.Put(row_.SerializeAsString(), absl::StrCat("the state of report ", name_), effects_);
}

}  // namespace liaison::report
