#include "tests/sim/sim_desk.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/core/keys/key_store.h"
#include "clients/core/keys/secret_names.h"
#include "clients/core/keys/tag_seed.h"
#include "proto/base/check.h"
#include "proto/wire/sodium_crypto.h"

namespace liaison {
namespace {

constexpr int kCheapLogN = 4;  // the passphrase of a simulated officer protects nothing
constexpr size_t kDatabaseKeyBytes = 32;

// The mission's; as every office has it from the founding.
Secret TagSeed() { return Secret::CopyOf(std::string(kTagSeedBytes, 't')); }

Secret Passphrase() { return Secret::CopyOf("six words that nobody would guess"); }

}  // namespace

RecipientMaker FoundingPrekeys::Maker() {
  return [this](absl::string_view owner, uint64_t serial) {
    auto& own = identities_[std::string(owner)];
    auto known = own.find(serial);
    if (known == own.end()) {
      known = own.emplace(serial, AgeIdentity::Generate(random_)).first;
    }
    return known->second.recipient().ToString();
  };
}

const std::map<uint64_t, AgeIdentity>& FoundingPrekeys::Of(absl::string_view owner) const {
  const auto known = identities_.find(std::string(owner));
  LIAISON_CHECK(known != identities_.end());
  return known->second;
}

SimDesk::SimDesk(const SimDeskWorld& world, absl::string_view device, absl::string_view folder,
                 absl::Duration clock_offset)
    : world_(world), device_(device), folder_(folder), clock_(world.clock, clock_offset) {
  MakeHome();
}

void SimDesk::MakeHome() {
  const HomePaths paths(folder_);
  const TestMission& mission = world_.mission;
  LIAISON_CHECK(
      WriteHomeConfig({.ns = mission.ns(), .device = mission.FullName(device_)}, paths, files_)
          .ok());
  LIAISON_CHECK(JoinMission(mission.notes().front(), mission.charter_hash(), "local:0", paths,
                            files_, SodiumCrypto())
                    .ok());
  const absl::StatusOr<std::unique_ptr<KeyStore>> created =
      KeyStore::Create(paths.keys, Passphrase(), kCheapLogN, files_, world_.random);
  LIAISON_CHECK(created.ok());
  KeyStore& keys = **created;
  Secret database(kDatabaseKeyBytes);
  world_.random.Fill(database.data(), database.size());
  LIAISON_CHECK(keys.Put(kSecretDatabase, database).ok());
  LIAISON_CHECK(keys.Put(kSecretSigning, mission.signer(device_).key().seed()).ok());
  LIAISON_CHECK(keys.Put(kSecretTls, mission.tls_key(device_).seed()).ok());
  LIAISON_CHECK(keys.Put(kSecretTagSeed, TagSeed()).ok());
  for (const auto& [serial, identity] : world_.prekeys.Of(mission.FullName(device_))) {
    LIAISON_CHECK(keys.Put(PrekeySecretName(serial), identity.ToText()).ok());
  }
}

absl::Status SimDesk::Open() {
  absl::StatusOr<std::unique_ptr<Desk>> desk = Desk::Open(
      folder_, Passphrase(),
      {.clock = clock_,
       .random = world_.random,
       .files = files_,
       .crypto = SodiumCrypto(),
       .forms = world_.forms},
      [this](const HubAddress&) -> absl::StatusOr<std::unique_ptr<HubConnection>> {
        return ConnectLocally(world_.line, SpkiPinOf(world_.mission.tls_key(device_).public_key()));
      });
  if (desk.ok()) desk_ = *std::move(desk);
  return desk.status();
}

absl::StatusOr<SyncReport> SimDesk::Sync() {
  return desk_->Sync({.on_event = [this](const InboxEvent& event) {
    if (!event.alarm.has_value()) return;
    alarms_.push_back(absl::StrCat(event.alarm->code, " ", event.alarm->subject));
  }});
}

}  // namespace liaison
