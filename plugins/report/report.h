// The plugin: each record to the report that it concerns. Deterministic, without I/O: (state,
// record) -> (state, effects).
#ifndef LIAISON_PLUGINS_REPORT_REPORT_H_
#define LIAISON_PLUGINS_REPORT_REPORT_H_

#include "plugins/sdk/plugin.h"

namespace liaison::report {

class ReportPlugin final : public plugin::Plugin {
 public:
  void OnEvent(const plugin::Event& event, plugin::State& state, plugin::Effects& effects) override;
};

}  // namespace liaison::report

#endif  // LIAISON_PLUGINS_REPORT_REPORT_H_
