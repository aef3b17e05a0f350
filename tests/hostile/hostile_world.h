// Real desks on lines that lie, before the real hub (HonestHub) or before one that logs whatever it
// is given (CorruptHub): what only a hub in an attacker's hands would do.
#ifndef LIAISON_TESTS_HOSTILE_HOSTILE_WORLD_H_
#define LIAISON_TESTS_HOSTILE_HOSTILE_WORLD_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/core/desk/desk.h"
#include "clients/core/language/phrasebook.h"
#include "clients/core/trust/hub_testing.h"
#include "hub/hub_fixture.h"
#include "proto/text/header.h"
#include "tests/fakes/manual_clock.h"
#include "tests/fakes/seeded_random.h"
#include "tests/hostile/lying_connection.h"
#include "tests/sim/local_hub_connection.h"
#include "tests/sim/sim_desk.h"

namespace liaison {

// The duty desks.
inline const MailboxId kTur = {"tur", Role::kDuty};
inline const MailboxId kIrn = {"irn", Role::kDuty};
inline const MailboxId kJor = {"jor", Role::kDuty};
inline const MailboxId kRus = {"rus", Role::kDuty};

// A line without faults.
class PlainLine final : public LocalLine {
 public:
  explicit PlainLine(Hub* hub) : hub_(hub) {}
  LineFault NextFault() override { return LineFault::kNone; }
  Hub* hub() override { return hub_; }

 private:
  Hub* const hub_;
};

NoticeDraft DraftOf(const MailboxId& as, std::vector<MailboxId> to, absl::string_view subject);

// An officer at a desk whose line lies.
class Victim {
 public:
  Victim(const SimDeskWorld& world, absl::string_view device, absl::string_view folder,
         HubConnection& hub);

  Desk& desk() { return *desk_; }
  void ConnectTo(HubConnection& hub) { hub_ = &hub; }
  // Queues a notice to `to`; CHECKs.
  OutboxItem Say(const MailboxId& as, const MailboxId& to, absl::string_view subject);
  // Desk::Sync; keeps what was shown.
  absl::Status Sync();
  // Codes of all alarms shown so far, in order.
  std::vector<std::string> Alarms() const;
  const std::vector<InboxEvent>& events() const { return events_; }
  // What lies in the archive, oldest first.
  std::vector<ArchivedNotice> Notices();
  // States of own receipts, queued or sent.
  std::vector<ReceiptState> Receipts();

  Lies lies;

 private:
  SimDesk home_;
  HubConnection* hub_;
  std::unique_ptr<Desk> desk_;
  std::vector<InboxEvent> events_;
};

// Folder, forms and victims of one test.
class Room {
 public:
  Room();
  ~Room();
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;

  const FormLibrary& forms() const { return forms_; }
  Victim& Seat(const SimDeskWorld& world, absl::string_view device, HubConnection& hub);

 private:
  const std::string folder_;
  const Phrasebook phrases_;
  const FormLibrary forms_;
  std::vector<std::unique_ptr<Victim>> victims_;
};

// The real hub; and a second head of it: the same keys, the same founding, another later life.
class HonestHub {
 public:
  HonestHub();

  TestHub& hub() { return hub_; }
  TestHub& other() { return other_; }
  // "tur/d01", at the first head.
  Victim& Join(absl::string_view device);
  HubConnection& LineTo(TestHub& hub, absl::string_view device);

 private:
  FoundingPrekeys prekeys_;
  TestHub hub_;
  TestHub other_;
  PlainLine line_;
  PlainLine other_line_;
  std::vector<std::unique_ptr<HubConnection>> connections_;
  Room room_;
};

// A hub that logs what it is given and delivers all of it to everybody.
class CorruptHub {
 public:
  CorruptHub();

  const TestMission& mission() const { return mission_; }
  const FoundingPrekeys& prekeys() const { return prekeys_; }
  SeededRandom& random() { return random_; }
  ScriptedHub& hub() { return hub_; }
  Victim& Join(absl::string_view device);

  Seen Newest() const;
  // A header and its notice as an honest client would make them, numbered 1, unsealed.
  ComposedNotice Compose(const NoteSigner& author, const MailboxId& as,
                         std::vector<MailboxId> to) const;
  // The current keys of these devices.
  std::vector<AgeRecipient> KeysOf(const std::vector<std::string>& devices) const;
  std::string SealTo(const std::vector<std::string>& devices, absl::string_view notice);
  // Signs `header` over `sealed` and logs it.
  void Log(EnvelopeHeader header, absl::string_view sealed, const NoteSigner& device);

 private:
  SeededRandom random_;
  FoundingPrekeys prekeys_;
  TestMission mission_;
  ManualClock clock_;
  ScriptedHub hub_;
  PlainLine no_line_;
  Room room_;
};

}  // namespace liaison

#endif  // LIAISON_TESTS_HOSTILE_HOSTILE_WORLD_H_
