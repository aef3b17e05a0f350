#include "plugins/maps/book.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "plugins/maps/keys.h"

namespace liaison::maps {
namespace {

constexpr size_t kRowsAtOnce = 1000;

// What stands behind `key` in the lines of a note that the hub has verified. Reading its keys, too,
// would take a cryptographic library.
std::vector<std::string> LinesOf(absl::string_view text, absl::string_view key) {
  const std::string start = absl::StrCat(key, " ");
  std::vector<std::string> lines;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (line.empty()) break;  // what follows is JSON
    if (absl::ConsumePrefix(&line, start)) lines.emplace_back(line);
  }
  return lines;
}

bool HasLine(absl::string_view text, absl::string_view key, absl::string_view value) {
  const std::vector<std::string> lines = LinesOf(text, key);
  return std::find(lines.begin(), lines.end(), value) != lines.end();
}

template <typename Message>
Message Parsed(const std::string& row) {
  Message message;
  message.ParseFromString(row);
  return message;
}

std::vector<plugin::Row> ScanAll(plugin::State& state, absl::string_view prefix,
                                 std::string after) {
  std::vector<plugin::Row> all;
  for (size_t got = kRowsAtOnce; got == kRowsAtOnce;) {
    std::vector<plugin::Row> rows = state.Scan(prefix, after, kRowsAtOnce);
    got = rows.size();
    if (got > 0) after = rows.back().key;
    std::move(rows.begin(), rows.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace

const Setup& Book::setup() {
  if (!setup_.has_value()) setup_ = Parsed<Setup>(state_.Get(kSetupKey).value_or(""));
  return *setup_;
}

void Book::OnCharter(absl::string_view text) {
  Setup next = setup();
  next.set_ns(std::string(text.substr(0, text.find('/'))));
  next.clear_offices();
  for (const std::string& line : LinesOf(text, "office")) {
    next.add_offices(line.substr(0, line.find(' ')));
  }
  for (const std::string& before : setup().offices()) {
    const auto& offices = next.offices();
    if (std::find(offices.begin(), offices.end(), before) != offices.end()) continue;
    Left& left = *next.add_left();
    left.set_office(before);
    left.set_index(now_.index.value());
    left.set_time_ms(now_.time_ms);
  }
  effects_.Put(kSetupKey, next.SerializeAsString());
  setup_ = std::move(next);
}

bool Book::OnCertificate(absl::string_view text, absl::string_view hash) {
  const std::vector<std::string> office = LinesOf(text, "office");
  const std::vector<std::string> subject = LinesOf(text, "subject");
  if (!HasLine(text, "role", CertRoleName(CertRole::kDevice)) || office.empty() ||
      subject.empty()) {
    return false;
  }
  const std::string key = DeviceKey(subject.front());
  const std::optional<std::string> before = state_.Get(key);
  Device device = Parsed<Device>(before.value_or(""));
  device.set_office(office.front());
  // A renewal may give it other mailboxes.
  device.set_jwg(HasLine(text, "mailbox", RoleName(Role::kJwg)));
  if (!before.has_value()) {
    device.set_certified(now_.index.value());
    device.set_certified_ms(now_.time_ms);
  }
  effects_.Put(key, device.SerializeAsString());
  effects_.Put(CertKey(hash), subject.front());
  if (!before.has_value()) NoteChange("", RevokeReason::kLost);
  return !before.has_value();
}

bool Book::OnRevocation(absl::string_view text) {
  const absl::StatusOr<Revocation> revocation = ParseRevocation(setup().ns(), text);
  // Its name goes on with another certificate.
  if (!revocation.ok() || revocation->reason == RevokeReason::kReplaced) return false;
  const std::optional<std::string> name = state_.Get(CertKey(revocation->cert.view()));
  if (!name.has_value()) return false;  // a registrar's
  Device device = Parsed<Device>(state_.Get(DeviceKey(*name)).value_or(""));
  // A renewal may be revoked after the certificate before it, for a worse reason.
  if (!device.has_ended()) {
    device.mutable_ended()->set_index(now_.index.value());
    device.mutable_ended()->set_time_ms(now_.time_ms);
    effects_.Put(DeviceKey(*name), device.SerializeAsString());
  }
  NoteChange(*name, revocation->reason);
  return true;
}

void Book::NoteChange(const std::string& revoked, RevokeReason reason) {
  Change change;
  change.set_time_ms(now_.time_ms);
  change.set_revoked(revoked);
  change.set_reason(static_cast<uint32_t>(reason));
  effects_.Put(ChangeKey(now_.index.value()), change.SerializeAsString());
  effects_.Put(kChangesKey, absl::StrCat(now_.index.value() + 1));
}

uint64_t Book::ChangesEnd() {
  uint64_t end = 0;
  static_cast<void>(absl::SimpleAtoi(state_.Get(kChangesKey).value_or("0"), &end));
  return end;
}

std::vector<DeviceChange> Book::ChangesSince(uint64_t from) {
  std::vector<DeviceChange> changes;
  if (ChangesEnd() <= from) return changes;
  const std::string after = from == 0 ? "" : ChangeKey(from - 1);
  for (const plugin::Row& row : ScanAll(state_, kChangePrefix, after)) {
    uint64_t index = 0;
    static_cast<void>(absl::SimpleHexAtoi(absl::StripPrefix(row.key, kChangePrefix), &index));
    if (index >= now_.index.value()) break;
    const auto change = Parsed<Change>(row.value);
    changes.push_back({.at = {.index = LeafIndex(index), .time_ms = change.time_ms()},
                       .revoked = change.revoked(),
                       .reason = static_cast<RevokeReason>(change.reason())});
  }
  return changes;
}

std::optional<MapDevice> Book::FindDevice(absl::string_view name, LeafIndex as_of) {
  const std::optional<std::string> row = state_.Get(DeviceKey(name));
  if (!row.has_value()) return std::nullopt;
  return DeviceOf(name, Parsed<Device>(*row), as_of);
}

std::vector<MapDevice> Book::Devices(LeafIndex as_of) {
  if (!devices_.has_value()) devices_ = ScanAll(state_, kDevicePrefix, "");
  std::vector<MapDevice> devices;
  for (const plugin::Row& row : *devices_) {
    std::optional<MapDevice> device =
        DeviceOf(absl::StripPrefix(row.key, kDevicePrefix), Parsed<Device>(row.value), as_of);
    if (device.has_value()) devices.push_back(*std::move(device));
  }
  return devices;
}

std::optional<MapDevice> Book::DeviceOf(absl::string_view name, const Device& row,
                                        LeafIndex as_of) {
  if (row.certified() > as_of.value()) return std::nullopt;
  MapDevice device{.name = std::string(name),
                   .office = row.office(),
                   .jwg = row.jwg(),
                   .certified_ms = row.certified_ms()};
  if (row.has_ended() && row.ended().index() <= as_of.value()) {
    device.ended_ms = row.ended().time_ms();
  }
  // An office that leaves takes its devices along.
  for (const Left& left : setup().left()) {
    const bool ends = left.office() == row.office() && left.index() > row.certified() &&
                      left.index() <= as_of.value();
    if (ends && (!device.ended_ms.has_value() || left.time_ms() < *device.ended_ms)) {
      device.ended_ms = left.time_ms();
    }
  }
  return device;
}

}  // namespace liaison::maps
