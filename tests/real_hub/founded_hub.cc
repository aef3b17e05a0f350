#include "tests/real_hub/founded_hub.h"

#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "hub/hub_keys.h"
#include "proto/base/status_macros.h"
#include "proto/wire/checkpoint.h"

namespace liaison {
namespace {

constexpr int kFirstWriter = 1000;

std::string ConfigFor(const HubOptions& options) {
  return absl::StrCat("ns = \"", options.ns, "\"\ndata = \"", options.data_path,
                      "\"\n[listen]\naddress = \"127.0.0.1:0\"\n[limits]\nsubmits_per_minute = ",
                      options.submits_per_minute_max, "\n[log]\nlevel = \"warning\"\n");
}

}  // namespace

FoundedHub::FoundedHub(std::string folder, const World& world)
    : folder_(std::move(folder)), world_(world) {
  options_.ns = kNs;
  options_.data_path = folder_ + "/data";
  options_.submits_per_minute_max = 1'000'000;
}

absl::StatusOr<std::unique_ptr<FoundedHub>> FoundedHub::Make(const std::string& folder,
                                                             size_t writers, const World& world) {
  auto hub = absl::WrapUnique(new FoundedHub(folder, world));
  const HubOptions& options = hub->options_;
  RETURN_IF_ERROR(world.files.MakeDirectories(folder));
  RETURN_IF_ERROR(world.files.Write(hub->config_path(), ConfigFor(options)));
  RETURN_IF_ERROR(InitHub(options, "hub.example", world.clock, world.random, world.files));
  ASSIGN_OR_RETURN(const HubKeys keys, LoadHubKeys(options, world.files));
  hub->mission_ = std::make_unique<TestMission>(
      world.random,
      TestMissionOptions{
          .ns = options.ns,
          .founded = world.clock.Now() - absl::Hours(1),
          .hub = TestHubKeys{.log = keys.log.vkey(), .hub = keys.hub.vkey(), .tls = keys.tls}});
  std::vector<std::string> notes = hub->mission_->notes();
  RETURN_IF_ERROR(hub->MakeDevices(writers, notes));
  RETURN_IF_ERROR(FoundHub(options, notes, world.clock, world.random, world.files, nullptr));
  ASSIGN_OR_RETURN(const std::unique_ptr<Hub> opened,
                   Hub::Open(options, world.clock, world.random, world.files, nullptr));
  ASSIGN_OR_RETURN(const SignedCheckpoint head,
                   OpenCheckpoint(opened->GetStatus().checkpoint, keys.log.vkey()));
  hub->head_ = {.size = head.size(), .root = head.root()};
  return hub;
}

absl::StatusOr<TlsIdentity> FoundedHub::IdentityOf(const SigningKey& tls) const {
  const absl::Time now = world_.clock.Now();
  return MakeTlsIdentity(tls, "liaison", now - absl::Hours(1), now + absl::Hours(24),
                         world_.random);
}

absl::StatusOr<TlsIdentity> FoundedHub::IdentityOf(absl::string_view device) const {
  return IdentityOf(mission_->tls_key(device));
}

absl::Status FoundedHub::MakeDevices(size_t writers, std::vector<std::string>& notes) {
  ASSIGN_OR_RETURN(reader_, IdentityOf("irn/d01"));
  writers_.reserve(writers);
  for (size_t i = 0; i < writers; ++i) {
    const std::string number = absl::StrCat(kFirstWriter + i);
    const std::string name = absl::StrCat("tur/d", number);
    const SigningKey tls = SigningKey::Generate(world_.random);
    ASSIGN_OR_RETURN(TlsIdentity identity, IdentityOf(tls));
    NoteSigner signer(mission_->FullName(name), SigningKey::Generate(world_.random));
    Certificate certificate = mission_->CertificateFor(
        name, absl::StrCat("p", number), CertRole::kDevice, {Role::kDuty}, signer.vkey().key);
    certificate.tls = identity.spki_sha256;
    notes.push_back(
        SignNoteBy(PrintCertificate(certificate), {&mission_->signer("tur/r01"), &signer}));
    writers_.push_back({std::move(signer), std::move(identity)});
  }
  return absl::OkStatus();
}

NoticeChain FoundedHub::ChainOf(size_t position, const std::string& ladder) const {
  const int64_t tomorrow_s = absl::ToUnixSeconds(world_.clock.Now() + absl::Hours(24));
  return NoticeChain(
      {.ns = options_.ns,
       .as = {.office = "tur", .role = Role::kDuty},
       .to = {.office = "irn", .role = Role::kDuty},
       .seen = head_,
       .expires_s = tomorrow_s,
       .ladder = ladder.empty() ? std::nullopt : std::optional<PolicyRef>({ladder, 1})},
      writers_[position].signer, world_.random);
}

}  // namespace liaison
