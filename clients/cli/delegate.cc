// liaison delegate: lets another desk of the office give receipts for a mailbox for some hours.
#include <memory>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/time/time.h"
#include "clients/cli/commands.h"
#include "clients/cli/fresh_desk.h"
#include "clients/cli/notice_view.h"
#include "clients/cli/office_act_view.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

// Whoever needs it for longer than a week needs a certificate.
constexpr absl::Duration kLongest = absl::Hours(7 * 24);

struct DelegateOptions {
  std::string to;
  std::string mailbox;
  std::string hours;
};

absl::Status Delegate(Context& context, const DelegateOptions& options) {
  const absl::StatusOr<MailboxId> mailbox = ParseMailbox(options.mailbox);
  if (!mailbox.ok()) return Usage("to", options.mailbox, "a mailbox is office/role, as irn/duty");
  absl::Duration span;
  if (!absl::ParseDuration(options.hours, &span) || span < absl::Minutes(1) || span > kLongest) {
    return Usage("duration", options.hours, "a time span from one minute to a week, as 8h");
  }
  absl::Status line;
  ASSIGN_OR_RETURN(const std::unique_ptr<Desk> desk, OpenFreshDesk(context, line));
  const std::string to = FullDeviceName(desk->config(), options.to);
  const int64_t until_s = absl::ToUnixSeconds(context.world.clock.Now() + span);
  ASSIGN_OR_RETURN(const OutboxItem queued,
                   desk->outbox().EnqueueDelegation(*mailbox, to, until_s));
  const absl::Status flushed = desk->Flush().status();
  ASSIGN_OR_RETURN(const OutboxItem item, desk->outbox().Get(queued.id));
  Output& output = context.output;
  if (output.json()) {
    output.Value(Json::Object{{"to", to},
                              {"for", mailbox->ToString()},
                              {"until_time_s", until_s},
                              {"state", std::string(OutboxStateName(item.state))}});
  } else if (item.state == OutboxState::kAccepted) {
    output.Line(output.Say("act.delegation", {to, MessageArg::Composed(context.Mailbox(*mailbox)),
                                              desk->config().device, FormatUtc(until_s)}),
                Colour::kGreen);
  }
  return StatusOfSent(item, flushed, to, "answer");
}

}  // namespace

void AddDelegateCommand(CommandAdder& adder) {
  const auto options = std::make_shared<DelegateOptions>();
  CLI::App& verb = adder.Verb("delegate", "delegate",
                              [options](Context& context) { return Delegate(context, *options); });
  adder.Text(verb, "--to", options->to, "device_to").required();
  adder.Text(verb, "--for", options->mailbox, "for_mailbox").required();
  adder.Text(verb, "--until", options->hours, "span").required();
}

}  // namespace liaison
