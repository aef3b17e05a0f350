#include "tests/report/state_stage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "plugins/plugkit/step_values.h"
#include "plugins/report/rows.h"
#include "plugins/report/sayings.h"
#include "proto/text/canonical_json.h"
#include "proto/wire/hash.h"
#include "tests/escalation/alert_record.h"

namespace liaison {
namespace {

constexpr char kNs[] = "deescalation.example";
constexpr const char* kOffices[] = {"irn", "jor", "rus", "tur", "un"};

std::string FullName(const std::string& device) { return absl::StrCat(kNs, "/", device); }

}  // namespace

class ReportStage::World final : public ReportWorld {
 public:
  World(const ReportStage& stage, std::string report)
      : stage_(stage), report_(std::move(report)), guarantors_(TestGuarantors()) {}

  std::optional<ReportDevice> FindDevice(absl::string_view name) override {
    const auto found = stage_.devices_.find(std::string(name));
    if (found == stage_.devices_.end()) return std::nullopt;
    return found->second;
  }
  bool IsGuarantor(absl::string_view office) override {
    return std::find(guarantors_.begin(), guarantors_.end(), office) != guarantors_.end();
  }
  uint32_t GuarantorThreshold() override { return 2; }
  bool IsTaken(absl::string_view series, const ReportPeriod& period) override {
    return std::any_of(stage_.reports_.begin(), stage_.reports_.end(), [&](const auto& report) {
      return report.first != report_ && report.second.has_value() &&
             !EndedWithout(report.second->phase) && report.second->open.series == series &&
             report.second->open.period.start_ms == period.start_ms &&
             report.second->open.period.end_ms == period.end_ms;
    });
  }

