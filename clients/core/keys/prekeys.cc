#include "clients/core/keys/prekeys.h"

#include <algorithm>
#include <optional>
#include <set>
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

// From `from_s`, the time until which whatever prekey a sender would take (the highest serial in
// force) can be opened; looks no further than `until_s`.
int64_t CoveredUntil(absl::Span<const Prekey> published, int64_t from_s, int64_t until_s,
                     absl::FunctionRef<bool(uint64_t serial)> openable) {
  int64_t time_s = from_s;
  while (time_s < until_s) {
    const Prekey* taken = nullptr;
    for (const Prekey& prekey : published) {
      if (prekey.not_before_s > time_s || prekey.not_after_s <= time_s) continue;
      if (taken == nullptr || prekey.serial > taken->serial) taken = &prekey;
    }
    if (taken == nullptr || !openable(taken->serial)) return time_s;
    // Until it ends, or a higher serial begins.
    int64_t next_s = taken->not_after_s;
    for (const Prekey& prekey : published) {
      if (prekey.serial > taken->serial && prekey.not_before_s > time_s) {
        next_s = std::min(next_s, prekey.not_before_s);
      }
    }
    time_s = next_s;
  }
  return time_s;
}

}  // namespace

std::vector<PrekeyWindow> PlanPrekeys(absl::Span<const Prekey> published, int64_t hub_time_s,
                                      absl::FunctionRef<bool(uint64_t serial)> openable) {
  const int64_t until_s = hub_time_s + kPrekeyAhead_s;
  int64_t start_s = CoveredUntil(published, hub_time_s, until_s, openable);
  uint64_t serial = 0;
  if (!published.empty()) {
    const auto [first, last] =
        std::minmax_element(published.begin(), published.end(), EarlierSerial);
    serial = last->serial;
    if (start_s > first->not_before_s) {
      start_s -= (start_s - first->not_before_s) % kPrekeyLife_s;
    }
  }
  std::vector<PrekeyWindow> windows;
  for (; start_s < until_s; start_s += kPrekeyLife_s) {
    windows.push_back({++serial, start_s, start_s + kPrekeyLife_s});
  }
  return windows;
}

absl::StatusOr<std::vector<std::string>> MakePrekeys(absl::string_view ns, const Hash& charter,
                                                     const NoteSigner& device,
                                                     absl::Span<const Prekey> published,
                                                     int64_t hub_time_s, KeyStore& store,
                                                     Random& random) {
  ASSIGN_OR_RETURN(const LivePrekeys live, LoadPrekeys(store));
  const std::set<uint64_t> serials(live.serials.begin(), live.serials.end());
  const auto openable = [&](uint64_t serial) { return serials.contains(serial); };
  std::vector<std::string> notes;
  for (const PrekeyWindow& window : PlanPrekeys(published, hub_time_s, openable)) {
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
