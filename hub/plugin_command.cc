// `liaison-hub plugin ...`: asks the running hub on its local socket, and says what it answers.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "hub/commands.h"
#include "hub/gateway/admin_client.h"
#include "hub/plugin_host/bundle.h"
#include "hub/plugin_host/manifest.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

using Request = v1::PluginRequest;

absl::StatusOr<Request::Verb> VerbOf(absl::string_view verb) {
  static constexpr std::pair<absl::string_view, Request::Verb> kVerbs[] = {
      {"list", Request::LIST},
      {"install", Request::INSTALL},
      {"enable", Request::ENABLE},
      {"suspend", Request::SUSPEND},
      {"quarantine list", Request::QUARANTINE_LIST},
      {"quarantine retry", Request::QUARANTINE_RETRY},
      {"quarantine skip", Request::QUARANTINE_SKIP},
      {"replay verify", Request::REPLAY_VERIFY},
      {"replay rebuild", Request::REPLAY_REBUILD},
      {"why", Request::WHY},
  };
  for (const auto& [name, value] : kVerbs) {
    if (name == verb) return value;
  }
  return Malformed("verb", "VERB", "no such command");
}

absl::StatusOr<Request> MakeRequest(const CommandWorld& world, const PluginCommandLine& line) {
  Request request;
  ASSIGN_OR_RETURN(const Request::Verb verb, VerbOf(line.verb));
  request.set_verb(verb);
  request.set_plugin(line.plugin);
  request.set_record(line.record);
  request.set_reason(line.reason);
  if (verb != Request::INSTALL) return request;
  absl::StatusOr<std::string> binary =
      world.files.Read(JoinPath(line.folder, "plugin"), kBinaryBytesMax);
  if (absl::IsNotFound(binary.status())) {
    return MakeError(absl::StatusCode::kNotFound,
                     absl::StrCat(line.folder,
                                  " is no bundle: that is a folder with the files "
                                  "plugin and manifest.textproto"),
                     {.reason = "BUNDLE", .subject = line.folder, .field = ""});
  }
  RETURN_IF_ERROR(binary.status());
  request.set_binary(*std::move(binary));
  ASSIGN_OR_RETURN(
      *request.mutable_manifest(),
      world.files.Read(JoinPath(line.folder, "manifest.textproto"), kManifestBytesMax));
  return request;
}

std::string ListText(const Json& answer) {
  const Json::Array& plugins = *answer.Find("plugins")->array();
  if (plugins.empty()) return "no plugin is installed: liaison-hub plugin install FOLDER";
  std::vector<std::string> lines;
  for (const Json& plugin : plugins) {
    std::string line =
        absl::StrCat(plugin.StringOr("plugin", ""), " ", plugin.StringOr("version", ""), "  ",
                     plugin.StringOr("state", ""));
    if (plugin.Find("events") != nullptr) {
      absl::StrAppend(&line, "  ", plugin.IntegerOr("events", 0), " records taken, ",
                      plugin.IntegerOr("behind", 0), " waiting, ", plugin.IntegerOr("timers", 0),
                      " timers");
    }
    if (plugin.IntegerOr("quarantine", 0) != 0) {
      absl::StrAppend(&line, "  ", plugin.IntegerOr("quarantine", 0), " IN QUARANTINE");
    }
    const std::string fault = plugin.StringOr("last_fault", "");
    if (!fault.empty()) absl::StrAppend(&line, "\n    last fault: ", fault);
    lines.push_back(std::move(line));
  }
  return absl::StrJoin(lines, "\n");
}

