// What the tests of the report machine share: a report's leaves, and a run of the machine over
// them. Times are hours since kReportT0_ms where they are small numbers.
#ifndef LIAISON_PROTO_RULES_REPORT_TESTING_H_
#define LIAISON_PROTO_RULES_REPORT_TESTING_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "proto/rules/report_machine.h"
#include "proto/wire/hash.h"

namespace liaison {

inline constexpr int64_t kReportHour_ms = int64_t{3600} * 1000;
inline constexpr int64_t kReportT0_ms = 1496275200000;  // 2017-06-01T00:00:00Z
inline int64_t AtHour_ms(int64_t hour) { return kReportT0_ms + hour * kReportHour_ms; }
inline int64_t AtHour_s(int64_t hour) { return AtHour_ms(hour) / 1000; }

struct ReportRevoked {
  std::string device;
  RevokeReason reason = RevokeReason::kLost;
};
struct ReportNoteLeaf {
  ReportNote note;
  Hash hash;
  std::vector<std::string> signers;
};
struct ReportLeaf {
  Instant at;
  std::variant<ReportRevoked, ReportNoteLeaf> what;
};

inline ReportOpen OpeningOf(std::vector<std::string> owes = {"irn", "rus", "tur"},
                            std::vector<std::string> signs = {"irn", "rus", "tur"}) {
  return {.series = "JWG",
          .number = "2017-05",
          .period = {.start_ms = 1493596800000, .end_ms = kReportT0_ms},
          .rapporteur = "rus",
          .owes = std::move(owes),
          .signs = std::move(signs)};
}
inline ReportDraft DraftOf(absl::string_view model, std::vector<ReportSheetRef> sheets) {
  return {.model = Sha256(model), .size = 1, .cut = LeafIndex(1), .sheets = std::move(sheets)};
}
inline ReportStep StepOf(ReportVerb verb, absl::string_view model) {
  if (verb == ReportVerb::kWithdraw) return {.verb = verb};
  return {.verb = verb, .model = Sha256(model)};
}

// One line for a saying.
inline std::string TextOf(const ReportSaying& saying) {
  switch (saying.kind) {
    case ReportSaying::Kind::kState:
      return std::string(ReportPhaseName(saying.phase));
    case ReportSaying::Kind::kReminder:
      return absl::StrCat("REMINDER(", ReportDueName(saying.due), ",", saying.office, ",-",
                          saying.before_s / 3600, "h)");
    case ReportSaying::Kind::kMissed:
      return absl::StrCat("MISSED(", ReportDueName(saying.due), ",", saying.office, ")");
    case ReportSaying::Kind::kDone:
      return absl::StrCat("DONE(", ReportDueName(saying.due), ",", saying.office, ")");
    case ReportSaying::Kind::kVoided:
      return absl::StrCat("VOIDED(", saying.office, ")");
    case ReportSaying::Kind::kFinal:
      return absl::StrCat("FINAL(", ReportOutcomeName(saying.outcome), ")");
    case ReportSaying::Kind::kFailed:
      return "FAILED";
    case ReportSaying::Kind::kError:
      return absl::StrCat("err ", saying.reason, " ", saying.to.ToString());
  }
  return "";
}

// Of every office: d03 and d05 are of the jwg and of two officers, d07 is of the jwg and of the
// officer of d03, d06 is an editor's, d01 has no part in reports.
inline std::map<std::string, ReportDevice> ReportDevices() {
  std::map<std::string, ReportDevice> devices;
  for (const std::string office : {"irn", "jor", "rus", "tur", "un"}) {
    for (const std::string label : {"d01", "d03", "d05", "d06", "d07"}) {
      const std::string name = absl::StrCat(office, "/", label);
      devices[name] = {.name = name,
                       .office = office,
                       .holder = absl::StrCat(office, label == "d07" ? " d03" : " " + label),
                       .jwg = label != "d01" && label != "d06",
                       .editor = label == "d06"};
    }
  }
  return devices;
}
inline bool IsTestGuarantor(absl::string_view office) {
  return office == "irn" || office == "rus" || office == "tur";
}

// The machine over a report's leaves, and the world that these leaves make.
class ReportRun : public ReportWorld {
 public:
  void Take(const ReportLeaf& leaf) {
    if (const auto* revoked = std::get_if<ReportRevoked>(&leaf.what)) {
      // A certificate that is replaced by another one ends nobody.
      if (revoked->reason != RevokeReason::kReplaced) {
        std::optional<int64_t>& ended_ms = devices_[revoked->device].ended_ms;
        ended_ms = ended_ms.value_or(leaf.at.time_ms);
      }
      Machine().Revoked(leaf.at, revoked->device, revoked->reason);
    } else {
      const auto& note = std::get<ReportNoteLeaf>(leaf.what);
      Machine().Take(leaf.at, note.note, note.hash, note.signers);
    }
  }
  void AdvanceTo(Instant now) { Machine().AdvanceTo(now); }
  std::optional<int64_t> NextDue_ms() { return Machine().NextDue_ms(); }

  const std::optional<ReportState>& state() const { return state_; }
  const std::vector<ReportSaying>& said() const { return said_; }

  std::optional<ReportDevice> FindDevice(absl::string_view name) override {
    const auto found = devices_.find(std::string(name));
    if (found == devices_.end()) return std::nullopt;
    return found->second;
  }
  bool IsGuarantor(absl::string_view office) override {
    return IsTestGuarantor(office) && !left.contains(std::string(office));
  }
  uint32_t GuarantorThreshold() override { return threshold; }
  bool IsTaken(absl::string_view series, const ReportPeriod& period) override {
    return taken == std::pair(std::string(series), period.start_ms);
  }

  uint32_t threshold = 2;                   // of withdrawals
  std::set<std::string> left;               // guarantors once
  std::pair<std::string, int64_t> taken{};  // series and start of another report

 private:
  ReportMachine Machine() { return {state_, *this, said_}; }

  std::optional<ReportState> state_;
  std::vector<ReportSaying> said_;
  std::map<std::string, ReportDevice> devices_ = ReportDevices();
};

}  // namespace liaison

#endif  // LIAISON_PROTO_RULES_REPORT_TESTING_H_
