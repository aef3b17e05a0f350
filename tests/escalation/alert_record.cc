#include "tests/escalation/alert_record.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "proto/text/header.h"

namespace liaison {
namespace {

std::string OffsetOf(int64_t time_ms, const AlertPlace& place) {
  return PrintOffset(absl::Milliseconds(time_ms - place.began_ms));
}

std::string ValueOf(const plugin::v1::Param& param, const AlertPlace& place) {
  if (param.value_case() != plugin::v1::Param::kInteger) return param.token();
  return param.name() == kInstantParam ? OffsetOf(param.integer(), place)
                                       : absl::StrCat(param.integer());
}

}  // namespace

plugkit::Record RecordOf(const plugin::v1::Alert& alert, const AlertPlace& place) {
  plugkit::Record record;
  record.set_at(OffsetOf(place.now_ms, place));
  record.set_kind("ALERT");
  record.set_plugin(place.plugin);
  record.set_code(alert.code());
  record.set_public_(alert.public_());
  record.set_precedence(std::string(PrecedenceName(static_cast<Precedence>(alert.precedence()))));
  *record.mutable_mailboxes() = alert.mailboxes();
  std::sort(record.mutable_mailboxes()->begin(), record.mutable_mailboxes()->end());
  for (const std::string& device : alert.devices()) {
    record.add_devices(device.substr(place.ns.size() + 1));
  }
  for (const std::string& ref : alert.refs()) record.add_refs(place.name_of(ref));
  std::sort(record.mutable_refs()->begin(), record.mutable_refs()->end());
  for (const plugin::v1::Param& param : alert.params()) {
    (*record.mutable_params())[param.name()] = ValueOf(param, place);
  }
  return record;
}

}  // namespace liaison
