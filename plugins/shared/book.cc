#include "plugins/shared/book.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "proto/rules/directory.h"

namespace liaison::shared {
namespace {

constexpr size_t kRowsAtOnce = 1000;
constexpr char kSetupKey[] = "setup";
constexpr char kDevicePrefix[] = "device/";

std::string DeviceKey(absl::string_view name) { return absl::StrCat(kDevicePrefix, name); }
std::string CertKey(absl::string_view hash) { return absl::StrCat("cert/", hash); }

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

template <typename Texts>
bool Holds(const Texts& texts, absl::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

bool HasLine(absl::string_view text, absl::string_view key, absl::string_view value) {
  return Holds(LinesOf(text, key), value);
}

// Of a charter, whose mission is the JSON behind its lines.
void PutGuarantors(absl::string_view text, Setup& setup) {
  setup.clear_guarantors();
  const size_t blank = text.find("\n\n");
  if (blank == absl::string_view::npos) return;
  const absl::StatusOr<Mission> mission =
      ParseMission(absl::StripSuffix(text.substr(blank + 2), "\n"));
  if (!mission.ok()) return;  // the hub has read it
  for (const Party& party : mission->parties) {
    if (party.kind == PartyKind::kGuarantor) setup.add_guarantors(party.office);
  }
  setup.set_policy_threshold(mission->policy_threshold);
}

template <typename Message>
Message Parsed(const std::string& row) {
  Message message;
  message.ParseFromString(row);
  return message;
}

}  // namespace

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

const Setup& Book::setup() {
  if (!setup_.has_value()) setup_ = Parsed<Setup>(state_.Get(kSetupKey).value_or(""));
  return *setup_;
}

bool Book::HasOffice(absl::string_view office) { return Holds(setup().offices(), office); }

bool Book::IsGuarantor(absl::string_view office) { return Holds(setup().guarantors(), office); }

void Book::OnCharter(absl::string_view text) {
  Setup next = setup();
  next.set_ns(std::string(text.substr(0, text.find('/'))));
  next.clear_offices();
  for (const std::string& line : LinesOf(text, "office")) {
    next.add_offices(line.substr(0, line.find(' ')));
  }
  for (const std::string& before : setup().offices()) {
    if (Holds(next.offices(), before)) continue;
    Left& left = *next.add_left();
    left.set_office(before);
    left.set_index(now_.index.value());
    left.set_time_ms(now_.time_ms);
  }
  PutGuarantors(text, next);
  effects_.Put(kSetupKey, next.SerializeAsString());
  setup_ = std::move(next);
}

bool Book::OnCertificate(absl::string_view text, absl::string_view hash) {
  const std::vector<std::string> office = LinesOf(text, "office");
  const std::vector<std::string> subject = LinesOf(text, "subject");
  const std::vector<std::string> holder = LinesOf(text, "holder");
  if (!HasLine(text, "role", CertRoleName(CertRole::kDevice)) || office.empty() ||
      subject.empty() || holder.empty()) {
    return false;
  }
  const std::string key = DeviceKey(subject.front());
  const std::optional<std::string> before = state_.Get(key);
  Device device = Parsed<Device>(before.value_or(""));
  device.set_office(office.front());
  device.set_holder(holder.front());
  // A renewal may give it other mailboxes.
  device.set_jwg(HasLine(text, "mailbox", RoleName(Role::kJwg)));
  device.set_editor(HasLine(text, "mailbox", RoleName(Role::kEditor)));
  if (!before.has_value()) {
    device.set_certified(now_.index.value());
    device.set_certified_ms(now_.time_ms);
  }
  effects_.Put(key, device.SerializeAsString());
  effects_.Put(CertKey(hash), subject.front());
  return !before.has_value();
}

std::optional<EndedDevice> Book::OnRevocation(absl::string_view text) {
  const absl::StatusOr<Revocation> revocation = ParseRevocation(setup().ns(), text);
  // Its name goes on with another certificate.
  if (!revocation.ok() || revocation->reason == RevokeReason::kReplaced) return std::nullopt;
  const std::optional<std::string> name = state_.Get(CertKey(revocation->cert.view()));
  if (!name.has_value()) return std::nullopt;  // a registrar's
  Device device = Parsed<Device>(state_.Get(DeviceKey(*name)).value_or(""));
  // A renewal may be revoked after the certificate before it, for a worse reason.
  if (!device.has_ended()) {
    device.mutable_ended()->set_index(now_.index.value());
    device.mutable_ended()->set_time_ms(now_.time_ms);
    effects_.Put(DeviceKey(*name), device.SerializeAsString());
  }
  return EndedDevice{.name = *name, .reason = revocation->reason};
}

std::optional<KnownDevice> Book::FindDevice(absl::string_view name, LeafIndex as_of) {
  const std::optional<std::string> row = state_.Get(DeviceKey(name));
  if (!row.has_value()) return std::nullopt;
  return DeviceOf(name, Parsed<Device>(*row), as_of);
}

std::vector<KnownDevice> Book::Devices(LeafIndex as_of) {
  if (!devices_.has_value()) devices_ = ScanAll(state_, kDevicePrefix, "");
  std::vector<KnownDevice> devices;
  for (const plugin::Row& row : *devices_) {
    std::optional<KnownDevice> device =
        DeviceOf(absl::StripPrefix(row.key, kDevicePrefix), Parsed<Device>(row.value), as_of);
    if (device.has_value()) devices.push_back(*std::move(device));
  }
  return devices;
}

std::optional<KnownDevice> Book::DeviceOf(absl::string_view name, const Device& row,
                                          LeafIndex as_of) {
  if (row.certified() > as_of.value()) return std::nullopt;
  KnownDevice device{.name = std::string(name),
                     .office = row.office(),
                     .holder = row.holder(),
                     .jwg = row.jwg(),
                     .editor = row.editor(),
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

}  // namespace liaison::shared
