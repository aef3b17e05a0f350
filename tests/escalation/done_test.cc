// DONE, which no script brings: another plugin says it.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "plugins/escalation/escalation.h"
#include "proto/text/policy_note.h"
#include "tests/escalation/memory_rows.h"

namespace liaison::escalation {
namespace {

namespace v1 = plugin::v1;
using Strings = std::vector<std::string>;

constexpr char kNs[] = "deescalation.example";
constexpr int64_t kNow_ms = 1796104800000;
constexpr int64_t kMinute_ms = 60 * 1000;
// Its editor and jwg, after an hour its head.
constexpr char kRules[] =
    R"({"ack":"any","catch_up":"strict","on_empty":"advance","on_undeliverable":"advance",)"
    R"("renotify_on_handover":false,"repeat":0,"rungs":[)"
    R"({"targets":["addressee/editor","addressee/jwg"],)"
    R"("wait_s":{"flash":3600,"immediate":3600,"priority":3600,"routine":3600}},)"
    R"({"targets":["addressee/head"],)"
    R"("wait_s":{"flash":3600,"immediate":3600,"priority":3600,"routine":3600}}]})";

class Done : public testing::Test {
 protected:
  Done() {
    stage_.GiveNote("charter", CharterText(kNs, {"irn", "rus", "tur"}), {"rus/r01"});
    stage_.GiveNote("ladder",
                    PrintPolicyNote({.ns = kNs,
                                     .hub = std::string(kNs) + "/log",
                                     .policy = {"L-REPORT", 1},
                                     .from = std::string(kNs) + "/rus/d03",
                                     .as = {"rus", Role::kJwg},
                                     .seen = Seen{.size = TreeSize(1)},
                                     .rules = kRules}),
                    {"rus/d03"});
    v1::Event event = EventOf("DEADLINE_MISSED", "report", raised_);
    event.mutable_alert()->mutable_ladder()->set_id("L-REPORT");
    event.mutable_alert()->mutable_ladder()->set_version(1);
    for (const char* mailbox : {"irn/editor", "irn/head", "irn/jwg"}) {
      event.mutable_alert()->add_mailboxes(mailbox);
    }
    stage_.Give(std::move(event));
  }

  static v1::Event EventOf(const std::string& code, const std::string& by,
                           const std::string& hash) {
    v1::Event event;
    event.mutable_alert()->set_code(code);
    event.mutable_alert()->set_plugin(by);
    event.mutable_alert()->set_hash(hash);
    event.mutable_alert()->set_precedence(v1::PRIORITY);
    return event;
  }
  void SayDone(const std::string& by) {
    v1::Event event = EventOf("DONE", by, std::string(32, 'd'));
    event.mutable_alert()->add_refs(raised_);
    stage_.Give(std::move(event));
  }
  void PassTo(int64_t minutes) {
    stage_.PassTo(kNow_ms + minutes * kMinute_ms);
    const auto is_due = [this](const auto& timer) { return timer.second <= stage_.now_ms(); };
    const std::map<std::string, int64_t>& due = stage_.due();
    for (auto next = std::find_if(due.begin(), due.end(), is_due); next != due.end();
         next = std::find_if(due.begin(), due.end(), is_due)) {
      stage_.Fire(std::string(next->first));
    }
  }
  // "NOTIFY irn/editor irn/jwg".
  Strings Said() const {
    Strings said;
    for (const v1::Alert& alert : stage_.said()) {
      said.push_back(alert.code());
      for (const std::string& mailbox : alert.mailboxes()) said.back() += " " + mailbox;
    }
    return said;
  }

  Escalation plugin_;
  PluginOnRows stage_{plugin_, kNs, kNow_ms};
  const std::string raised_ = std::string(32, 'a');
};

TEST_F(Done, EndsWhatClimbsInTheOfficeThatWasLate) {
  PassTo(60);
  SayDone("report");
  const Strings expected = {"NOTIFY irn/editor irn/jwg", "NOTIFY irn/head",
                            "STAND_DOWN irn/editor irn/head irn/jwg"};
  EXPECT_EQ(Said(), expected);
  PassTo(600);
  SayDone("report");
  EXPECT_EQ(Said(), expected);
}

TEST_F(Done, OfAnotherPluginEndsNothing) {
  SayDone("watch");
  SayDone("");  // the hub itself
  PassTo(60);
  EXPECT_EQ(Said(), (Strings{"NOTIFY irn/editor irn/jwg", "NOTIFY irn/head"}));
}

}  // namespace
}  // namespace liaison::escalation
