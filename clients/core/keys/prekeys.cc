#include "clients/core/keys/prekeys.h"

#include <algorithm>
#include <utility>

#include "clients/core/keys/secret_names.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// The identity of `serial`: the store's, or a new one that is in the store when this returns.
absl::StatusOr<AgeIdentity> IdentityFor(uint64_t serial, KeyStore& store, Random& random) {
  const std::string name = PrekeySecretName(serial);
  const absl::StatusOr<Secret> stored = store.Get(name);
  if (stored.ok()) return AgeIdentity::Parse(stored->view());
  if (!absl::IsNotFound(stored.status())) return stored.status();
  AgeIdentity identity = AgeIdentity::Generate(random);
  RETURN_IF_ERROR(store.Put(name, identity.ToText()));
  return identity;
}

bool EarlierSerial(const Prekey& a, const Prekey& b) { return a.serial < b.serial; }

}  // namespace

std::vector<PrekeyWindow> PlanPrekeys(absl::Span<const Prekey> published, int64_t hub_time_s) {
  uint64_t serial = 0;
  int64_t covered_s = hub_time_s;  // what is published ends here
  if (!published.empty()) {
    const Prekey& last = *std::max_element(published.begin(), published.end(), EarlierSerial);
    serial = last.serial;
    covered_s = last.not_after_s;
    if (covered_s < hub_time_s) {
      covered_s += (hub_time_s - covered_s) / kPrekeyLife_s * kPrekeyLife_s;
    }
  }
  std::vector<PrekeyWindow> windows;
  while (covered_s < hub_time_s + kPrekeyAhead_s) {
    windows.push_back({++serial, covered_s, covered_s + kPrekeyLife_s});
    covered_s += kPrekeyLife_s;
  }
  return windows;
}

absl::StatusOr<std::vector<std::string>> MakePrekeys(absl::string_view ns, const Hash& charter,
                                                     const NoteSigner& device,
                                                     absl::Span<const Prekey> published,
                                                     int64_t hub_time_s, KeyStore& store,
                                                     Random& random) {
  std::vector<std::string> notes;
  for (const PrekeyWindow& window : PlanPrekeys(published, hub_time_s)) {
    ASSIGN_OR_RETURN(const AgeIdentity identity, IdentityFor(window.serial, store, random));
    const Prekey prekey{.ns = std::string(ns),
                        .charter = charter,
                        .subject = device.vkey().name,
                        .serial = window.serial,
                        .recipient = identity.recipient().ToString(),
                        .not_before_s = window.not_before_s,
                        .not_after_s = window.not_after_s};
    notes.push_back(device.SignNote(PrintPrekey(prekey)));
  }
  return notes;
}

std::vector<uint64_t> ExpiredPrekeys(absl::Span<const Prekey> published, int64_t hub_time_s) {
  std::vector<uint64_t> serials;
  for (const Prekey& prekey : published) {
    if (prekey.not_after_s <= hub_time_s - kPrekeyGrace_s) serials.push_back(prekey.serial);
  }
  std::sort(serials.begin(), serials.end());
  return serials;
}

absl::StatusOr<std::vector<uint64_t>> DestroyExpiredPrekeys(absl::Span<const Prekey> published,
                                                            int64_t hub_time_s, KeyStore& store) {
  ASSIGN_OR_RETURN(const std::vector<std::string> names, store.Names());
  std::vector<uint64_t> destroyed;
  for (const uint64_t serial : ExpiredPrekeys(published, hub_time_s)) {
    const std::string name = PrekeySecretName(serial);
    if (!std::binary_search(names.begin(), names.end(), name)) continue;
    RETURN_IF_ERROR(store.Destroy(name));
    destroyed.push_back(serial);
  }
  return destroyed;
}

absl::StatusOr<LivePrekeys> LoadPrekeys(KeyStore& store) {
  ASSIGN_OR_RETURN(const std::vector<std::string> names, store.Names());
  std::vector<uint64_t> serials;
  for (const std::string& name : names) {
    if (const std::optional<uint64_t> serial = PrekeySerialOf(name)) serials.push_back(*serial);
  }
  std::sort(serials.rbegin(), serials.rend());
  LivePrekeys live;
  for (const uint64_t serial : serials) {
    const absl::StatusOr<Secret> text = store.Get(PrekeySecretName(serial));
    if (!text.ok() && !absl::IsDataLoss(text.status())) return text.status();
    absl::StatusOr<AgeIdentity> identity =
        text.ok() ? AgeIdentity::Parse(text->view()) : text.status();
    if (!identity.ok()) {
      live.damaged.push_back(serial);
      continue;
    }
    live.serials.push_back(serial);
    live.identities.push_back(*std::move(identity));
  }
  return live;
}

}  // namespace liaison
