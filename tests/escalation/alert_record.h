// What a plugin's alert becomes, in the form of `plugkit run`, without a hub.
#ifndef LIAISON_TESTS_ESCALATION_ALERT_RECORD_H_
#define LIAISON_TESTS_ESCALATION_ALERT_RECORD_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/strings/string_view.h"
#include "plugins/plugkit/script.h"
#include "proto/liaison/plugin/v1/plugin.pb.h"

namespace liaison {

struct AlertPlace {
  std::string plugin;
  std::string ns;
  int64_t began_ms = 0;  // when "+0" is
  int64_t now_ms = 0;
  std::function<std::string(const std::string& hash)> name_of;
};
plugkit::Record RecordOf(const plugin::v1::Alert& alert, const AlertPlace& place);

}  // namespace liaison

#endif  // LIAISON_TESTS_ESCALATION_ALERT_RECORD_H_
