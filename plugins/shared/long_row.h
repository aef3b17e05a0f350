// A row longer than the hub's rows are: in up to 8 pieces of 60 KiB.
#ifndef LIAISON_PLUGINS_SHARED_LONG_ROW_H_
#define LIAISON_PLUGINS_SHARED_LONG_ROW_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "plugins/sdk/plugin.h"

namespace liaison::shared {

// For one event; `state` outlives it. The first piece lies at `key`, the others at "key/<number>".
class LongRow {
 public:
  LongRow(plugin::State& state, std::string key);

  // As it was; nullopt: there was none.
  const std::optional<std::string>& bytes() const { return bytes_; }
  // Only pieces that change are written. What is too long cannot be processed; `what` it is, for
  // people: "the state of map z".
  void Put(absl::string_view bytes, absl::string_view what, plugin::Effects& effects);

 private:
  std::string KeyOf(uint32_t number) const;

  plugin::State& state_;
  const std::string key_;
  uint32_t pieces_ = 0;  // rows that it takes now
  std::optional<std::string> bytes_;
};

}  // namespace liaison::shared

#endif  // LIAISON_PLUGINS_SHARED_LONG_ROW_H_
