#include "clients/cli/attachment_view.h"

#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/notice_sheet.h"
#include "clients/cli/progress.h"
#include "clients/core/attachments/attachment_store.h"
#include "clients/core/language/file_name.h"
#include "clients/core/language/human_text.h"
#include "clients/core/sealing/notice_plaintext.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"

namespace liaison {
namespace {

std::vector<NoticeAttachment> AttachmentsOf(const Context& context, const ArchivedNotice& notice) {
  const std::optional<EnvelopeHeader> header = HeaderOf(context, notice);
  if (!header.has_value()) return {};
  std::optional<Notice> said = NoticeOf(*header, notice);
  return said.has_value() ? std::move(said->attach) : std::vector<NoticeAttachment>();
}

std::vector<std::string> SavedNames(const std::vector<NoticeAttachment>& attachments) {
  std::vector<std::string> names;
  for (const NoticeAttachment& attach : attachments) names.push_back(attach.name);
  return SafeFileNames(names);
}

// The name that its addressees see: the file's own, without the folders of this machine.
absl::StatusOr<std::string> NameOf(absl::string_view path) {
  return NormalizeHumanText("attach", path.substr(path.rfind('/') + 1), Lines::kOne);
}

void ShowSaved(Context& context, const NoticeAttachment& attach, const std::string& path) {
  if (context.output.json()) {
    context.output.Value(Json::Object{{"event", "saved"},
                                      {"name", SafeDisplay(attach.name, Lines::kOne)},
                                      {"file", path},
                                      {"size", static_cast<int64_t>(attach.plaintext_size)},
                                      {"sha256", ToHex(attach.plaintext_sha256)}});
    return;
  }
  context.output.Line(context.output.Say("attachment.saved", {attach.name, path}), Colour::kGreen);
}

}  // namespace

absl::Status CheckFilesToAttach(Context& context, const std::vector<std::string>& paths) {
  if (paths.size() > kMaxAttachmentKeys) {
    return Usage("attach", absl::StrCat(kMaxAttachmentKeys), "too many attachments");
  }
  for (const std::string& path : paths) {
    RETURN_IF_ERROR(NameOf(path).status());
    ASSIGN_OR_RETURN(const std::unique_ptr<FileReader> file, context.world.files.OpenToRead(path));
    RETURN_IF_ERROR(AttachmentStore::CheckPlaintextSize(file->size(), path));
  }
  return absl::OkStatus();
}

absl::Status AttachFiles(Context& context, Desk& desk, const std::vector<std::string>& paths,
                         NoticeDraft& draft) {
  for (const std::string& path : paths) {
    TransferMeter meter(context.output.Say("attachment.sealing"));
    ASSIGN_OR_RETURN(const std::string name, NameOf(path));
    ASSIGN_OR_RETURN(NoticeAttachment attach, desk.Attach(path, name, meter.Callback()));
    draft.attach.push_back(std::move(attach));
  }
  return absl::OkStatus();
}

absl::Status SendWithAttachments(Context& context, Desk& desk, const NoticeDraft& draft) {
  if (draft.attach.empty()) return desk.Flush().status();
  TransferMeter meter(context.output.Say("attachment.sending"));
  return desk.FlushAll(meter.Callback()).status();
}

std::string AttachmentText(const Context& context, const NoticeAttachment& attach) {
  return context.output.Say(
      "attachment.line",
      {attach.name, static_cast<int64_t>(attach.plaintext_size), ToHex(attach.plaintext_sha256)});
}

Json AttachmentsJson(const std::vector<NoticeAttachment>& attachments) {
  Json::Array listed;
  for (const NoticeAttachment& attach : attachments) {
    listed.emplace_back(Json::Object{{"name", SafeDisplay(attach.name, Lines::kOne)},
                                     {"size", static_cast<int64_t>(attach.plaintext_size)},
                                     {"sha256", ToHex(attach.plaintext_sha256)},
                                     {"sealed_size", static_cast<int64_t>(attach.ciphertext_size)},
                                     {"sealed_sha256", ToHex(attach.ciphertext_sha256)}});
  }
  return listed;
}

absl::Status ShowWhatIsHere(Context& context, Desk& desk, const ArchivedNotice& notice) {
  for (const NoticeAttachment& attach : AttachmentsOf(context, notice)) {
    ASSIGN_OR_RETURN(const bool here, desk.attachments().Has(attach.ciphertext_sha256));
    context.output.Line(
        context.output.Say(here ? "attachment.fetched" : "attachment.not_fetched", {attach.name}));
  }
  return absl::OkStatus();
}

absl::Status AddWhatIsHere(Context& context, Desk& desk, const ArchivedNotice& notice,
                           Json& value) {
  const std::vector<NoticeAttachment> attachments = AttachmentsOf(context, notice);
  if (attachments.empty()) return absl::OkStatus();
  Json::Array listed = *AttachmentsJson(attachments).array();
  for (size_t i = 0; i < attachments.size(); ++i) {
    ASSIGN_OR_RETURN(const bool here, desk.attachments().Has(attachments[i].ciphertext_sha256));
    (*listed[i].mutable_object())["fetched"] = here;
  }
  (*value.mutable_object())["attachments"] = std::move(listed);
  return absl::OkStatus();
}

absl::Status SaveAttachments(Context& context, Desk& desk, const ArchivedNotice& notice,
                             const std::string& folder) {
  const std::vector<NoticeAttachment> attachments = AttachmentsOf(context, notice);
  if (attachments.empty()) {
    return MakeError(absl::StatusCode::kNotFound, "this notice has no attachments",
                     {.reason = "NO_ATTACHMENTS", .subject = notice.serial, .field = ""});
  }
  RETURN_IF_ERROR(context.world.files.MakeDirectories(folder));
  const std::vector<std::string> names = SavedNames(attachments);
  for (size_t i = 0; i < attachments.size(); ++i) {
    const std::string path = JoinPath(folder, names[i]);
    {
      TransferMeter meter(context.output.Say("attachment.fetching"));
      RETURN_IF_ERROR(desk.SaveAttachment(notice, attachments[i], path, meter.Callback()));
    }
    ShowSaved(context, attachments[i], path);
  }
  return absl::OkStatus();
}

}  // namespace liaison