std::string QuarantineText(const Json& answer) {
  const Json::Array& events = *answer.Find("quarantine")->array();
  if (events.empty()) return "nothing is set aside";
  std::vector<std::string> lines;
  for (const Json& event : events) {
    lines.push_back(absl::StrCat(
        event.StringOr("plugin", ""), "  record ", event.IntegerOr("record", 0), "  ",
        event.StringOr("fault", ""), " after ", event.IntegerOr("attempts", 0), " attempts",
        *event.Find("halts")->boolean() ? "; the plugin waits" : "; its like wait",
        event.StringOr("output", "").empty() ? "" : "\n    it wrote: ",
        event.StringOr("output", "")));
  }
  return absl::StrJoin(lines, "\n");
}

std::string ValueText(const Json& value) {
  if (value.string() != nullptr) return *value.string();
  if (value.integer() != nullptr) return absl::StrCat(*value.integer());
  std::vector<std::string> parts;
  if (value.array() != nullptr) {
    for (const Json& part : *value.array()) parts.push_back(ValueText(part));
  }
  return absl::StrJoin(parts, ", ");
}

// "record 12 RELEASE 2026-11-27T05:00:00.000Z", then what else is known of it; causes below.
std::string WhyText(const Json& answer) {
  std::vector<std::string> lines;
  for (const Json& step : *answer.Find("chain")->array()) {
    const absl::Time time = absl::FromUnixMillis(step.IntegerOr("time_ms", 0));
    lines.push_back(
        absl::StrCat(lines.empty() ? "" : "because of ", "record ", step.IntegerOr("record", 0),
                     "  ", step.StringOr("kind", ""), "  ",
                     absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", time, absl::UTCTimeZone())));
    for (const auto& [name, value] : *step.object()) {
      if (name == "record" || name == "kind" || name == "time_ms") continue;
      const std::string text = ValueText(value);
      if (!text.empty()) lines.push_back(absl::StrCat("    ", name, ": ", text));
    }
  }
  return absl::StrJoin(lines, "\n");
}

std::string DoneText(const PluginCommandLine& line, const Request& request, const Json& answer) {
  switch (request.verb()) {
    case Request::LIST:
      return ListText(answer);
    case Request::QUARANTINE_LIST:
      return QuarantineText(answer);
    case Request::WHY:
      return WhyText(answer);
    case Request::INSTALL: {
      const std::string plugin = answer.StringOr("plugin", "");
      return absl::StrCat(
          request.manifest(), "\ninstalled ", plugin, " ", answer.StringOr("version", ""),
          ", bundle ", answer.StringOr("bundle", ""),
          "\nThis is what it may do. If that is right: ", "liaison-hub plugin enable ", plugin);
    }
    case Request::ENABLE:
      return absl::StrCat("enabled ", line.plugin,
                          ": liaison-hub plugin list shows how it gets on");
    case Request::SUSPEND:
      return absl::StrCat("suspended ", line.plugin);
    case Request::REPLAY_VERIFY:
    case Request::REPLAY_REBUILD:
      return absl::StrCat("the same: ", answer.IntegerOr("events", 0), " records up to ",
                          answer.IntegerOr("through", 0), ", effect chain ",
                          answer.StringOr("effect_chain", ""),
                          request.verb() == Request::REPLAY_REBUILD
                              ? "\nthe state computed now has taken the place of the old one"
                              : "");
    default:
      return absl::StrCat("done: ", line.verb, " of record ", line.record);
  }
}

}  // namespace

absl::Status PluginCommand(const CommandWorld& world, const HubConfig& config,
                           const PluginCommandLine& line) {
  ASSIGN_OR_RETURN(const Request request, MakeRequest(world, line));
  AdminClient admin(JoinPath(config.hub.data_path, "admin.sock"));
  const bool patient =
      request.verb() == Request::REPLAY_VERIFY || request.verb() == Request::REPLAY_REBUILD;
  ASSIGN_OR_RETURN(const std::string text, admin.AskPlugins(request, patient));
  ASSIGN_OR_RETURN(const Json answer, ParseCanonicalJson(text));
  Answer(world, DoneText(line, request, answer), answer);
  return absl::OkStatus();
}

}  // namespace liaison
