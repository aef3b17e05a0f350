// Attached files on the command line: put on a notice, listed, saved.
#ifndef LIAISON_CLIENTS_CLI_ATTACHMENT_VIEW_H_
#define LIAISON_CLIENTS_CLI_ATTACHMENT_VIEW_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "clients/cli/context.h"
#include "clients/core/outgoing/compose.h"
#include "proto/text/canonical_json.h"
#include "proto/text/notice.h"

namespace liaison {

// What can be judged of files before a passphrase is asked for. Errors: those of the file; Usage.
absl::Status CheckFilesToAttach(Context& context, const std::vector<std::string>& paths);
// Seals them and puts them on the draft. Errors: as Desk::Attach; InvalidArgument about a name.
absl::Status AttachFiles(Context& context, Desk& desk, const std::vector<std::string>& paths,
                         NoticeDraft& draft);
// Sends what waits, with a count on a terminal where the draft has attachments.
absl::Status SendWithAttachments(Context& context, Desk& desk, const NoticeDraft& draft);

// A line of its description: "photo.jpg, 1234 bytes, SHA-256 ...".
std::string AttachmentText(const Context& context, const NoticeAttachment& attach);
Json AttachmentsJson(const std::vector<NoticeAttachment>& attachments);
// Which of the notice's attachments are here: lines for people, members of `attachments` in
// `value`.
absl::Status ShowWhatIsHere(Context& context, Desk& desk, const ArchivedNotice& notice);
absl::Status AddWhatIsHere(Context& context, Desk& desk, const ArchivedNotice& notice, Json& value);

// Fetches, opens and checks all attachments of the notice into `folder`, made if absent. Errors: as
// Desk::SaveAttachment; NotFound NO_ATTACHMENTS.
absl::Status SaveAttachments(Context& context, Desk& desk, const ArchivedNotice& notice,
                             const std::string& folder);

}  // namespace liaison

#endif  // LIAISON_CLIENTS_CLI_ATTACHMENT_VIEW_H_
