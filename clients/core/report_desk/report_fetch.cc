#include "clients/core/report_desk/report_fetch.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/core/attachments/attachment_keys.h"
#include "clients/core/report_desk/report_papers.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/canonical_json.h"
#include "proto/text/notice.h"
#include "proto/text/unanswered.h"

namespace liaison {
namespace {

absl::Status NotThis(absl::string_view subject, absl::string_view message) {
  return MakeError(absl::StatusCode::kDataLoss, message,
                   {.reason = "CONTENT_MISMATCH", .subject = std::string(subject), .field = ""});
}

// What came under a digest: the attachment, and the envelope that names it.
struct Candidate {
  Hash header_hash;
  NoticeAttachment attach;
};

// What notices carry under this digest. `lied`: one that names the digest carries something else.
absl::StatusOr<std::vector<Candidate>> CandidatesFor(const ReportSources& sources,
                                                     const Hash& digest, bool& lied) {
  std::vector<Candidate> candidates;
  const std::string wanted = ToBase64(digest);
  RETURN_IF_ERROR(
      sources.archive.ScanNotices({.kind = kReportSheetKind}, [&](const ScannedNotice& scanned) {
        const absl::StatusOr<Notice> notice = NoticeIn(sources.ns, scanned.notice);
        if (!notice.ok() || notice->attach.empty()) return;
        const absl::StatusOr<Json> form = ParseCanonicalJson(notice->form);
        if (!form.ok() || form->StringOr("digest", "") != wanted) return;
        const NoticeAttachment& attach = notice->attach.front();
        if (attach.plaintext_sha256 == digest) {
          candidates.push_back({.header_hash = scanned.header_hash, .attach = attach});
        } else {
          lied = true;
        }
      }));
  return candidates;
}

absl::StatusOr<std::string> FetchCandidate(const ReportSources& sources, const Candidate& candidate,
                                           size_t max_bytes, const TransferProgress& progress) {
  const NoticeAttachment& attach = candidate.attach;
  ASSIGN_OR_RETURN(AttachmentKeys keys, AttachmentKeys::Open(sources.database));
  ASSIGN_OR_RETURN(const AgeIdentity identity, keys.Find(attach.ciphertext_sha256));
  ASSIGN_OR_RETURN(const bool here, sources.attachments.Has(attach.ciphertext_sha256));
  if (!here) {
    ASSIGN_OR_RETURN(HubConnection * line, sources.line());
    RETURN_IF_ERROR(sources.attachments.Download(*line, attach.ciphertext_sha256,
                                                 attach.ciphertext_size, candidate.header_hash,
                                                 progress, &identity));
  }
  ASSIGN_OR_RETURN(const Secret opened,
                   sources.attachments.OpenToMemory(attach, identity, max_bytes));
  return std::string(opened.view());
}

struct SentPart {
  LeafIndex index;
  Hash digest;
};

// By the desk that sent it.
absl::StatusOr<std::map<std::string, SentPart>> NewestParts(const ReportSources& sources,
                                                            absl::string_view report,
                                                            absl::string_view office) {
  std::map<std::string, SentPart> newest;
  RETURN_IF_ERROR(
      sources.archive.ScanNotices({.kind = kReportSheetKind}, [&](const ScannedNotice& scanned) {
        const absl::StatusOr<Notice> notice = NoticeIn(sources.ns, scanned.notice);
        if (!notice.ok() || notice->as.office != office) return;
        const absl::StatusOr<Json> form = ParseCanonicalJson(notice->form);
        if (!form.ok() || form->StringOr("report", "") != report ||
            form->StringOr("part", "") != ReportPartName(ReportPart::kPart)) {
          return;
        }
        const absl::StatusOr<Hash> digest = FixedFromBase64<Hash>(form->StringOr("digest", ""));
        SentPart& known = newest[notice->author];
        if (digest.ok() && known.index <= scanned.index) known = {scanned.index, *digest};
      }));
  return newest;
}

}  // namespace

absl::StatusOr<std::string> FetchReportDocument(const ReportSources& sources,
                                                absl::string_view report, const Hash& digest,
                                                size_t max_bytes,
                                                const TransferProgress& progress) {
  ASSIGN_OR_RETURN(std::optional<std::string> known, sources.store.Document(digest));
  if (known.has_value()) return *std::move(known);
  bool lied = false;
  ASSIGN_OR_RETURN(const std::vector<Candidate> candidates, CandidatesFor(sources, digest, lied));
  absl::Status why_not =
      lied ? NotThis(report, "a notice names this digest and carries something else")
           : MakeError(absl::StatusCode::kNotFound,
                       "no notice with it has come here; fetch, or ask its office to send it again",
                       {.reason = "NOT_HELD", .subject = std::string(report), .field = ""});
  for (const Candidate& candidate : candidates) {
    // It opens only to bytes with the digest: that is the attachment's own.
    absl::StatusOr<std::string> bytes = FetchCandidate(sources, candidate, max_bytes, progress);
    if (!bytes.ok()) {
      why_not = bytes.status();
      continue;
    }
    RETURN_IF_ERROR(sources.store.AddDocument(digest, *bytes));
    RETURN_IF_ERROR(sources.attachments.Forget(candidate.attach.ciphertext_sha256));
    return bytes;
  }
  return why_not;
}

absl::StatusOr<ReportSheet> FetchSheet(const ReportSources& sources, absl::string_view report,
                                       const ReportSheetRef& wanted,
                                       const TransferProgress& progress) {
  ASSIGN_OR_RETURN(const std::string bytes,
                   FetchReportDocument(sources, report, wanted.sheet, kMaxSheetBytes, progress));
  ASSIGN_OR_RETURN(ReportSheet sheet, ParseSheet(bytes));
  if (sheet.report == report && sheet.office == wanted.office) return sheet;
  return NotThis(wanted.office, "it signed for the sheet of another report or office");
}

absl::StatusOr<ReportModel> FetchModel(const ReportSources& sources, absl::string_view report,
                                       const ReportDraft& draft, const TransferProgress& progress) {
  ASSIGN_OR_RETURN(const std::string bytes,
                   FetchReportDocument(sources, report, draft.model, kMaxModelBytes, progress));
  ASSIGN_OR_RETURN(ReportModel model, ParseModel(bytes));
  // How long it is the note says only so that it is known before; the digest decides.
  if (absl::StrCat(model.series, "-", model.number) == report && model.cut == draft.cut) {
    return model;
  }
  return NotThis(report, "the draft is that of another report, or says something else of itself");
}

absl::StatusOr<std::vector<ReportSheet>> FetchParts(const ReportSources& sources,
                                                    absl::string_view report,
                                                    absl::string_view office,
                                                    const TransferProgress& progress) {
  ASSIGN_OR_RETURN(const auto newest, NewestParts(sources, report, office));
  std::vector<ReportSheet> parts;
  for (const auto& [desk, part] : newest) {
    ASSIGN_OR_RETURN(const std::string bytes,
                     FetchReportDocument(sources, report, part.digest, kMaxSheetBytes, progress));
    ASSIGN_OR_RETURN(parts.emplace_back(), ParseSheet(bytes));
    if (parts.back().report != report || parts.back().office != office) {
      return NotThis(desk, "it sent a part of another report or office");
    }
  }
  return parts;
}

absl::StatusOr<std::optional<ReportLetter>> FindReportLetter(Archive& archive, absl::string_view ns,
                                                             const Hash& text) {
  std::optional<ReportLetter> letter;
  RETURN_IF_ERROR(archive.ScanNotices({.kind = kReportSheetKind}, [&](const ScannedNotice& one) {
    if (one.notice_hash != text) return;
    const absl::StatusOr<Notice> notice = NoticeIn(ns, one.notice);
    const absl::StatusOr<Json> form =
        notice.ok() ? ParseCanonicalJson(notice->form) : absl::StatusOr<Json>(notice.status());
    if (!form.ok()) return;
    letter = {.part = form->StringOr("part", ""),
              .text = form->StringOr("text", ""),
              .lang = notice->lang,
              .from = notice->author,
              .notice = std::string(one.notice)};
  }));
  return letter;
}

}  // namespace liaison
