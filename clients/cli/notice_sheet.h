// What `show` says of one notice, as rows: the same for the terminal and for paper. Texts are
// translated, made safe and isolated.
#ifndef LIAISON_CLIENTS_CLI_NOTICE_SHEET_H_
#define LIAISON_CLIENTS_CLI_NOTICE_SHEET_H_

#include <optional>
#include <string>
#include <vector>

#include "clients/cli/context.h"
#include "clients/core/incoming/archive.h"
#include "clients/core/outgoing/compose.h"
#include "clients/core/trust/mirror.h"
#include "proto/text/header.h"
#include "proto/text/notice.h"

namespace liaison {

struct SheetRow {
  std::string label;
  std::vector<std::string> lines;  // of the value; at least one, which may be empty
  int depth = 0;
};
struct SheetReceipt {
  std::vector<std::string> cells;  // time, state, mailbox, device, then what else was said
  bool conflict = false;
};
struct NoticeSheet {
  std::string title;  // kind and serial; where it is closed, why
  std::vector<SheetRow> rows;
  Hash digest;                        // of the notice; of the header where there is no notice
  std::vector<std::string> verified;  // empty where it is closed, or not logged yet
  std::vector<std::string> claimed;   // came by bag: what is verified, and what is not
  std::string not_witnessed;
  std::vector<std::string> findings;
  bool exercise = false;
  std::vector<SheetReceipt> receipts;
};

// `receipts` in log order.
NoticeSheet DescribeNotice(Context& context, const ArchivedNotice& notice,
                           const std::vector<ArchivedReceipt>& receipts, const Mirror& mirror,
                           Archive& archive);

// A notice that is not signed yet: title and rows as its addressees will read them.
NoticeSheet DescribeDraft(Context& context, const NoticeDraft& draft, Archive& archive);

// What stands in the archive was checked when it came; it is parsed again only to be shown.
// nullopt: not of this mission, or (the notice) never opened.
std::optional<EnvelopeHeader> HeaderOf(const Context& context, const ArchivedNotice& notice);
std::optional<Notice> NoticeOf(const EnvelopeHeader& header, const ArchivedNotice& notice);
// Whether another desk of the office gave it, by a delegation.
bool IsOnBehalf(const ArchivedReceipt& receipt);
// When it was logged, came by bag, or both.
std::string WhenText(const Context& context, const std::optional<LeafIndex>& index, int64_t time_ms,
                     const std::optional<int64_t>& bag_ms);
// "Iran, duty officer; Turkey, head".
std::string Mailboxes(const Context& context, const std::vector<MailboxId>& mailboxes);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_NOTICE_SHEET_H_
