// What `plugkit conform` and `plugkit attack` say: a line for each check, as soon as it is known.
#ifndef LIAISON_PLUGINS_PLUGKIT_CHECK_REPORT_H_
#define LIAISON_PLUGINS_PLUGKIT_CHECK_REPORT_H_

#include <cstddef>
#include <cstdio>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace liaison {

class CheckReport {
 public:
  // `out` outlives it. With `json` each line is an object {"check", "ok", "why"}.
  CheckReport(std::FILE* out, bool json) : out_(out), json_(json) {}

  // "ok      name: why" or "FAILED  name: why".
  void Add(absl::string_view name, bool ok, absl::string_view why);
  // As Add; `why` is said where the check holds, else what the status says.
  void Add(absl::string_view name, const absl::Status& status, absl::string_view why);

  bool failed() const { return failed_ > 0; }
  // Errors: InvalidArgument CHECKS_FAILED, with how many of them.
  absl::Status Verdict() const;

 private:
  std::FILE* const out_;
  const bool json_;
  size_t checks_ = 0;
  size_t failed_ = 0;
};

}  // namespace liaison

#endif  // LIAISON_PLUGINS_PLUGKIT_CHECK_REPORT_H_
