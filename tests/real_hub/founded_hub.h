// A data folder on the real disk: keys made, a TestMission founded, more devices certified than the
// mission itself has, a configuration file. What `liaison-hub run` needs.
#ifndef LIAISON_TESTS_REAL_HUB_FOUNDED_HUB_H_
#define LIAISON_TESTS_REAL_HUB_FOUNDED_HUB_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "hub/hub.h"
#include "proto/base/clock.h"
#include "proto/base/file_system.h"
#include "proto/base/random.h"
#include "proto/wire/certificate.h"
#include "proto/wire/sign.h"
#include "tests/fakes/test_mission.h"
#include "tests/real_hub/notice_chain.h"

namespace liaison {

struct WritingDevice {
  NoteSigner signer;
  TlsIdentity tls;
};

class FoundedHub {
 public:
  struct World {
    Clock& clock;
    Random& random;
    FileSystem& files;
  };
  static constexpr char kNs[] = "deescalation.example";

  // In `folder`, which must not exist, with `writers` devices that hold tur/duty. The world
  // outlives the object. Errors: as InitHub, FoundHub, FileSystem.
  static absl::StatusOr<std::unique_ptr<FoundedHub>> Make(const std::string& folder, size_t writers,
                                                          const World& world);

  const HubOptions& options() const { return options_; }
  std::string config_path() const { return folder_ + "/hub.toml"; }
  std::string tls_key_path() const { return folder_ + "/data/keys/tls.key.pem"; }
  std::string tls_certificate_path() const { return folder_ + "/data/keys/tls.cert.pem"; }
  const TestMission& mission() const { return *mission_; }
  const VKey& log_key() const { return mission_->charter().log; }
  const Seen& founding_head() const { return head_; }
  const std::vector<WritingDevice>& writers() const { return writers_; }
  // From writer `position` to irn/duty, on `ladder` if that is not empty.
  NoticeChain ChainOf(size_t position, const std::string& ladder = "") const;
  // irn/d01, which holds irn/duty.
  const TlsIdentity& reader() const { return reader_; }
  // Of a device of the mission itself, by short name: "tur/d01".
  absl::StatusOr<TlsIdentity> IdentityOf(absl::string_view device) const;

 private:
  FoundedHub(std::string folder, const World& world);

  absl::Status MakeDevices(size_t writers, std::vector<std::string>& notes);
  absl::StatusOr<TlsIdentity> IdentityOf(const SigningKey& tls) const;

  const std::string folder_;
  const World world_;
  HubOptions options_;
  std::unique_ptr<TestMission> mission_;
  std::vector<WritingDevice> writers_;
  TlsIdentity reader_;
  Seen head_;
};

}  // namespace liaison

#endif  // LIAISON_TESTS_REAL_HUB_FOUNDED_HUB_H_
