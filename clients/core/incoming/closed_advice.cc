#include "clients/core/incoming/closed_advice.h"

#include <set>
#include <utility>

namespace liaison {
namespace {

bool IsInService(const Directory& directory, const std::string& device) {
  return directory
      .SignerAt(device, LeafIndex(directory.size().value()), directory.TimeAt(directory.size()))
      .ok();
}

// Devices of the own office, in service now, that the sender sealed to; the own office's sending
// desk has what it sent in its archive.
std::vector<std::string> DesksThatOpen(const EnvelopeHeader& header, const ReaderIdentity& reader,
                                       const Directory& directory) {
  std::set<std::string> devices;
  const auto add = [&](const MailboxId& mailbox) {
    if (mailbox.office != reader.office) return;
    for (const DeviceKey& key : directory.Resolve(mailbox, header.seen.size)) {
      devices.insert(key.device);
    }
  };
  for (const MailboxId& mailbox : header.to) add(mailbox);
  for (const MailboxId& mailbox : header.info) add(mailbox);
  add(header.as);
  if (header.as.office == reader.office) devices.insert(header.from);
  devices.erase(reader.device);
  std::erase_if(devices,
                [&](const std::string& device) { return !IsInService(directory, device); });
  return {devices.begin(), devices.end()};
}

}  // namespace

absl::string_view ClosedActionName(ClosedAction action) {
  switch (action) {
    case ClosedAction::kFetch:
      return "fetch";
    case ClosedAction::kAskAgain:
      return "ask_again";
    case ClosedAction::kOtherDesk:
      return "other_desk";
    case ClosedAction::kArchive:
      return "archive";
    case ClosedAction::kWait:
      return "wait";
    case ClosedAction::kCheckpoint:
      return "checkpoint";
  }
  return "";
}

ClosedAdvice AdviceFor(absl::string_view why, const EnvelopeHeader& header,
                       const ReaderIdentity& reader, const Directory& directory) {
  if (why == "HUB_CORRUPT_BODY" || why == "NOT_FETCHED") return {.action = ClosedAction::kFetch};
  if (why == "NOT_RELEASED") return {.action = ClosedAction::kWait};
  if (why == "SEEN_UNPROVEN") return {.action = ClosedAction::kCheckpoint};
  // The sender made it so for everybody: another desk would fare no better.
  if (why == "NOTICE_INVALID" || why == "FORWARDED_COPY" || why == "CANNOT_OPEN") {
    return {.action = ClosedAction::kAskAgain};
  }
  std::vector<std::string> devices = DesksThatOpen(header, reader, directory);
  if (!devices.empty()) {
    return {.action = ClosedAction::kOtherDesk, .devices = std::move(devices)};
  }
  const bool own = header.as.office == reader.office;
  return {.action = own ? ClosedAction::kArchive : ClosedAction::kAskAgain};
}

}  // namespace liaison
