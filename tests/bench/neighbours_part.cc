#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/gateway/admin_client.h"
#include "hub/plugin_host/bundle.h"
#include "hub/plugin_host/manifest.h"
#include "proto/base/status_macros.h"
#include "proto/text/canonical_json.h"
#include "tests/bench/load.h"
#include "tests/bench/plugins_bench.h"
#include "tests/real_hub/child_process.h"

namespace liaison {
namespace {

// What a plugin does wrong, told by the ladder of the notices.
struct Misdeed {
  std::string name;
  std::string plugin;
  std::string ladder;
};
const std::vector<Misdeed>& Misdeeds() {
  static const auto* const kMisdeeds = new std::vector<Misdeed>{
      {"hangs", "hang", "HANG"},
      {"dies in a loop", "broken", "ANY"},
      {"floods its output", "flood", "STDERR"},
      {"floods the operator's log", "flood", "LOG"},
      {"asks for state without end", "flood", "STATE"},
      {"spins when idle", "flood", "IDLE"},
  };
  return *kMisdeeds;
}

constexpr size_t kClients = 16;
constexpr double kRateMax = 20'000;

class NeighboursPart final : public BenchPart {
 public:
  NeighboursPart(const CommandLine& line, const BenchWorld& world) : line_(line), world_(world) {}

  absl::Status Prepare();
  absl::Status Round(Figures& figures) override;
  std::vector<Bar> Bars() const override {
    std::vector<Bar> bars;
    for (const Misdeed& misdeed : Misdeeds()) {
      bars.push_back({.figure = Ratio(misdeed), .limit = 2});
    }
    return bars;
  }

 private:
  static std::string Ratio(const Misdeed& misdeed) {
    return absl::StrCat("plugin ", misdeed.name, ": submit p99 / without");
  }
  absl::StatusOr<Json> Operate(v1::PluginRequest::Verb verb, const std::string& plugin,
                               int64_t record = 0) const;
  absl::Status Install(const std::string& plugin) const;
  absl::Status RetryAll(const std::string& plugin) const;
  absl::StatusOr<double> MeasureP99(absl::Span<LoadClient* const> clients) const;
  absl::Status MeasureBeside(const Misdeed& misdeed, absl::Span<LoadClient* const> clients,
                             Figures& figures) const;

  const CommandLine& line_;
  const BenchWorld world_;
  std::unique_ptr<FoundedHub> founded_;
  std::unique_ptr<ChildProcess> hub_;
  std::unique_ptr<AdminClient> admin_;
  std::vector<LoadClient> clients_;  // kClients for each misdeed
};

absl::StatusOr<Json> NeighboursPart::Operate(v1::PluginRequest::Verb verb,
                                             const std::string& plugin, int64_t record) const {
  v1::PluginRequest request;
  request.set_verb(verb);
  request.set_plugin(plugin);
  request.set_record(static_cast<uint64_t>(record));
  request.set_reason("bench");
  ASSIGN_OR_RETURN(const std::string answer, admin_->AskPlugins(request, /*patient=*/false));
  return ParseCanonicalJson(answer);
}

absl::Status NeighboursPart::Install(const std::string& plugin) const {
  const std::string folder = absl::StrCat(LIAISON_TEST_BUNDLES "/", plugin);
  v1::PluginRequest request;
  request.set_verb(v1::PluginRequest::INSTALL);
  ASSIGN_OR_RETURN(*request.mutable_binary(),
                   world_.files.Read(folder + "/plugin", kBinaryBytesMax));
  ASSIGN_OR_RETURN(*request.mutable_manifest(),
                   world_.files.Read(folder + "/manifest.textproto", kManifestBytesMax));
  return admin_->AskPlugins(request, /*patient=*/false).status();
}

// What was set aside in an earlier round would keep the plugin quiet in this one.
absl::Status NeighboursPart::RetryAll(const std::string& plugin) const {
  ASSIGN_OR_RETURN(const Json aside, Operate(v1::PluginRequest::QUARANTINE_LIST, plugin));
  for (const Json& event : *aside.Find("quarantine")->array()) {
    RETURN_IF_ERROR(
        Operate(v1::PluginRequest::QUARANTINE_RETRY, plugin, event.IntegerOr("record", 0))
            .status());
  }
  return absl::OkStatus();
}

absl::Status NeighboursPart::Prepare() {
  const size_t writers = kClients * Misdeeds().size();
  ASSIGN_OR_RETURN(founded_, FoundedHub::Make(line_.folder + "/neighbours", writers, world_));
  ASSIGN_OR_RETURN(hub_,
                   ChildProcess::Start({LIAISON_HUB, "run", "--config", founded_->config_path()},
                                       line_.folder + "/servers.log"));
  admin_ = std::make_unique<AdminClient>(founded_->options().data_path + "/admin.sock");
  for (const char* plugin : {"hang", "broken", "flood"}) {
    RETURN_IF_ERROR(Install(plugin));
  }
  for (size_t i = 0; i < writers; ++i) {
    clients_.emplace_back(founded_->writers()[i].tls, hub_->port(),
                          founded_->ChainOf(i, Misdeeds()[i / kClients].ladder),
                          LoadClient::Order::kOnce);
  }
  return absl::OkStatus();
}

absl::StatusOr<double> NeighboursPart::MeasureP99(absl::Span<LoadClient* const> clients) const {
  const auto ready = static_cast<size_t>(kRateMax * line_.seconds / kClients);
  for (LoadClient* client : clients) client->MakeReady(ready);
  ASSIGN_OR_RETURN(const LoadResult load, RunCalls(clients, absl::Seconds(line_.seconds)));
  return Percentile(load.latencies_us, 0.99);
}

absl::Status NeighboursPart::MeasureBeside(const Misdeed& misdeed,
                                           absl::Span<LoadClient* const> clients,
                                           Figures& figures) const {
  ASSIGN_OR_RETURN(const double before_us, MeasureP99(clients));
  RETURN_IF_ERROR(Operate(v1::PluginRequest::ENABLE, misdeed.plugin).status());
  RETURN_IF_ERROR(RetryAll(misdeed.plugin));
  ASSIGN_OR_RETURN(const double beside_us, MeasureP99(clients));
  RETURN_IF_ERROR(Operate(v1::PluginRequest::SUSPEND, misdeed.plugin).status());
  ASSIGN_OR_RETURN(const double after_us, MeasureP99(clients));
  const double without_us = (before_us + after_us) / 2;
  figures.Add("16 clients: submit p99, no plugin", "us", without_us);
  figures.Add(absl::StrCat("plugin ", misdeed.name, ": submit p99"), "us", beside_us);
  figures.Add(Ratio(misdeed), "", beside_us / without_us);
  return absl::OkStatus();
}

absl::Status NeighboursPart::Round(Figures& figures) {
  for (size_t i = 0; i < Misdeeds().size(); ++i) {
    std::vector<LoadClient*> own;
    for (size_t c = i * kClients; c < (i + 1) * kClients; ++c) own.push_back(&clients_[c]);
    RETURN_IF_ERROR(MeasureBeside(Misdeeds()[i], own, figures));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<BenchPart>> MakeNeighboursPart(const CommandLine& line,
                                                              const BenchWorld& world) {
  auto part = std::make_unique<NeighboursPart>(line, world);
  RETURN_IF_ERROR(part->Prepare());
  return part;
}

}  // namespace liaison
