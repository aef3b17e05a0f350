#include "plugins/plugkit/conform_link.h"

#include <sys/wait.h>

#include <cstring>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/plugin_process/launcher_main.h"
#include "plugins/plugkit/raw_plugin.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

namespace v1 = plugin::v1;

constexpr uint64_t kNextCall = 1000;
constexpr uint32_t kFarSchema = 1000;
// Field 99, a length-delimited one, and nothing in it.
constexpr absl::string_view kUnknownBody("\x9a\x06\x00", 3);

v1::ToPlugin MakeDrain() {
  v1::ToPlugin message;
  message.set_call_id(kNextCall);
  message.mutable_drain();
  return message;
}

std::string HowItEnded(const std::optional<int>& status) {
  if (!status.has_value()) return "it goes on";
  if (WIFSIGNALED(*status)) {
    return absl::StrCat("it was ended by signal ", WTERMSIG(*status), " (",
                        sigdescr_np(WTERMSIG(*status)), ")");
  }
  return absl::StrCat("it exits with ", WEXITSTATUS(*status));
}

bool ExitsWithZero(const std::optional<int>& status) { return status == 0; }

class LinkChecks {
 public:
  LinkChecks(const PluginManifest& manifest, const v1::ToPlugin& hello, const Clock& clock,
             CheckReport& report, std::function<absl::StatusOr<std::unique_ptr<RawPlugin>>()> start)
      : manifest_(manifest),
        hello_(hello),
        clock_(clock),
        report_(report),
        start_(std::move(start)) {}

  absl::Status Run() {
    RETURN_IF_ERROR(Handshake());
    RETURN_IF_ERROR(Upkeep());
    RETURN_IF_ERROR(OtherHub("other protocol",
                             [](v1::Hello& hello) { hello.set_protocol(kPluginProtocol + 1); }));
    RETURN_IF_ERROR(OtherHub("other schema", [this](v1::Hello& hello) {
      hello.set_state_schema(manifest_.schema + kFarSchema);
    }));
    v1::ToPlugin unknown;
    unknown.set_call_id(kNextCall);
    std::string frame;
    AppendFrame(absl::StrCat(unknown.SerializeAsString(), kUnknownBody), frame);
    RETURN_IF_ERROR(Breaks("unknown message", frame));
    std::string damaged;
    AppendFrame(MakeDrain().SerializeAsString(), damaged);
    damaged[4] = static_cast<char>(damaged[4] ^ 1);
    return Breaks("wrong checksum", damaged);
  }

 private:
  absl::StatusOr<std::unique_ptr<RawPlugin>> Greeted() {
    ASSIGN_OR_RETURN(std::unique_ptr<RawPlugin> plugin, start_());
    plugin->Send(hello_);
    static_cast<void>(plugin->Receive());
    return plugin;
  }

  absl::Status Handshake() {
    ASSIGN_OR_RETURN(const std::unique_ptr<RawPlugin> plugin, start_());
    plugin->Send(hello_);
    const std::optional<v1::FromPlugin> answer = plugin->Receive();
    const std::string mistake = Mistake(answer);
    report_.Add("handshake", mistake.empty(),
                mistake.empty() ? absl::StrCat("version ", answer->hello().plugin_version(), " by ",
                                               answer->hello().sdk())
                                : mistake);
    return absl::OkStatus();
  }

  std::string Mistake(const std::optional<v1::FromPlugin>& answer) const {
    if (!answer.has_value() || !answer->has_hello()) return "it does not answer Hello";
    const v1::HelloAck& ack = answer->hello();
    if (answer->call_id() != hello_.call_id()) return "it answers another call";
    if (ack.protocol() != manifest_.protocol) {
      return absl::StrCat("it speaks protocol ", ack.protocol(), ", its manifest says ",
                          manifest_.protocol);
    }
    if (ack.plugin_version() != manifest_.version) {
      return absl::StrCat("its version is ", ack.plugin_version(), ", its manifest says ",
                          manifest_.version);
    }
    if (manifest_.schema < ack.schema_min() || manifest_.schema > ack.schema_max()) {
      return absl::StrCat("it runs on schema ", ack.schema_min(), " to ", ack.schema_max(),
                          ", its manifest says ", manifest_.schema);
    }
    for (const std::string& feature : ack.features()) {
      if (feature != "eager-state" && feature != "scan") {
        return absl::StrCat("it needs the feature ", feature, ", which was not offered");
      }
    }
    return "";
  }

