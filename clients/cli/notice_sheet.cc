#include "clients/cli/notice_sheet.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/notice_view.h"
#include "clients/core/language/human_text.h"
#include "proto/text/note.h"

namespace liaison {
namespace {

constexpr size_t kShownDigits = 16;

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

void AddForm(Context& context, const Notice& notice, Archive& archive, NoticeSheet& sheet) {
  const FormKind kind{.kind = notice.kind, .version = notice.kind_version};
  const absl::StatusOr<Json> form = ParseCanonicalJson(notice.form);
  if (!form.ok()) return;
  const Json* exercise = form->Find("exercise");
  sheet.exercise = exercise != nullptr && *exercise == Json(true);
  const absl::StatusOr<std::vector<FormLine>> lines =
      context.world.forms.RenderForm(kind, *form, context.language());
  if (!lines.ok()) {
    sheet.rows.push_back({.label = SafeDisplay(notice.form, Lines::kOne), .lines = {""}});
    return;
  }
  AddReferences(context, *form, archive, sheet.rows);
  for (const FormLine& line : *lines) {
    if (absl::StartsWith(line.path, "refs")) continue;
    SheetRow row{.label = line.label, .depth = line.depth};
    for (absl::string_view part : absl::StrSplit(line.value, '\n')) {
      row.lines.push_back(Isolate(context.language(), part));
    }
    sheet.rows.push_back(std::move(row));
  }
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
        .cells = {Isolate(language, FormatUtcMs(receipt.time_ms)),
                  context.phrases.Label(language, "receipt_state", ReceiptStateName(receipt.state)),
                  context.Mailbox(receipt.as),
                  Isolate(language, SafeDisplay(receipt.from, Lines::kOne))},
        .conflict = receipt.state == ReceiptState::kRefused && acknowledged.count(as) > 0};
    if (receipt.state == ReceiptState::kAcknowledged) acknowledged.insert(as);
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
    sheet.rows.push_back({.label = output.Say(key), .lines = {value}});
  };
  const std::optional<EnvelopeHeader> header = HeaderOf(context, notice);
  if (!header.has_value()) return sheet;
  const std::optional<Notice> said = NoticeOf(*header, notice);
  sheet.title =
      said.has_value()
          ? absl::StrCat(context.world.forms.KindLabel(
                             {.kind = said->kind, .version = said->kind_version}, language),
                         "  ", Isolate(language, notice.serial))
          : FindingText(context, {.code = notice.why_closed,
                                  .subject = ToHex(notice.header_hash).substr(0, kShownDigits)});
  add("caption.precedence",
      context.phrases.Label(language, "precedence", PrecedenceName(notice.precedence)));
  add("caption.from",
      absl::StrCat(context.Mailbox(header->as), " (", Isolate(language, header->from), ")"));
  add("caption.to", Mailboxes(context, header->to));
  if (!header->info.empty()) add("caption.info", Mailboxes(context, header->info));
  add("caption.accepted_at", Isolate(language, FormatUtcMs(notice.time_ms)));
  if (said.has_value()) {
    sheet.digest = notice.notice_hash;
    add("caption.claimed_time", Isolate(language, FormatUtc(said->time_s)));
    AddForm(context, *said, archive, sheet);
  }
  add("caption.log_position",
      Isolate(language, absl::StrCat(notice.index.value(), " / ", mirror.size().value())));
  if (notice.why_closed.empty()) sheet.verified.push_back(output.Say("show.verified"));
  for (const Finding& finding : notice.findings) {
    sheet.findings.push_back(FindingText(context, finding));
  }
  AddReceipts(context, receipts, sheet);
  return sheet;
}

}  // namespace liaison
