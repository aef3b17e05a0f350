// For tests: an initialised and founded hub in memory, and desks that write to it.
#ifndef LIAISON_HUB_HUB_FIXTURE_H_
#define LIAISON_HUB_HUB_FIXTURE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "hub/hub.h"
#include "hub/store/fault_env.h"
#include "proto/text/act.h"
#include "proto/text/header.h"
#include "proto/text/office_act.h"
#include "tests/fakes/manual_clock.h"
#include "tests/fakes/memory_file_system.h"
#include "tests/fakes/seeded_random.h"
#include "tests/fakes/test_mission.h"

namespace liaison {

inline const MailboxId kTurDuty = {"tur", Role::kDuty};
inline const MailboxId kTurHead = {"tur", Role::kHead};
inline const MailboxId kIrnDuty = {"irn", Role::kDuty};
inline const MailboxId kIrnHead = {"irn", Role::kHead};
inline const MailboxId kRusDuty = {"rus", Role::kDuty};

class TestHub {
 public:
  // `mission.ns` and `mission.hub` are set here; the clock begins when the mission is founded.
  explicit TestHub(uint64_t seed = 1, TestMissionOptions mission = {});
  ~TestHub();
  TestHub(const TestHub&) = delete;
  TestHub& operator=(const TestHub&) = delete;

  // The hub after a stop, or a crash: nothing survives but the files.
  void Close() { hub_.reset(); }
  absl::Status Open();
  // Closes, checks the folder, opens again.
  absl::Status Check();

  Hub& hub() const { return *hub_; }
  const TestMission& mission() const { return *mission_; }
  TestMission& mission() { return *mission_; }
  HubOptions& options() { return options_; }
  ManualClock& clock() { return clock_; }
  SeededRandom& random() { return random_; }
  MemoryFileSystem& files() { return files_; }
  FaultEnv& disk() { return disk_; }
  TreeSize size() const { return hub_->GetStatus().size; }
  Principal PrincipalOf(absl::string_view device) const;  // "tur/d01"

  // Submits and runs the sequencer until it is answered.
  Outcome Submit(absl::string_view device, const Submission& submission);
  // All in one group, answers in order.
  std::vector<Outcome> SubmitAll(absl::string_view device,
                                 const std::vector<Submission>& submissions);

 private:
  HubOptions options_;
  ManualClock clock_;
  SeededRandom random_;
  MemoryFileSystem files_;
  FaultEnv disk_;
  std::unique_ptr<TestMission> mission_;
  std::unique_ptr<Hub> hub_;
};

// The revocation of a device's certificate, signed by its office's registrar.
Submission MakeRevocation(const TestHub& test, absl::string_view device,
                          RevokeReason reason = RevokeReason::kLost);

// One device that composes; it numbers its streams, and takes a number back where it was refused.
class TestDesk {
 public:
  TestDesk(TestHub& hub, absl::string_view device, MailboxId as);

  const std::string& device() const { return device_; }
  // The next header to `to`, not yet numbered as used.
  EnvelopeHeader NextHeader(std::vector<MailboxId> to, Precedence precedence);
  Receipt NextReceipt(const EnvelopeHeader& target, ReceiptState state) const;
  // Of anything, on the stream to `to`.
  Receipt NextReceipt(const Hash& target, const std::string& to, ReceiptState state) const;
  // What an act on the stream to `to`, a mailbox or the hub, begins and ends with.
  ActHead NextHead(const std::string& to) const;
  // Signed, with the sealed body that `header` names.
  Submission Sign(const EnvelopeHeader& header) const;
  Submission Sign(const Receipt& receipt) const;
  Submission Sign(const OfficeAct& act) const;
  // The streams of what was accepted go on from here.
  void Advance(const EnvelopeHeader& header);
  void Advance(const Receipt& receipt);
  void Advance(const OfficeAct& act);

  // NextHeader, Sign, TestHub::Submit, Advance if accepted.
  Outcome Send(std::vector<MailboxId> to, Precedence precedence);
  Outcome Give(const EnvelopeHeader& target, ReceiptState state);
  Outcome Act(const OfficeAct& act);
  const EnvelopeHeader& last() const { return last_; }  // of Send

 private:
  StreamLine NextLine(const std::string& to) const;
  Submission SignAct(absl::string_view text) const;
  void AdvanceLine(const StreamLine& line, absl::string_view text);
  Seen Newest() const;

  TestHub& hub_;
  const std::string device_;
  const MailboxId as_;
  const std::string sealed_;
  std::map<std::string, StreamLine> heads_;  // counter and the hash of the newest text
  EnvelopeHeader last_;
};

}  // namespace liaison

#endif  // LIAISON_HUB_HUB_FIXTURE_H_