  // Not the first process of its launcher, which is only coming up then.
  absl::Status Upkeep() {
    const absl::Time before = clock_.Now();
    ASSIGN_OR_RETURN(const std::unique_ptr<RawPlugin> plugin, Greeted());
    report_.Add("start", true,
                absl::StrCat("live after ", absl::ToInt64Microseconds(clock_.Now() - before),
                             " us, with ", plugin->resident_bytes_max() >> 10, " KiB resident"));
    v1::ToPlugin ping;
    ping.set_call_id(kNextCall);
    ping.mutable_ping()->set_echo("canary");
    plugin->Send(ping);
    const std::optional<v1::FromPlugin> pong = plugin->Receive();
    const bool echoed = pong.has_value() && pong->pong().echo() == "canary";
    report_.Add("ping", echoed, echoed ? "it answers with the same bytes" : "no such answer");
    plugin->Send(MakeDrain());
    const std::optional<int> status = plugin->AwaitEnd();
    report_.Add("drain", ExitsWithZero(status), HowItEnded(status));
    return absl::OkStatus();
  }

  // It says what it is, or ends; the hub decides. What it must not do is crash.
  absl::Status OtherHub(absl::string_view name, const std::function<void(v1::Hello&)>& change) {
    ASSIGN_OR_RETURN(const std::unique_ptr<RawPlugin> plugin, start_());
    v1::ToPlugin message = hello_;
    change(*message.mutable_hello());
    plugin->Send(message);
    const std::optional<v1::FromPlugin> answer = plugin->Receive();
    plugin->Send(MakeDrain());
    const std::optional<int> status = plugin->AwaitEnd();
    const bool says = answer.has_value() && answer->hello().protocol() == manifest_.protocol;
    report_.Add(name, says && ExitsWithZero(status),
                absl::StrCat(says ? "it says what it speaks" : "it does not say what it speaks",
                             "; then ", HowItEnded(status)));
    return absl::OkStatus();
  }

  absl::Status Breaks(absl::string_view name, absl::string_view frame) {
    ASSIGN_OR_RETURN(const std::unique_ptr<RawPlugin> plugin, Greeted());
    plugin->SendBytes(frame);
    const bool answered = plugin->Receive().has_value();
    const std::optional<int> status = plugin->AwaitEnd();
    report_.Add(name, !answered && status.has_value() && !ExitsWithZero(status),
                absl::StrCat(answered ? "it answers; then " : "", HowItEnded(status)));
    return absl::OkStatus();
  }

  const PluginManifest& manifest_;
  const v1::ToPlugin& hello_;
  const Clock& clock_;
  CheckReport& report_;
  const std::function<absl::StatusOr<std::unique_ptr<RawPlugin>>()> start_;
};

}  // namespace

absl::Status CheckLink(const Bundle& bundle, const PluginManifest& manifest,
                       const v1::ToPlugin& hello, const Clock& clock, CheckReport& report) {
  ASSIGN_OR_RETURN(const std::shared_ptr<Launcher> launcher, Launcher::Spawn(kPluginLauncher));
  ASSIGN_OR_RETURN(const std::unique_ptr<Descriptor> file, MakeBundleFile(bundle.binary));
  return LinkChecks(manifest, hello, clock, report,
                    [&] { return RawPlugin::Start(*launcher, *file, manifest.data_bytes_max); })
      .Run();
}

absl::Status CheckTornBatch(const Bundle& bundle, const PluginManifest& manifest,
                            const v1::ToPlugin& hello, const v1::ToPlugin& batch,
                            CheckReport& report) {
  ASSIGN_OR_RETURN(const std::shared_ptr<Launcher> launcher, Launcher::Spawn(kPluginLauncher));
  ASSIGN_OR_RETURN(const std::unique_ptr<Descriptor> file, MakeBundleFile(bundle.binary));
  std::string frame;
  AppendFrame(batch.SerializeAsString(), frame);
  for (size_t at = 0; at < frame.size(); ++at) {
    ASSIGN_OR_RETURN(const std::unique_ptr<RawPlugin> plugin,
                     RawPlugin::Start(*launcher, *file, manifest.data_bytes_max));
    plugin->Send(hello);
    static_cast<void>(plugin->Receive());
    plugin->SendBytes(absl::string_view(frame).substr(0, at));
    plugin->EndLink();
    const bool answered = plugin->Receive().has_value();
    const std::optional<int> status = plugin->AwaitEnd();
    if (!answered && status.has_value() && !ExitsWithZero(status)) continue;
    report.Add("torn batch", false,
               absl::StrCat("cut after ", at, " bytes: ", answered ? "it answers; " : "",
                            HowItEnded(status)));
    return absl::OkStatus();
  }
  report.Add("torn batch", true,
             absl::StrCat("cut after each of ", frame.size(), " bytes, it says nothing and ends"));
  return absl::OkStatus();
}

}  // namespace liaison
