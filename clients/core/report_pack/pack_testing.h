// A small report from its opening to its end in a scripted hub's log: what the tests of packs
// share. Thirteen violations of rus, nineteen of tur, none of irn, who reserves (R01, R22).
#ifndef LIAISON_CLIENTS_CORE_REPORT_PACK_PACK_TESTING_H_
#define LIAISON_CLIENTS_CORE_REPORT_PACK_PACK_TESTING_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/core/evidence/pack_files.h"
#include "clients/core/report/assemble.h"
#include "clients/core/report/model.h"
#include "clients/core/report/sheet.h"
#include "clients/core/report_pack/verify_report.h"
#include "clients/core/trust/hub_testing.h"
#include "clients/core/trust/mirror.h"
#include "proto/text/policy_note.h"
#include "proto/text/report_note.h"
#include "tests/fakes/memory_file_system.h"
#include "tests/fakes/seeded_random.h"
#include "tests/fakes/test_mission.h"

namespace liaison {

// Each method logs what it says. Thread: one.
class PackStage {
 public:
  PackStage();

  // What whoever has all keys makes of it before it is signed.
  std::function<void(std::map<std::string, ReportSheet>&)> falsify_sheets;
  std::function<void(ReportFrame&)> falsify_frame;
  std::function<void(ReportModel&)> falsify_model;
  bool lose_texts = false;  // nobody has kept what answers say
  bool lose_sheets = false;
  std::optional<int64_t> sign_due_s;
  std::string map;  // lies in the pack
  // How it is opened, and of which report everything is said.
  ReportPeriod period;
  std::string number;
  std::optional<PolicyRef> ladder;
  // Of the letters that answers name: another part, another author than who answers.
  std::string letter_part;
  std::string letter_from;

  // All of it, in this order.
  void Play();
  void OpenAndContribute();
  LeafIndex Open();  // by rus
  LeafIndex Withdraw(absl::string_view office);
  void LogLadder();  // the next version of L-REPORT
  void DraftAndFreeze();

  LeafIndex Answer(absl::string_view office, ReportVerb verb, const std::string& text = "");
  void AnswerAll();  // rus and tur sign, irn reserves
  // Where the office's last answer lies.
  LeafIndex Place(absl::string_view office) const { return places_.at(std::string(office)); }
  LeafIndex Revoke(absl::string_view short_name);
  // What the hub's plugin says of the end.
  LeafIndex Announce(const Hash& manifest);
  // A leaf that is nobody's business here.
  LeafIndex Sealed() { return hub_.AppendSealed(Hash{random_.Bytes<Hash::kSize>()}); }

  // An own copy of the log as it is, which stays so.
  std::unique_ptr<Mirror> CopyOfLog();

  // From a mirror of the log as it is. Failures are gtest failures.
  PackFiles Pack();
  absl::StatusOr<PackFiles> TryPack();
  // Not logged: what who holds keys could have said.
  std::string TextNotice(absl::string_view office, ReportVerb verb, const std::string& text);
  std::string AnswerNote(absl::string_view office, const Hash& model);
  std::string RevokeNote(absl::string_view short_name);
  // The pack's log with this note at `index`, and the head that whoever has the log's key signs.
  void Replace(PackFiles& files, LeafIndex index, const std::string& note);

  TestMission& mission() { return mission_; }
  ScriptedHub& hub() { return hub_; }
  const ReportModel& model() const { return model_; }
  Hash digest() const;  // M
  Mirror& mirror();     // up to date

 private:
  ReportRow Row(absl::string_view office, uint64_t place, absl::string_view zone,
                absl::string_view province);
  void AddRows(absl::string_view office, absl::string_view zone, absl::string_view province,
               int count);
  std::string Note(absl::string_view office, std::optional<Hash> text,
                   decltype(ReportNote::act) act);
  std::string Report() const;
  LeafIndex Say(absl::string_view office, std::optional<Hash> text, decltype(ReportNote::act) act);

  SeededRandom random_{11};
  TestMission mission_;
  ScriptedHub hub_;
  MemoryFileSystem files_;
  std::unique_ptr<Mirror> mirror_;
  std::map<std::string, ReportSheet> sheets_;
  std::map<std::string, std::string> texts_;
  std::map<std::string, LeafIndex> places_;
  std::vector<std::unique_ptr<MemoryFileSystem>> copies_;
  std::vector<Hash> ladders_;
  ReportModel model_;
  std::string model_bytes_;
};

// Of a verdict: ids of the checks that fail, of those that were not made; all of it for a failure's
// message; one check, or none.
std::vector<std::string> FailedChecks(const ReportVerdict& verdict);
std::vector<std::string> ChecksNotMade(const ReportVerdict& verdict);
std::string Told(const ReportVerdict& verdict);
ReportCheck CheckOf(const ReportVerdict& verdict, absl::string_view id);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CORE_REPORT_PACK_PACK_TESTING_H_
