#include "clients/cli/notice_sheet.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/attachment_view.h"
#include "clients/cli/closed_view.h"
#include "clients/cli/hub_view.h"
#include "clients/cli/map_reference.h"
#include "clients/cli/notice_view.h"
#include "clients/core/language/human_text.h"
#include "clients/core/outgoing/draft.h"
#include "proto/text/note.h"

namespace liaison {
namespace {

// What the notice points at: by serial where this desk has it.
void AddReferences(Context& context, const Json& form, Archive& archive,
                   std::vector<SheetRow>& rows) {
  const Json* refs = form.Find("refs");
  if (refs == nullptr || refs->array() == nullptr) return;
  for (const Json& ref : *refs->array()) {
    const absl::StatusOr<Hash> hash = FixedFromBase64<Hash>(ref.StringOr("hash", ""));
    if (!hash.ok()) continue;
    const std::string digits = ToHex(*hash);
    const absl::StatusOr<ArchivedNotice> notice = archive.Find(digits);
    const bool here = notice.ok() && !notice->serial.empty();
    rows.push_back(
        {.label = context.phrases.Label(context.language(), "verb", ref.StringOr("verb", "")),
         .lines = {Isolate(context.language(), here ? notice->serial : digits)}});
  }
}

void AddForm(Context& context, const FormKind& kind, const Json& form, Archive& archive,
             NoticeSheet& sheet) {
  const Json* exercise = form.Find("exercise");
  sheet.exercise = sheet.exercise || (exercise != nullptr && *exercise == Json(true));
  const absl::StatusOr<std::vector<FormLine>> lines =
      context.world.forms.RenderForm(kind, form, context.language());
  if (!lines.ok()) {
    sheet.rows.push_back(
        {.label = SafeDisplay(PrintCanonicalJson(form), Lines::kOne), .lines = {""}});
    return;
  }
  AddReferences(context, form, archive, sheet.rows);
  for (const FormLine& line : *lines) {
    if (absl::StartsWith(line.path, "refs")) continue;
    SheetRow row{.label = line.label, .depth = line.depth};
    for (absl::string_view part : absl::StrSplit(line.value, '\n')) {
      row.lines.push_back(Isolate(context.language(), part));
    }
    sheet.rows.push_back(std::move(row));
  }
}

void AddRow(Context& context, NoticeSheet& sheet, absl::string_view key, const std::string& value) {
  sheet.rows.push_back({.label = context.output.Say(key), .lines = {value}});
}

std::string TitleOf(Context& context, const FormKind& kind, absl::string_view serial) {
  return absl::StrCat(context.world.forms.KindLabel(kind, context.language()),
                      serial.empty() ? "" : "  ", Isolate(context.language(), serial));
}

// A draft is shown as the notice that it would become.
void AddFrozen(Context& context, const Notice& carrier, Archive& archive, NoticeSheet& sheet) {
  const Language language = context.language();
  const absl::StatusOr<FrozenNotice> frozen = ReadDraft(carrier, context.world.crypto);
  if (!frozen.ok()) return;  // the findings say so
  const Notice& notice = frozen->notice;
  const FormKind kind{.kind = notice.kind, .version = notice.kind_version};
  sheet.rows.push_back({.label = TitleOf(context, kind, notice.serial.ToString()), .lines = {""}});
  AddRow(context, sheet, "caption.precedence",
         context.phrases.Label(language, "precedence", PrecedenceName(frozen->header.precedence)));
  AddRow(context, sheet, "caption.to", Mailboxes(context, notice.to));
  if (!notice.info.empty()) {
    AddRow(context, sheet, "caption.info", Mailboxes(context, notice.info));
  }
  AddRow(context, sheet, "caption.claimed_time", Isolate(language, FormatUtc(notice.time_s)));
  std::vector<std::string> signers;
  for (const SignatureLine& line : frozen->note.signatures) signers.push_back(line.name);
  AddRow(context, sheet, "caption.signed_by", Isolate(language, absl::StrJoin(signers, "; ")));
  AddRow(context, sheet, "caption.lapses", Isolate(language, FormatUtc(DraftLapses_s(notice))));
  AddForm(context, kind, ParseCanonicalJson(notice.form).value_or(Json::Object{}), archive, sheet);
}

// Whether its place was read by the map that was in force.
void AddPlacedWith(Context& context, const Notice& said, int64_t logged_ms, const Mirror& mirror,
                   NoticeSheet& sheet) {
  const absl::StatusOr<Json> form = ParseCanonicalJson(said.form);
  if (!form.ok()) return;
  const absl::StatusOr<std::optional<PlacedWith>> placed = PlacedWithOf(*form, mirror, logged_ms);
  if (!placed.ok() || !placed->has_value()) return;
  const std::string text = PlacedWithText(context, **placed);
  if (!text.empty()) sheet.findings.push_back(text);
}

// Whom the hub has let read it, and whether it may; what is false stands among the findings.
void AddReleased(Context& context, const ArchivedNotice& notice, const Mirror& mirror,
                 Archive& archive, NoticeSheet& sheet) {
  const absl::StatusOr<std::vector<JudgedRelease>> releases =
      JudgedReleasesOf(notice, archive, mirror);
  if (!releases.ok() || releases->empty()) return;
  SheetRow row{.label = context.output.Say("caption.releases"), .lines = {""}};
  for (const JudgedRelease& release : *releases) {
    const ReleaseText text = ReleaseTextOf(context, release, notice.serial);
    row.lines.push_back(text.told);
    if (!text.unchecked.empty()) row.lines.push_back(text.unchecked);
    if (!text.lie.empty()) sheet.findings.push_back(text.lie);
  }
  sheet.rows.push_back(std::move(row));
}

void AddReceipts(Context& context, const std::vector<ArchivedReceipt>& receipts,
                 NoticeSheet& sheet) {
  const Language language = context.language();
  std::set<std::string> acknowledged;
  for (const ArchivedReceipt& receipt : receipts) {
    // The first acknowledgement of a mailbox stands; its later refusal is shown as a conflict
    // (CRYPTO 1.8).
    const std::string as = receipt.as.ToString();
    SheetReceipt said{
        .cells = {Isolate(language,
                          WhenText(context, receipt.index, receipt.time_ms, receipt.bag_ms)),
                  context.phrases.Label(language, "receipt_state", ReceiptStateName(receipt.state)),
                  context.Mailbox(receipt.as),
                  Isolate(language, SafeDisplay(receipt.from, Lines::kOne))},
        .conflict = receipt.state == ReceiptState::kRefused && acknowledged.count(as) > 0};
    if (receipt.state == ReceiptState::kAcknowledged) acknowledged.insert(as);
    if (IsOnBehalf(receipt)) said.cells.push_back(context.output.Say("show.on_behalf"));
    if (!receipt.reason.empty()) {
      said.cells.push_back(context.phrases.Label(language, "receipt_reason", receipt.reason));
    }
    if (said.conflict) said.cells.push_back(context.output.Say("show.conflict"));
    sheet.receipts.push_back(std::move(said));
  }
}

}  // namespace

// What stands in the archive was checked when it came; it is parsed again only to be shown.
std::optional<EnvelopeHeader> HeaderOf(const Context& context, const ArchivedNotice& notice) {
  const absl::StatusOr<Note> note = ParseNote(notice.header, kMaxHeaderBytes);
  if (!note.ok()) return std::nullopt;
  const absl::StatusOr<HomeConfig> config =
      ReadHomeConfig(HomePaths(context.home), context.world.files);
  if (!config.ok()) return std::nullopt;
  absl::StatusOr<EnvelopeHeader> header = ParseHeader(config->ns, note->text);
  if (!header.ok()) return std::nullopt;
  return *std::move(header);
}

std::optional<Notice> NoticeOf(const EnvelopeHeader& header, const ArchivedNotice& notice) {
  if (!notice.why_closed.empty()) return std::nullopt;
  const absl::StatusOr<Note> note = ParseNote(notice.notice, kMaxNoticeBytes);
  if (!note.ok()) return std::nullopt;
  absl::StatusOr<Notice> parsed = ParseNotice(header.ns, note->text);
  if (!parsed.ok()) return std::nullopt;
  return *std::move(parsed);
}

bool IsOnBehalf(const ArchivedReceipt& receipt) {
  return absl::StrContains(receipt.note, "\non-behalf ");  // its grammar was checked
}

std::string WhenText(const Context& context, const std::optional<LeafIndex>& index, int64_t time_ms,
                     const std::optional<int64_t>& bag_ms) {
  if (!bag_ms.has_value()) return FormatUtcMs(time_ms);
  if (!index.has_value()) return context.output.Say("bag.not_logged", {FormatUtcMs(*bag_ms)});
  return context.output.Say("bag.logged", {FormatUtcMs(time_ms), FormatUtcMs(*bag_ms)});
}

std::string Mailboxes(const Context& context, const std::vector<MailboxId>& mailboxes) {
  std::vector<std::string> labels;
  for (const MailboxId& mailbox : mailboxes) labels.push_back(context.Mailbox(mailbox));
  return absl::StrJoin(labels, "; ");
}

NoticeSheet DescribeNotice(Context& context, const ArchivedNotice& notice,
                           const std::vector<ArchivedReceipt>& receipts, const Mirror& mirror,
                           Archive& archive) {
  Output& output = context.output;
  const Language language = context.language();
  NoticeSheet sheet{.digest = notice.header_hash,
                    .not_witnessed = output.Say("verification.not_witnessed")};
  const auto add = [&](absl::string_view key, const std::string& value) {
    AddRow(context, sheet, key, value);
  };
  const std::optional<EnvelopeHeader> header = HeaderOf(context, notice);
  if (!header.has_value()) return sheet;
  const std::optional<Notice> said = NoticeOf(*header, notice);
  sheet.title =
      said.has_value()
          ? TitleOf(context, {.kind = said->kind, .version = said->kind_version}, notice.serial)
          : ClosedWhy(context, notice, *header);
  add("caption.precedence",
      context.phrases.Label(language, "precedence", PrecedenceName(notice.precedence)));
  add("caption.from",
      absl::StrCat(context.Mailbox(header->as), " (", Isolate(language, header->from), ")"));
  add("caption.to", Mailboxes(context, header->to));
  if (!header->info.empty()) add("caption.info", Mailboxes(context, header->info));
  if (notice.index.has_value()) {
    add("caption.accepted_at", Isolate(language, FormatUtcMs(notice.time_ms)));
  }
  if (notice.bag_ms.has_value()) {
    add("caption.by_bag", Isolate(language, FormatUtcMs(*notice.bag_ms)));
  }
  if (said.has_value()) {
    sheet.digest = notice.notice_hash;
    add("caption.claimed_time", Isolate(language, FormatUtc(said->time_s)));
    if (said->kind == kDraftKind) {
      AddFrozen(context, *said, archive, sheet);
    } else {
      AddForm(context, {.kind = said->kind, .version = said->kind_version},
              ParseCanonicalJson(said->form).value_or(Json::Object{}), archive, sheet);
    }
  }
  if (said.has_value() && !said->attach.empty()) {
    SheetRow row{.label = output.Say("caption.attachments"), .lines = {}};
    for (const NoticeAttachment& attach : said->attach) {
      row.lines.push_back(AttachmentText(context, attach));
    }
    sheet.rows.push_back(std::move(row));
  }
  if (notice.index.has_value()) {
    add("caption.log_position",
        Isolate(language, absl::StrCat(notice.index->value(), " / ", mirror.size().value())));
  }
  if (notice.why_closed.empty() && notice.index.has_value()) {
    sheet.verified.push_back(output.Say("show.verified"));
  } else if (notice.why_closed.empty()) {
    sheet.claimed.push_back(output.Say("show.verified_by_bag"));
  }
  for (const Finding& finding : notice.findings) {
    if (finding.code == notice.why_closed) continue;  // stands above
    sheet.findings.push_back(FindingText(context, finding));
  }
  if (said.has_value()) AddPlacedWith(context, *said, notice.time_ms, mirror, sheet);
  AddReleased(context, notice, mirror, archive, sheet);
  AddReceipts(context, receipts, sheet);
  return sheet;
}

NoticeSheet DescribeDraft(Context& context, const NoticeDraft& draft, Archive& archive) {
  NoticeSheet sheet{.title = TitleOf(context, {draft.kind, draft.kind_version}, "")};
  AddRow(context, sheet, "caption.precedence",
         context.phrases.Label(context.language(), "precedence", PrecedenceName(draft.precedence)));
  AddRow(context, sheet, "caption.from", context.Mailbox(draft.as));
  AddRow(context, sheet, "caption.to", Mailboxes(context, draft.to));
  if (!draft.info.empty()) AddRow(context, sheet, "caption.info", Mailboxes(context, draft.info));
  AddForm(context, {draft.kind, draft.kind_version}, draft.form, archive, sheet);
  return sheet;
}

}  // namespace liaison
