#include "hub/plugin_test_fixture.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "hub/data_folder.h"
#include "proto/base/check.h"

namespace liaison {
namespace {

namespace v1 = plugin::v1;

constexpr int64_t kMinute_ms = 60'000;
// A step after which nothing has moved this often is the last.
constexpr int kQuietSteps = 4;

void RaiseAlert(const std::string& code, const std::string& ref, int64_t count,
                v1::EventResult& result) {
  v1::Alert& alert = *result.add_effects()->mutable_alert();
  alert.set_code(code);
  alert.set_precedence(v1::ROUTINE);
  alert.add_mailboxes("rus/duty");
  alert.add_refs(ref);
  v1::Param& param = *alert.add_params();
  param.set_name("count");
  param.set_integer(count);
}

}  // namespace

void Tally(const v1::Event& event, const SimulatedState& state, v1::EventResult& result) {
  const std::string key = absl::StrCat("n/", event.order_key());
  int64_t count = 0;
  static_cast<void>(absl::SimpleAtoi(state.Get(key), &count));
  if (event.has_envelope()) {
    v1::Put& put = *result.add_effects()->mutable_put();
    put.set_key(key);
    put.set_value(absl::StrCat(++count));
    v1::SetTimer& timer = *result.add_effects()->mutable_set_timer();
    timer.set_key(event.order_key());
    timer.set_due_ms(event.time_ms() + kMinute_ms);
    timer.set_payload(event.order_key());
    timer.set_order_key(event.order_key());
    RaiseAlert("COUNTED", event.order_key(), count, result);
  } else if (event.has_act()) {
    result.add_effects()->mutable_cancel_timer()->set_key(event.order_key());
  } else if (event.has_timer()) {
    result.add_effects()->mutable_delete_()->set_key(key);
    RaiseAlert("SILENCE", event.timer().payload(), count, result);
  }
}

PluginTest::PluginTest(uint64_t seed, TestMissionOptions mission)
    : test_(seed, std::move(mission)) {
  plugins_.Define("tally", Tally);
  Reopen();
}

void PluginTest::Reopen() {
  test_.Close();
  LIAISON_CHECK(test_.Open().ok());
  test_.hub().StartPlugins(
      plugins_, test_.clock(),
      [this](absl::string_view plugin, absl::string_view event, absl::string_view text) {
        reports_.push_back(absl::StrCat(plugin, " ", event, " ", text));
      });
}

absl::StatusOr<Json> PluginTest::Ask(PluginRequest request) {
  absl::StatusOr<Json> answer = absl::UnknownError("no answer");
  test_.hub().AskPlugins(std::move(request),
                         [&answer](absl::StatusOr<Json> found) { answer = std::move(found); });
  Run();
  return answer;
}

void PluginTest::Install(const std::string& manifest) {
  const absl::StatusOr<Json> answer =
      Ask({.verb = PluginRequest::Verb::kInstall,
           .bundle = {.manifest = manifest, .binary = absl::StrCat("binary of ", manifest)}});
  LIAISON_CHECK(answer.ok());
}

void PluginTest::Enable(const std::string& plugin) {
  LIAISON_CHECK(Ask({.verb = PluginRequest::Verb::kEnable, .plugin = plugin}).ok());
}

void PluginTest::Start() {
  Install();
  Enable();
}

void PluginTest::Run() {
  for (int quiet = 0; quiet < kQuietSteps;) {
    const uint64_t messages = plugins_.messages();
    const int starts = plugins_.starts();
    test_.hub().RunPlugins();
    const bool wrote = test_.hub().RunSequencer() != 0;
    quiet = wrote || plugins_.messages() != messages || plugins_.starts() != starts ? 0 : quiet + 1;
  }
}

void PluginTest::Pass(absl::Duration duration) {
  for (; duration > absl::ZeroDuration(); duration -= absl::Seconds(1)) {
    test_.clock().Advance(absl::Seconds(1));
    Run();
  }
}

std::string PluginTest::State(const std::string& plugin) {
  const absl::StatusOr<Json> list = Ask({.verb = PluginRequest::Verb::kList});
  for (const Json& one : *list->Find("plugins")->array()) {
    if (one.StringOr("plugin", "") == plugin) return one.StringOr("state", "");
  }
  return "";
}

int64_t PluginTest::Number(const std::string& member, const std::string& plugin) {
  const absl::StatusOr<Json> list = Ask({.verb = PluginRequest::Verb::kList});
  for (const Json& one : *list->Find("plugins")->array()) {
    if (one.StringOr("plugin", "") == plugin) return one.IntegerOr(member, -1);
  }
  return -1;
}

std::vector<LoggedRecord> PluginTest::ReadLog() {
  test_.Close();
  std::vector<LoggedRecord> records;
  {
    const std::unique_ptr<DataFolder> folder =
        OpenDataFolder(test_.options(), /*create=*/false, test_.files(), test_.disk().env())
            .value();
    LIAISON_CHECK(
        folder->log
            ->ReadRange(LeafIndex(0), folder->log->head().size,
                        [&](LeafIndex index, const RecordHead& head, absl::string_view body) {
                          records.push_back({index, head, std::string(body)});
                          return absl::OkStatus();
                        })
            .ok());
  }
  Reopen();
  return records;
}

std::vector<Alert> PluginTest::Alerts(const std::string& code) {
  std::vector<Alert> alerts;
  for (const LoggedRecord& record : ReadLog()) {
    if (record.head.kind != RecordKind::kAlert) continue;
    Alert alert = ParseAlert(test_.mission().ns(), record.body).value();
    if (alert.code == code) alerts.push_back(std::move(alert));
  }
  return alerts;
}

}  // namespace liaison