 private:
  const ReportStage& stage_;
  const std::string report_;
  const std::vector<std::string> guarantors_;
};

std::vector<plugkit::Record> ReportStage::Play(const plugkit::Script& script) {
  began_ms_ = absl::ToUnixMillis(BeginOf(script));
  now_ms_ = absl::ToUnixMillis(FoundedOf(script));
  notes_ = std::make_unique<ReportNotes>(kNs, Seen{.size = TreeSize(1)}, BeginOf(script));
  for (const char* office : kOffices) {
    Certify(absl::StrCat(office, "/d01"), Role::kDuty);
    Certify(absl::StrCat(office, "/d02"), Role::kHead);
    Certify(absl::StrCat(office, "/d03"), Role::kJwg);
  }
  for (const plugkit::Step& step : script.steps()) Do(step);
  return records_;
}

void ReportStage::Do(const plugkit::Step& step) {
  if (!step.at().empty()) {
    now_ms_ = std::max(now_ms_, began_ms_ + absl::ToInt64Milliseconds(*ParseInstant(step.at())));
  }
  if (step.has_until()) {
    LookAtClock(began_ms_ + absl::ToInt64Milliseconds(*ParseInstant(step.until())));
  }
  if (step.has_note() && step.note().has_revoke()) Revoke(step.note());
  if (step.has_note() && step.note().has_certify()) {
    const std::vector<std::string> words = absl::StrSplit(step.note().certify(), ' ');
    Certify(words[0], *ParseRole(words[1]));
  }
  const auto note = notes_->Of(step);
  ASSERT_TRUE(note.ok()) << note.status();
  // The hub logs nothing that it refuses.
  if (note->has_value() && step.refused().empty()) Log(**note);
}

void ReportStage::Certify(const std::string& device, Role role) {
  ++index_;
  devices_[FullName(device)] = {.name = FullName(device),
                                .office = device.substr(0, device.find('/')),
                                .holder = device,
                                .jwg = role == Role::kJwg,
                                .editor = role == Role::kEditor};
  CountLeaf();
}

void ReportStage::Revoke(const plugkit::Note& note) {
  ++index_;
  const std::string name = FullName(note.revoke());
  const RevokeReason reason = *ParseRevokeReason(OrElse(note.reason(), "lost"));
  devices_[name].ended_ms = now_ms_;
  for (const auto& [report, state] : reports_) {
    Run(report, [&](ReportMachine& machine) { machine.Revoked(Now(), name, reason); });
  }
  CountLeaf();
}

void ReportStage::Log(const UnsignedReportNote& unsigned_note) {
  const ReportNote& note = unsigned_note.note;
  const std::string text = PrintReportNote(note);
  const Hash hash = Sha256(text);
  if (!logged_.insert(hash).second) return;  // no bytes twice
  const absl::StatusOr<ReportNote> read = ParseReportNote(kNs, text);
  ASSERT_TRUE(read.ok()) << read.status() << "\n" << text;
  EXPECT_TRUE(*read == note) << text;
  ++index_;
  std::vector<std::string> signers;
  for (const std::string& device : unsigned_note.signers) signers.push_back(FullName(device));
  Run(note.head.report, [&](ReportMachine& machine) { machine.Take(Now(), note, hash, signers); });
  CountLeaf();
}

template <typename Act>
void ReportStage::Run(const std::string& report, Act act) {
  std::vector<ReportSaying> said;
  World world(*this, report);
  ReportMachine machine(reports_[report], world, said);
  act(machine);
  // The plugin must first have heard what is done.
  std::stable_partition(said.begin(), said.end(), [](const ReportSaying& saying) {
    return saying.kind != ReportSaying::Kind::kDone;
  });
  for (const ReportSaying& saying : said) {
    EXPECT_LE(saying.at_ms, now_ms_);
    Record(report, saying);
  }
}

void ReportStage::CountLeaf() {
  if (++leaves_ < batch_) return;
  LookAtClock(now_ms_);
}

// As a plugin's timers would: one due after the other, each the millisecond after it.
void ReportStage::LookAtClock(int64_t time_ms) {
  leaves_ = 0;
  std::optional<int64_t> due_ms = 0;
  for (const int64_t until_ms = std::max(now_ms_, time_ms); due_ms.has_value();) {
    due_ms.reset();
    for (const auto& [report, state] : reports_) {
      Run(report, [&](const ReportMachine& machine) {
        const std::optional<int64_t> next_ms = machine.NextDue_ms();
        if (next_ms.has_value()) due_ms = std::min(due_ms.value_or(*next_ms), *next_ms);
      });
    }
    if (due_ms.value_or(until_ms) >= until_ms) due_ms.reset();
    now_ms_ = std::max(now_ms_, due_ms.has_value() ? *due_ms + 1 : until_ms);
    for (const auto& [report, state] : reports_) {
      Run(report, [&](ReportMachine& machine) {
        machine.AdvanceTo(Now());
        EXPECT_GE(machine.NextDue_ms().value_or(now_ms_), now_ms_) << "what is due stays due";
      });
    }
  }
  PutIntoRowsAndReadAgain();
}

void ReportStage::Record(const std::string& report, const ReportSaying& saying) {
  const std::optional<ReportState>& state = reports_.at(report);
  std::optional<Hash> manifest;
  if (saying.kind == ReportSaying::Kind::kFinal) {
    manifest = Sha256(PrintCanonicalJson(ManifestOf(*state)));
  }
  // A DONE names the record of a DEADLINE_MISSED, which there is none of here.
  const std::string no_record(Hash().view());
  const report::Audience audience{.report = report,
                                  .state = state.has_value() ? &*state : nullptr,
                                  .offices = {std::begin(kOffices), std::end(kOffices)}};
  const plugin::v1::Alert alert =
      saying.kind == ReportSaying::Kind::kDone
          ? report::DoneAlert(report, saying.due, saying.office, no_record)
          : report::AlertOf(saying, audience, manifest);
  records_.push_back(liaison::RecordOf(
      alert, {.plugin = "report",
              .ns = kNs,
              .began_ms = began_ms_,
              .now_ms = now_ms_,
              .name_of = [this](const std::string& hash) { return NameOf(hash); }}));
  records_.back().clear_at();
}

// What the plugin keeps is enough to go on with.
void ReportStage::PutIntoRowsAndReadAgain() {
  for (auto& [report, state] : reports_) {
    if (!state.has_value()) continue;
    report::Report row;
    report::PutState(*state, row);
    state = report::StateOf(kNs, row);
    report::Report again;
    report::PutState(*state, again);
    EXPECT_EQ(again.SerializeAsString(), row.SerializeAsString());
  }
}

std::string ReportStage::NameOf(const std::string& hash) const {
  const auto found = notes_->names().find(*FixedFromBytes<Hash>(hash));
  return found == notes_->names().end() ? "?" : found->second;
}

}  // namespace liaison
