#include "clients/core/incoming/open_envelope.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_join.h"
#include "clients/core/forms/authority.h"
#include "clients/core/language/human_text.h"
#include "clients/core/sealing/open.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/canonical_json.h"
#include "proto/text/note.h"

namespace liaison {
namespace {

OpenResult Closed(absl::string_view code, absl::string_view subject, bool sender_at_fault,
                  std::string note = "") {
  return {.closed = ClosedEnvelope{.code = std::string(code),
                                   .subject = std::string(subject),
                                   .sender_at_fault = sender_at_fault,
                                   .note = std::move(note)}};
}

// All mailboxes that the envelope was sealed to: a device of any of them was owed a stanza.
std::vector<MailboxId> SealedMailboxes(const EnvelopeHeader& header) {
  std::vector<MailboxId> mailboxes = header.to;
  mailboxes.insert(mailboxes.end(), header.info.begin(), header.info.end());
  for (const EscalateLine& line : header.escalate) mailboxes.push_back(line.mailbox);
  mailboxes.push_back(header.as);
  return mailboxes;
}

// The prekeys of this device that the sender had to seal to, in the directory state he names.
std::vector<AgeRecipient> OwedRecipients(const EnvelopeHeader& header, const ReaderIdentity& reader,
                                         const Mirror& mirror) {
  std::vector<AgeRecipient> owed;
  for (const MailboxId& mailbox : SealedMailboxes(header)) {
    for (const DeviceKey& key : mirror.directory().Resolve(mailbox, header.seen.size)) {
      if (key.device != reader.device) continue;
      absl::StatusOr<AgeRecipient> recipient = AgeRecipient::Parse(key.recipient);
      if (recipient.ok()) owed.push_back(*std::move(recipient));
    }
  }
  return owed;
}

OpenResult WhyNotOpened(const absl::Status& failure, const EnvelopeHeader& header,
                        const ReaderIdentity& reader, absl::Span<const AgeIdentity> identities,
                        const Mirror& mirror) {
  const std::vector<AgeRecipient> owed = OwedRecipients(header, reader, mirror);
  if (owed.empty()) return Closed("NOT_FOR_THIS_DEVICE", reader.device, false);
  const bool have_key = std::any_of(owed.begin(), owed.end(), [&](const AgeRecipient& recipient) {
    return std::any_of(identities.begin(), identities.end(), [&](const AgeIdentity& identity) {
      return identity.recipient() == recipient;
    });
  });
  if (!have_key) return Closed("PREKEY_GONE", reader.device, false);
  // The body's hash was right, so it is as the sender made it.
  return Closed("CANNOT_OPEN", ReasonOf(failure), true);
}

bool StaysInside(const EnvelopeHeader& header) {
  const auto own = [&](const MailboxId& mailbox) { return mailbox.office == header.as.office; };
  return std::all_of(header.to.begin(), header.to.end(), own) &&
         std::all_of(header.info.begin(), header.info.end(), own) && header.escalate.empty();
}

// What a person is shown beside a genuine notice that this client would not have sent.
std::vector<Finding> JudgeForm(const Notice& notice, const Note& note, const EnvelopeHeader& header,
                               const Mirror& mirror, const FormLibrary& forms) {
  std::vector<Finding> findings;
  const absl::StatusOr<Json> form = ParseCanonicalJson(notice.form);
  if (!form.ok()) return {{.code = "FORM_INVALID", .subject = ReasonOf(form.status())}};
  const FormKind kind{.kind = notice.kind, .version = notice.kind_version};
  if (!forms.Knows(kind)) {
    findings.push_back({.code = "UNKNOWN_KIND", .subject = kind.ToString()});
  } else if (const absl::Status valid = forms.ValidateForm(kind, *form); !valid.ok()) {
    const std::optional<ErrorDetail> detail = DetailOf(valid);
    // The path may hold a member name of the sender's making.
    findings.push_back(
        {.code = "FORM_INVALID",
         .subject = detail.has_value() ? SafeDisplay(detail->field, Lines::kOne) : ""});
  }
  if (forms.InsideOffice(kind)) {
    if (!StaysInside(header)) {
      findings.push_back({.code = "OUTSIDE_AUTHORITY", .subject = "INSIDE_OFFICE"});
    }
    return findings;
  }
  if (mirror.directory().mission().NeedsTwoPersons(notice.kind, header.precedence) &&
      note.signatures.size() < 2) {
    findings.push_back({.code = "RELEASE_MISSING", .subject = notice.kind});
  }
  const absl::Status authority =
      CheckAuthority(mirror.directory().mission(), notice.as.office, notice.kind, *form);
  if (!authority.ok()) {
    findings.push_back({.code = "OUTSIDE_AUTHORITY", .subject = ReasonOf(authority)});
  }
  return findings;
}

// The keys of what the notice attaches; without one its file stays closed to everybody.
std::vector<AttachmentKey> KeysOf(const Notice& notice, std::vector<AttachmentKey> given,
                                  std::vector<Finding>& findings) {
  std::vector<AttachmentKey> keys;
  for (const NoticeAttachment& attach : notice.attach) {
    const auto key = std::find_if(given.begin(), given.end(), [&](const AttachmentKey& one) {
      return one.ciphertext_sha256 == attach.ciphertext_sha256;
    });
    if (key == given.end()) {
      findings.push_back(
          {.code = "ATTACHMENT_KEY_MISSING", .subject = SafeDisplay(attach.name, Lines::kOne)});
    } else {
      keys.push_back(std::move(*key));
      given.erase(key);
    }
  }
  return keys;
}

}  // namespace

OpenResult OpenEnvelope(const CheckedEnvelope& envelope, absl::string_view sealed,
                        const LogPlace& place, const ReaderIdentity& reader,
                        absl::Span<const AgeIdentity> identities, const Mirror& mirror,
                        const FormLibrary& forms, const PublicCrypto& crypto) {
  const EnvelopeHeader& header = envelope.header;
  if (sealed.empty()) {
    // The hub may drop a body whose time is over, and owes one whose time is not.
    const Directory& directory = mirror.directory();
    const bool over = header.expires_s * 1000 <= directory.TimeAt(directory.size());
    return Closed(over ? "BODY_EXPIRED" : "NOT_FETCHED", header.from, false);
  }
  if (sealed.size() != header.sealed_size || crypto.Sha256(sealed) != header.sealed) {
    return Closed("HUB_CORRUPT_BODY", ToHex(envelope.note.hash()).substr(0, 16), false);
  }
  absl::StatusOr<OpenedNotice> plain = OpenNotice(sealed, identities);
  if (!plain.ok()) return WhyNotOpened(plain.status(), header, reader, identities, mirror);

  std::string bytes = std::move(plain->plaintext.note);
  const auto invalid = [&](const absl::Status& why) {
    const std::optional<ErrorDetail> detail = DetailOf(why);
    return Closed("NOTICE_INVALID", detail.has_value() ? detail->field : "", true, bytes);
  };
  const absl::StatusOr<Note> note = ParseNote(bytes, kMaxNoticeBytes);
  if (!note.ok()) return invalid(note.status());
  absl::StatusOr<Notice> notice = ParseNotice(mirror.directory().ns(), note->text);
  if (!notice.ok()) return invalid(notice.status());
  const absl::Status bound = CheckBinding(*notice, header, envelope.note.text(), crypto);
  if (ReasonOf(bound) == "CONTEXT") {
    // Genuine or not, it was signed for another envelope (surreptitious forwarding, T-12).
    std::vector<std::string> addressees;
    for (const MailboxId& mailbox : notice->to) addressees.push_back(mailbox.ToString());
    return Closed("FORWARDED_COPY", absl::StrJoin(addressees, " "), false, bytes);
  }
  if (!bound.ok()) return invalid(bound);
  absl::StatusOr<VerifiedNote> verified =
      CheckNoticeSigners(*note, *notice, header, place, mirror.directory(), crypto);
  if (!verified.ok()) return invalid(verified.status());
  std::vector<Finding> findings = JudgeForm(*notice, *note, header, mirror, forms);
  std::vector<AttachmentKey> keys =
      KeysOf(*notice, std::move(plain->plaintext.attachment_keys), findings);
  return {.opened = OpenedEnvelope{.notice = *std::move(notice),
                                   .note = *std::move(verified),
                                   .findings = std::move(findings),
                                   .attachment_keys = std::move(keys)}};
}

}  // namespace liaison
