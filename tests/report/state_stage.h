// The state library of reports alone on a script: no hub, no process, no signatures, and no plugin
// but its rows and the form of its alerts.
#ifndef LIAISON_TESTS_REPORT_STATE_STAGE_H_
#define LIAISON_TESTS_REPORT_STATE_STAGE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "plugins/plugkit/report_notes.h"
#include "plugins/plugkit/script.h"
#include "proto/rules/report_machine.h"

namespace liaison {

// Thread: one.
class ReportStage {
 public:
  // The clock is looked at, and the state kept in rows and read again, after every `batch` leaves.
  explicit ReportStage(int batch) : batch_(batch) {}

  // A script without includes (ReadScript). Returns what is said in the form of `plugkit run`,
  // without the records' own times. Failures of the library are gtest failures.
  std::vector<plugkit::Record> Play(const plugkit::Script& script);

 private:
  class World;

  void Do(const plugkit::Step& step);
  void Certify(const std::string& device, Role role);
  void Revoke(const plugkit::Note& note);
  void Log(const UnsignedReportNote& note);
  // Lets the machine of a report work.
  template <typename Act>
  void Run(const std::string& report, Act act);
  void CountLeaf();
  void LookAtClock(int64_t time_ms);
  void Record(const std::string& report, const ReportSaying& saying);
  void PutIntoRowsAndReadAgain();
  std::string NameOf(const std::string& hash) const;
  Instant Now() const { return {.index = LeafIndex(index_), .time_ms = now_ms_}; }

  const int batch_;
  int leaves_ = 0;  // since the clock was looked at
  uint64_t index_ = 0;
  int64_t began_ms_ = 0;
  int64_t now_ms_ = 0;
  std::unique_ptr<ReportNotes> notes_;
  std::map<std::string, ReportDevice> devices_;  // by full name
  std::map<std::string, std::optional<ReportState>> reports_;
  std::set<Hash> logged_;
  std::vector<plugkit::Record> records_;
};

}  // namespace liaison

#endif  // LIAISON_TESTS_REPORT_STATE_STAGE_H_
