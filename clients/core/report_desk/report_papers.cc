#include "clients/core/report_desk/report_papers.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "proto/base/error.h"
#include "proto/base/status_macros.h"
#include "proto/text/header.h"
#include "proto/text/note.h"
#include "proto/text/unanswered.h"

namespace liaison {
namespace {

constexpr std::array<Role, 3> kRoles = {Role::kEditor, Role::kJwg, Role::kHead};
constexpr std::array<Role, 2> kContributors = {Role::kEditor, Role::kJwg};

// Those mailboxes that have a device, but for `as`. Sorted.
template <size_t N>
std::vector<MailboxId> ReachableOf(const std::set<std::string>& offices,
                                   const std::array<Role, N>& roles, const Directory& directory,
                                   const MailboxId& as) {
  std::vector<MailboxId> mailboxes;
  for (const std::string& office : offices) {
    for (const Role role : roles) {
      MailboxId mailbox{.office = office, .role = role};
      if (mailbox == as || directory.Resolve(mailbox, directory.size()).empty()) continue;
      mailboxes.push_back(std::move(mailbox));
    }
  }
  std::sort(mailboxes.begin(), mailboxes.end());
  return mailboxes;
}

// What comes out is what a strict reader accepts.
template <typename Act>
absl::StatusOr<std::string> Sign(const ReportSigner& signer, absl::string_view report, Act act,
                                 const std::optional<Hash>& text) {
  const std::string& ns = signer.mirror.directory().ns();
  const ReportNote note{.head = {.ns = ns,
                                 .hub = absl::StrCat(ns, "/log"),
                                 .nonce = signer.random.Bytes<16>(),
                                 .report = std::string(report),
                                 .text = text,
                                 .from = signer.device.vkey().name,
                                 .as = signer.as,
                                 .seen = signer.mirror.seen()},
                        .act = std::move(act)};
  const std::string printed = PrintReportNote(note);
  RETURN_IF_ERROR(ParseReportNote(ns, printed).status());
  return signer.device.SignNote(printed);
}

}  // namespace

absl::StatusOr<std::string> SignReportOpen(const ReportSigner& signer, const ReportOpen& open) {
  return Sign(signer, absl::StrCat(open.series, "-", open.number), open, std::nullopt);
}

absl::StatusOr<std::string> SignContribute(const ReportSigner& signer, absl::string_view report,
                                           const ReportContribute& sheet,
                                           const std::optional<Hash>& text) {
  return Sign(signer, report, sheet, text);
}

absl::StatusOr<std::string> SignReportDraft(const ReportSigner& signer, absl::string_view report,
                                            const ReportDraft& draft,
                                            const std::optional<Hash>& text) {
  return Sign(signer, report, draft, text);
}

absl::StatusOr<std::string> SignReportStep(const ReportSigner& signer, absl::string_view report,
                                           ReportVerb verb, const std::optional<Hash>& model,
                                           const std::optional<Hash>& text) {
  return Sign(signer, report, ReportStep{.verb = verb, .model = model}, text);
}

absl::StatusOr<std::string> AddSecondLine(absl::string_view ns, absl::string_view note,
                                          const NoteSigner& device) {
  ASSIGN_OR_RETURN(Note parsed, ParseNote(note, kMaxPublicNoteBytes));
  ASSIGN_OR_RETURN(const ReportNote said, ParseReportNote(ns, parsed.text));
  if (parsed.signatures.size() != 1 || said.head.from == device.vkey().name) {
    return MakeError(absl::StatusCode::kFailedPrecondition,
                     "it has two lines already, or the first one is of this device",
                     {.reason = "SIGNED", .subject = said.head.report, .field = "second"});
  }
  parsed.signatures.push_back(device.SignText(parsed.text));
  return PrintNote(parsed);
}

ReportDraft NextDraft(const ReportState& state, LeafIndex cut,
                      const std::vector<std::string>& aside) {
  ReportDraft draft{.model = Hash(), .size = 1, .cut = cut};
  for (const auto& [office, contribution] : state.contributions) {
    if (absl::c_linear_search(aside, office)) {
      draft.aside.push_back(office);
    } else {
      draft.sheets.push_back({.office = office, .sheet = contribution.content});
    }
  }
  return draft;
}

absl::string_view ReportPartName(ReportPart part) {
  constexpr std::array<absl::string_view, 6> kNames = {"sheet",       "draft",   "comment",
                                                       "reservation", "refusal", "part"};
  return kNames.at(static_cast<size_t>(part));
}

absl::StatusOr<SealedAttachment> SealReportDocument(absl::string_view bytes, absl::string_view name,
                                                    AttachmentStore& attachments) {
  return attachments.SealBytes(bytes, name);
}

std::vector<MailboxId> ReportMailboxes(const ReportOpen& open, const Directory& directory,
                                       const MailboxId& as) {
  std::set<std::string> offices(open.owes.begin(), open.owes.end());
  offices.insert(open.signs.begin(), open.signs.end());
  return ReachableOf(offices, kRoles, directory, as);
}

NoticeDraft ReportNotice(const ReportOpen& open, const ReportPaper& paper,
                         const Directory& directory, const MailboxId& as, absl::string_view lang) {
  // Who may read it its addressees say; the report's own label is for the report.
  Json::Object form{{"label", "addressees"},
                    {"part", std::string(ReportPartName(paper.part))},
                    {"report", absl::StrCat(open.series, "-", open.number)}};
  if (paper.digest.has_value()) form["digest"] = ToBase64(*paper.digest);
  if (!paper.text.empty()) form["text"] = paper.text;
  std::vector<MailboxId> to = paper.part == ReportPart::kPart
                                  ? ReachableOf({as.office}, kContributors, directory, as)
                                  : ReportMailboxes(open, directory, as);
  std::vector<MailboxId> info;
  if (to.size() > kMaxToMailboxes) {
    info.assign(to.begin() + kMaxToMailboxes, to.end());
    to.resize(kMaxToMailboxes);
  }
  return {.as = as,
          .to = std::move(to),
          .info = std::move(info),
          .kind = kReportSheetKind,
          .kind_version = 1,
          .lang = std::string(lang),
          .form = std::move(form),
          .attach = paper.attach};
}

}  // namespace liaison
