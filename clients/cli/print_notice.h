// liaison show HANDLE --print FILE: one notice on paper, for the file, the fax and the table. Only
// what the whole chain of evidence proves now, on this desk, is printed.
#ifndef LIAISON_CLIENTS_CLI_PRINT_NOTICE_H_
#define LIAISON_CLIENTS_CLI_PRINT_NOTICE_H_

#include <string>

#include "absl/status/status.h"
#include "clients/cli/context.h"
#include "clients/cli/notice_sheet.h"

namespace liaison {

// Writes a new PDF at `path` (mode 0600, synced) and says so. The QR code holds
// "liaison:NS SERIAL NOTICE-SHA256 INDEX": enough to find the notice on any desk or in the public
// log, and to compare its bytes.
// Errors: AlreadyExists PRINT_EXISTS; FailedPrecondition NOT_OPENED, NOTHING_PROVEN; DataLoss with
// the step of VerifyPack that failed; those of FileSystem.
absl::Status PrintNotice(Context& context, Desk& desk, const ArchivedNotice& notice,
                         const NoticeSheet& sheet, const std::string& path);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_PRINT_NOTICE_H_
