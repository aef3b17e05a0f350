// `liaison-hub time-zones`: hands this machine's time zones to the running hub, which logs them.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/commands.h"
#include "hub/gateway/admin_client.h"
#include "hub/machine_time_zones.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// Of the parties' capitals, of the mission's area, of where the instrument was signed.
std::vector<std::string> DefaultZones() {
  return {"Asia/Almaty",   "Asia/Amman", "Asia/Damascus", "Asia/Tehran", "Europe/Istanbul",
          "Europe/Moscow", "UTC"};
}

}  // namespace

absl::Status TimeZonesCommand(const CommandWorld& world, const HubConfig& config,
                              const std::vector<std::string>& zones) {
  ASSIGN_OR_RETURN(const TimeZones read,
                   ReadMachineTimeZones(world.files, zones.empty() ? DefaultZones() : zones));
  v1::PluginRequest request;
  request.set_verb(v1::PluginRequest::TIME_ZONES);
  request.set_data(PrintTimeZones(read));
  AdminClient admin(JoinPath(config.hub.data_path, "admin.sock"));
  ASSIGN_OR_RETURN(const std::string text, admin.AskPlugins(request, /*patient=*/false));
  ASSIGN_OR_RETURN(const Json answer, ParseCanonicalJson(text));
  const std::string what = absl::StrCat(answer.IntegerOr("zones", 0), " time zones of tzdata ",
                                        answer.StringOr("database", ""));
  const int64_t record = answer.IntegerOr("record", 0);
  const Json* logged = answer.Find("logged");
  Answer(world,
         logged != nullptr && *logged->boolean()
             ? absl::StrCat("logged as record ", record, ": ", what)
             : absl::StrCat("already so: record ", record, " has the same ", what),
         answer);
  return absl::OkStatus();
}

}  // namespace liaison
