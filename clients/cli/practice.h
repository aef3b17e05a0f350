// A throw-away mission for one officer: two offices, a real hub on a free port of this machine,
// real key stores, real TLS, all in one folder, by the shipped programs as ops/demo/found does it.
#ifndef LIAISON_CLIENTS_CLI_PRACTICE_H_
#define LIAISON_CLIENTS_CLI_PRACTICE_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/notification.h"
#include "clients/cli/child.h"
#include "clients/cli/context.h"
#include "clients/cli/lesson.h"
#include "proto/base/secret.h"

namespace liaison {

// Thread: one. All errors of its functions: Aborted LEFT once `stop` is notified;
// FailedPrecondition PRACTICE about the command that failed, those of the file system.
class PracticeMission {
 public:
  struct Programs {
    std::string liaison;
    std::string hub;
  };

  // `folder` is there, empty, and the owner's alone. All outlive it.
  PracticeMission(Context& context, const Lesson& lesson, std::string folder, Programs programs,
                  const absl::Notification& stop);

  // Keys, charter, certificates; the hub runs afterwards. `step` is called as the work goes on.
  absl::Status Found(const std::function<void()>& step);
  absl::Status StartHub();
  void StopHub() { hub_.reset(); }

  // A command line of `office`'s desk, in the officer's language.
  std::vector<std::string> DeskWords(absl::string_view office,
                                     const std::vector<std::string>& command) const;
  // Runs it where nobody looks; its first line of JSON.
  absl::StatusOr<Json> Quietly(absl::string_view office, const std::vector<std::string>& command);
  // The serial of the newest notice that the desk sent, or received.
  absl::StatusOr<std::string> NewestSerial(absl::string_view office, bool sent);

 private:
  std::string Path(absl::string_view name) const { return absl::StrCat(folder_, "/", name); }
  absl::StatusOr<std::string> Output(const std::vector<std::string>& words);
  absl::Status WriteFiles();
  absl::Status MakeKeyStore(const std::string& desk);
  absl::StatusOr<std::string> MakeCharter();
  absl::Status MakeDesk(const std::string& office, const std::string& pin,
                        std::vector<std::string>& notes);

  Context& context_;
  const Lesson& lesson_;
  const std::string folder_;
  const Programs programs_;
  const absl::Notification& stop_;
  const std::vector<std::string> offices_;
  std::function<void()> step_ = [] {};
  Secret passphrase_;  // of every key store
  std::string address_;
  std::unique_ptr<Child> hub_;
};

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_PRACTICE_H_
